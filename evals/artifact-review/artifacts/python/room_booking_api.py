"""Meeting room booking service."""
import logging
import os
from datetime import datetime, timedelta

import psycopg2
from flask import Flask, abort, g, jsonify, request
from psycopg2 import errors
from psycopg2.extras import RealDictCursor
from psycopg2.pool import ThreadedConnectionPool

from rooms.auth import login_required

log = logging.getLogger(__name__)

# what the client may sort by -> what goes into the statement
SORT_COLUMNS = {"start": "b.starts_at", "room": "r.name", "created": "b.created_at"}
MAX_DURATION = timedelta(hours=10)


def create_app() -> Flask:
    app = Flask(__name__)
    app.config["MAX_CONTENT_LENGTH"] = 64 * 1024
    pool = ThreadedConnectionPool(1, 10, dsn=os.environ["ROOMS_DSN"])

    def db():
        if "conn" not in g:
            g.conn = pool.getconn()
        return g.conn

    @app.teardown_appcontext
    def release(exc):
        conn = g.pop("conn", None)
        if conn is not None:
            if not conn.closed:
                conn.rollback()
            pool.putconn(conn, close=bool(conn.closed))

    @app.get("/bookings")
    @login_required
    def list_bookings():
        column = SORT_COLUMNS.get(request.args.get("sort", "start"))
        if column is None:
            abort(400, description="unsupported sort")
        direction = "DESC" if request.args.get("dir") == "desc" else "ASC"

        where = ["b.site_id = %(site)s", "b.ends_at >= now()"]
        params = {"site": g.user.site_id}
        if request.args.get("room"):
            where.append("r.name ILIKE %(room)s")
            params["room"] = f"%{request.args['room']}%"
        if request.args.get("mine") == "1":
            where.append("b.user_id = %(user)s")
            params["user"] = g.user.id

        sql = (
            "SELECT b.id, r.name AS room, b.starts_at, b.ends_at, b.title"
            "  FROM bookings b JOIN rooms r ON r.id = b.room_id"
            f" WHERE {' AND '.join(where)}"
            f" ORDER BY {column} {direction}"
            " LIMIT 200"
        )
        with db().cursor(cursor_factory=RealDictCursor) as cur:
            cur.execute(sql, params)
            return jsonify([
                {**r, "starts_at": r["starts_at"].isoformat(), "ends_at": r["ends_at"].isoformat()}
                for r in cur.fetchall()
            ])

    @app.post("/bookings")
    @login_required
    def create_booking():
        data = request.get_json()
        try:
            room_id = int(data["room_id"])
            starts = datetime.fromisoformat(data["starts_at"])
            ends = datetime.fromisoformat(data["ends_at"])
            title = str(data["title"])[:120]
            if not timedelta(0) < ends - starts <= MAX_DURATION:
                abort(422, description="invalid time span")
        except (KeyError, TypeError, ValueError):
            abort(422, description="room_id, starts_at, ends_at and title are required")

        conn = db()
        try:
            with conn.cursor() as cur:
                cur.execute(
                    "INSERT INTO bookings (room_id, site_id, user_id, starts_at, ends_at, title)"
                    " SELECT id, site_id, %s, %s, %s, %s FROM rooms WHERE id = %s AND site_id = %s"
                    " RETURNING id",
                    (g.user.id, starts, ends, title, room_id, g.user.site_id),
                )
                row = cur.fetchone()
            conn.commit()
        except errors.ExclusionViolation:
            # the overlap constraint answers the "is it still free" question for us
            conn.rollback()
            abort(409, description="room is taken")
        if row is None:
            abort(404, description="no such room")
        log.info("booking %s created by user %s", row[0], g.user.id)
        return jsonify(id=row[0]), 201

    @app.delete("/bookings/<int:booking_id>")
    @login_required
    def delete_booking(booking_id):
        conn = db()
        with conn.cursor() as cur:
            cur.execute(
                "DELETE FROM bookings WHERE id = %s AND user_id = %s", (booking_id, g.user.id)
            )
            deleted = cur.rowcount
        conn.commit()
        if not deleted:
            abort(404)
        return "", 204

    @app.get("/healthz")
    def healthz():
        try:
            with db().cursor() as cur:
                cur.execute("SELECT 1")
        except psycopg2.Error:
            log.exception("health check: database not reachable")
            return jsonify(status="down"), 503
        return jsonify(status="up")

    @app.errorhandler(400)
    @app.errorhandler(404)
    @app.errorhandler(409)
    @app.errorhandler(422)
    def as_json(err):
        return jsonify(error=err.description), err.code

    return app


if __name__ == "__main__":
    # local runs only; deployments use gunicorn "rooms.api:create_app()"
    create_app().run(host="127.0.0.1", port=5000)
