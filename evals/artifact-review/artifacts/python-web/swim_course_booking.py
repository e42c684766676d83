"""Booking of swimming courses, municipal baths."""
import os
from datetime import datetime, timezone
from functools import wraps

from flask import Blueprint, current_app, g, jsonify, request
from sqlalchemy import func, select

from baths.auth import bearer_user
from baths.db import db
from baths.models import Booking, Course, Voucher

bp = Blueprint("courses", __name__, url_prefix="/api/courses")

MAX_PER_PERSON = int(os.environ.get("COURSE_MAX_PER_PERSON", "3"))


def now():
    return datetime.now(timezone.utc)


def authenticated(fn):
    @wraps(fn)
    def wrapper(*args, **kwargs):
        g.user = bearer_user(request)
        if g.user is None:
            return jsonify(error="unauthorized"), 401
        return fn(*args, **kwargs)

    return wrapper


def staff_only(fn):
    @wraps(fn)
    def wrapper(*args, **kwargs):
        if not g.user.is_staff:
            return jsonify(error="forbidden"), 403
        return fn(*args, **kwargs)

    return wrapper


@bp.app_errorhandler(Exception)
def on_error(exc):
    code = getattr(exc, "code", 500)
    if not isinstance(code, int):
        code = 500
    current_app.logger.exception("request failed")
    return jsonify(error=type(exc).__name__, detail=str(exc)), code


@bp.get("")
def list_courses():
    rows = db.session.scalars(
        select(Course).where(Course.starts_at > now()).order_by(Course.starts_at).limit(100)
    )
    return jsonify([c.public() for c in rows])


@bp.post("/<int:course_id>/bookings")
@authenticated
def book(course_id):
    course = db.get_or_404(Course, course_id)
    if course.starts_at <= now():
        return jsonify(error="course has started"), 409

    mine = db.session.scalar(
        select(func.count(Booking.id)).where(
            Booking.user_id == g.user.id, Booking.cancelled_at.is_(None)
        )
    )
    if mine >= MAX_PER_PERSON:
        return jsonify(error="too many bookings"), 409

    taken = db.session.scalar(
        select(func.count(Booking.id)).where(
            Booking.course_id == course.id, Booking.cancelled_at.is_(None)
        )
    )
    if taken >= course.places:
        return jsonify(error="course is full"), 409

    booking = Booking(course_id=course.id, user_id=g.user.id, price_cent=course.price_cent)
    db.session.add(booking)
    db.session.commit()
    return jsonify(booking.public()), 201


@bp.delete("/bookings/<int:booking_id>")
@authenticated
def cancel(booking_id):
    booking = db.session.scalar(
        select(Booking).where(Booking.id == booking_id, Booking.user_id == g.user.id)
    )
    if booking is None:
        return jsonify(error="not found"), 404
    if booking.cancelled_at is None:
        booking.cancelled_at = now()
        db.session.commit()
    return "", 204


@bp.post("/bookings/<int:booking_id>/refund")
@authenticated
@staff_only
def refund(booking_id):
    """Gives the price back as credit on the account of the citizen."""
    booking = db.session.get(Booking, booking_id, with_for_update=True)
    if booking is None:
        return jsonify(error="not found"), 404
    if booking.refunded_at is not None:
        return jsonify(error="already refunded"), 409
    booking.refunded_at = now()
    booking.user.credit_cent += booking.price_cent
    db.session.commit()
    return jsonify(booking.public())


@bp.post("/vouchers/<string:code>/redeem")
@authenticated
def redeem(code):
    voucher = db.session.scalar(
        select(Voucher).where(Voucher.code == code.upper(), Voucher.redeemed_by.is_(None)).with_for_update()
    )
    if voucher is None:
        return jsonify(error="voucher not valid"), 404
    voucher.redeemed_by = g.user.id
    voucher.redeemed_at = now()
    db.session.commit()
    return jsonify(course_id=voucher.course_id)
