"""Invoice listing and CSV export for the finance back office."""
import csv
import io
import logging
from datetime import date

from flask import Blueprint, Response, abort, current_app, g, jsonify, request
from psycopg2.extras import RealDictCursor

from backoffice.auth import require_role
from backoffice.db import get_connection

log = logging.getLogger(__name__)

bp = Blueprint("invoices", __name__, url_prefix="/api/invoices")

STATUSES = {"draft", "open", "paid", "overdue", "written_off"}
PAGE_SIZE = 50

BASE_QUERY = """
    SELECT i.id, i.number, i.issued_on, i.due_on, i.status,
           i.net_cents, i.vat_cents, c.name AS customer_name
      FROM invoices i
      JOIN customers c ON c.id = i.customer_id
     WHERE i.tenant_id = %(tenant_id)s
"""


def _parse_date(name):
    raw = request.args.get(name)
    if not raw:
        return None
    try:
        return date.fromisoformat(raw)
    except ValueError:
        abort(400, description=f"{name} must be an ISO date")


def _build_query(filters):
    """Return the SQL text and its parameters for the given filters."""
    sql = BASE_QUERY
    params = {"tenant_id": g.tenant_id}

    if filters.get("status"):
        if filters["status"] not in STATUSES:
            abort(400, description="unknown status")
        sql += " AND i.status = %(status)s"
        params["status"] = filters["status"]
    if filters.get("from"):
        sql += " AND i.issued_on >= %(from)s"
        params["from"] = filters["from"]
    if filters.get("to"):
        sql += " AND i.issued_on <= %(to)s"
        params["to"] = filters["to"]

    sort = request.args.get("sort", "issued_on")
    direction = "DESC" if request.args.get("dir") == "desc" else "ASC"
    sql += f" ORDER BY i.{sort} {direction}"
    return sql, params


def _collect_filters():
    return {
        "status": request.args.get("status"),
        "from": _parse_date("from"),
        "to": _parse_date("to"),
    }


@bp.get("")
@require_role("finance")
def list_invoices():
    page = max(request.args.get("page", 1, type=int), 1)
    sql, params = _build_query(_collect_filters())
    sql += " LIMIT %(limit)s OFFSET %(offset)s"
    params.update(limit=PAGE_SIZE, offset=(page - 1) * PAGE_SIZE)

    with get_connection() as conn, conn.cursor(cursor_factory=RealDictCursor) as cur:
        cur.execute(sql, params)
        rows = cur.fetchall()
    return jsonify({"page": page, "items": [_to_json(r) for r in rows]})


@bp.get("/export.csv")
@require_role("finance")
def export_csv():
    sql, params = _build_query(_collect_filters())
    buf = io.StringIO()
    writer = csv.writer(buf, delimiter=";")
    writer.writerow(["number", "issued", "due", "status", "net", "vat", "customer"])

    with get_connection() as conn, conn.cursor(cursor_factory=RealDictCursor) as cur:
        cur.execute(sql, params)
        for row in cur:
            writer.writerow([
                row["number"], row["issued_on"], row["due_on"], row["status"],
                _cents(row["net_cents"]), _cents(row["vat_cents"]), row["customer_name"],
            ])
    return Response(buf.getvalue(), mimetype="text/csv")


@bp.post("/<int:invoice_id>/remind")
@require_role("finance")
def send_reminder(invoice_id):
    with get_connection() as conn, conn.cursor(cursor_factory=RealDictCursor) as cur:
        cur.execute(
            "SELECT i.number, c.name, c.email, c.phone, c.iban FROM invoices i"
            " JOIN customers c ON c.id = i.customer_id"
            " WHERE i.id = %s AND i.tenant_id = %s",
            (invoice_id, g.tenant_id),
        )
        invoice = cur.fetchone()
    if invoice is None:
        abort(404)

    current_app.mailer.send_template("reminder", to=invoice["email"], context=invoice)
    log.info("reminder sent for %s: %s", invoice["number"], dict(invoice))
    return "", 202


def _cents(value):
    return f"{value / 100:.2f}"


def _to_json(row):
    return {
        **row,
        "issued_on": row["issued_on"].isoformat(),
        "due_on": row["due_on"].isoformat(),
    }
