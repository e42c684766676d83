import logging
import os
import re
from pathlib import Path

from flask import Flask, abort, jsonify, request
from psycopg_pool import ConnectionPool

from .partner import PartnerClient
from .repository import DepotFilter, ParcelRepository

logger = logging.getLogger(__name__)

NUMBER = re.compile(r"[A-Z]{2}\d{9}[A-Z]{2}")


def create_app() -> Flask:
    app = Flask(__name__)
    pool = ConnectionPool(os.environ["DATABASE_URL"], min_size=2, max_size=10, open=True)
    parcels = ParcelRepository(pool)
    partner = PartnerClient(
        os.environ["PARTNER_URL"],
        Path(os.environ["PARTNER_TOKEN_FILE"]).read_text().strip(),
    )

    @app.get("/track/<number>")
    def track(number: str):
        if not NUMBER.fullmatch(number):
            abort(404)
        parcel = parcels.by_number(number)
        if parcel is None:
            abort(404)
        events = [
            {"at": e.at.isoformat(), "text": e.text, "place": e.place}
            for e in partner.events(number)
        ]
        return jsonify(parcel | {"events": events})

    @app.get("/depot/parcels")
    def depot_parcels():
        args = request.args
        if not args.get("depot"):
            return jsonify(error="depot is required"), 400
        criteria = DepotFilter(
            depot=args["depot"],
            status=args.get("status"),
            postcode=args.get("postcode"),
            older_than_days=args.get("older", type=int),
            page=max(args.get("page", default=0, type=int), 0),
        )
        return jsonify(parcels.in_depot(criteria))

    @app.get("/health")
    def health():
        try:
            parcels.ping()
        except Exception:
            logger.exception("database check failed")
            return jsonify(status="unavailable"), 503
        return jsonify(status="ok")

    return app
