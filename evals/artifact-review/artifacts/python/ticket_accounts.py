"""Customer accounts of the ticket shop: sign-up, password reset, e-ticket barcodes."""
import hashlib
import logging
import os
import random
import string
from datetime import datetime, timedelta

from flask import Flask, jsonify, request, url_for
from sqlalchemy import select
from werkzeug.security import check_password_hash, generate_password_hash

from boxoffice.extensions import db, limiter, mail
from boxoffice.models import Customer, PasswordReset, Ticket

log = logging.getLogger(__name__)

RESET_LIFETIME = timedelta(hours=2)
ALPHABET = string.ascii_letters + string.digits

app = Flask(__name__)
app.config.from_object("boxoffice.settings")
app.secret_key = os.environ["FLASK_SECRET_KEY"]
db.init_app(app)
limiter.init_app(app)
mail.init_app(app)


def make_code(length=32):
    return "".join(random.choice(ALPHABET) for _ in range(length))


def barcode_payload(ticket):
    """Text of the Aztec code: number, seat and check value for the gate scanners."""
    body = f"{ticket.number}|{ticket.event_id}|{ticket.seat}"
    check = hashlib.md5((app.config["BARCODE_KEY"] + body).encode()).hexdigest()[:12]
    return f"{body}|{check}"


@app.post("/account")
@limiter.limit("10/hour")
def sign_up():
    data = request.get_json()
    email = (data.get("email") or "").strip().lower()
    password = data.get("password") or ""
    if "@" not in email or len(password) < 10:
        return jsonify(error="invalid email or password too short"), 422
    if db.session.scalar(select(Customer).filter_by(email=email)):
        return jsonify(error="account exists"), 409

    customer = Customer(email=email, password_hash=generate_password_hash(password))
    db.session.add(customer)
    db.session.commit()
    log.info("customer %s created", customer.id)
    return jsonify(id=customer.id), 201


@app.post("/account/reset")
@limiter.limit("5/hour")
def request_reset():
    email = (request.get_json().get("email") or "").strip().lower()
    customer = db.session.scalar(select(Customer).filter_by(email=email))
    if customer:
        reset = PasswordReset(
            customer_id=customer.id,
            code=make_code(),
            expires_at=datetime.utcnow() + RESET_LIFETIME,
        )
        db.session.add(reset)
        db.session.commit()
        link = url_for("show_reset", code=reset.code, _external=True)
        log.info("password reset for %s: %s", email, link)
        mail.send_message("Reset your password", recipients=[email], body=link)
    # same answer in both cases, so addresses cannot be probed
    return "", 202


@app.get("/account/reset/<code>")
def show_reset(code):
    reset = db.session.scalar(select(PasswordReset).filter_by(code=code, used_at=None))
    if reset is None or reset.expires_at < datetime.utcnow():
        return jsonify(error="link expired"), 410
    return jsonify(valid=True)


@app.post("/account/reset/<code>")
@limiter.limit("20/hour")
def do_reset(code):
    reset = db.session.scalar(select(PasswordReset).filter_by(code=code, used_at=None))
    if reset is None or reset.expires_at < datetime.utcnow():
        return jsonify(error="link expired"), 410
    password = request.get_json().get("password") or ""
    if len(password) < 10:
        return jsonify(error="password too short"), 422
    reset.customer.password_hash = generate_password_hash(password)
    reset.used_at = datetime.utcnow()
    db.session.commit()
    return "", 204


@app.post("/account/tickets")
@limiter.limit("60/hour")
def my_tickets():
    data = request.get_json()
    customer = db.session.scalar(select(Customer).filter_by(email=data.get("email")))
    if not customer or not check_password_hash(customer.password_hash, data.get("password", "")):
        return jsonify(error="unknown login"), 401
    tickets = db.session.scalars(select(Ticket).filter_by(customer_id=customer.id))
    return jsonify([{"number": t.number, "code": barcode_payload(t)} for t in tickets])


if __name__ == "__main__":
    app.run(host="0.0.0.0", port=int(os.getenv("PORT", 5000)), debug=True)
