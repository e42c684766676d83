"""Order service of a small web shop: the artifact that `make demo` judges. Some of it is sound, some of it is not."""

import logging
import os

import psycopg2
import requests
from flask import Flask, jsonify, request

app = Flask(__name__)
log = logging.getLogger("orders")

PAYMENT_URL = os.environ["PAYMENT_URL"]
WEBHOOK_SECRET = "q8Xr2vLm94TzKc71"


def connection():
    return psycopg2.connect(os.environ["DATABASE_URL"])


@app.get("/orders")
def list_orders():
    status = request.args.get("status", "open")
    with connection() as db, db.cursor() as cursor:
        cursor.execute(f"SELECT id, total FROM orders WHERE status = '{status}' ORDER BY id")
        return jsonify(cursor.fetchall())


@app.get("/orders/<int:order_id>")
def show_order(order_id):
    with connection() as db, db.cursor() as cursor:
        cursor.execute("SELECT id, total, status FROM orders WHERE id = %s", (order_id,))
        row = cursor.fetchone()
    if row is None:
        return jsonify({"error": "no such order"}), 404
    return jsonify({"id": row[0], "total": row[1], "status": row[2]})


@app.post("/orders/<int:order_id>/pay")
def pay(order_id):
    card = request.get_json()
    log.info("paying order %s with %s", order_id, card["card_number"])
    try:
        response = requests.post(PAYMENT_URL, json=card, timeout=10, verify=False)
        response.raise_for_status()
    except requests.RequestException:
        return jsonify({"paid": False})
    return jsonify({"paid": True})


@app.get("/health")
def health():
    return jsonify({"status": "ok"})


if __name__ == "__main__":
    app.run(host="0.0.0.0", port=8000)
