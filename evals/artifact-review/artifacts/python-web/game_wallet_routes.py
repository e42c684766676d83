"""Wallet of coins: buy items, give coins to a friend, correct by support."""
import logging
import os
from datetime import timedelta

from flask import Blueprint, Flask, g, jsonify, request
from flask_wtf import CSRFProtect
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError, OperationalError
from werkzeug.exceptions import HTTPException

from arena.auth import require_login, require_support
from arena.db import db
from arena.models import AuditEntry, Item, LedgerEntry, Wallet

log = logging.getLogger("wallet")
bp = Blueprint("wallet", __name__, url_prefix="/wallet")

MAX_GIFT = 500
MAX_CORRECTION = 10_000


def create_app() -> Flask:
    app = Flask(__name__)
    app.config.update(
        SECRET_KEY=os.environ["ARENA_SECRET_KEY"],
        SQLALCHEMY_DATABASE_URI=os.environ["ARENA_DB"],
        MAX_CONTENT_LENGTH=16 * 1024,
        SESSION_COOKIE_SECURE=os.environ.get("ARENA_ENV") != "local",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Strict",
        PERMANENT_SESSION_LIFETIME=timedelta(hours=4),
    )
    CSRFProtect(app)
    db.init_app(app)
    app.register_blueprint(bp)
    app.register_error_handler(Exception, _on_error)
    return app


def _on_error(exc):
    if isinstance(exc, HTTPException):
        return jsonify(error=exc.name), exc.code
    db.session.rollback()
    if isinstance(exc, OperationalError):
        log.warning("database not available", exc_info=exc)
        return jsonify(error="try again later"), 503
    log.exception("unexpected error", exc_info=exc)
    return jsonify(error="internal error"), 500


class BadField(Exception):
    def __init__(self, field):
        super().__init__(field)
        self.field = field


def _body():
    body = request.get_json()
    if not isinstance(body, dict):
        raise BadField("body")
    return body


def _int(name, low, high):
    value = _body().get(name)
    if type(value) is not int or not low <= value <= high:
        raise BadField(name)
    return value


@bp.errorhandler(BadField)
def _bad_field(exc):
    db.session.rollback()
    return jsonify(error="invalid value", field=exc.field), 400


def _lock(*player_ids):
    """Locks wallets in the order of ids, so that two gifts in both directions cannot block."""
    rows = db.session.scalars(
        select(Wallet)
        .where(Wallet.player_id.in_(player_ids))
        .order_by(Wallet.player_id)
        .with_for_update()
    )
    return {w.player_id: w for w in rows}


@bp.get("")
@require_login
def show():
    wallet = db.get_or_404(Wallet, g.player.id)
    entries = db.session.scalars(
        select(LedgerEntry).where(LedgerEntry.player_id == g.player.id).order_by(LedgerEntry.id.desc()).limit(50)
    )
    return jsonify(coins=wallet.coins, entries=[e.public() for e in entries])


@bp.post("/buy/<int:item_id>")
@require_login
def buy(item_id):
    item = db.get_or_404(Item, item_id)
    if not item.on_sale:
        return jsonify(error="not on sale"), 409
    wallet = _lock(g.player.id).get(g.player.id)
    if wallet is None:
        return jsonify(error="not found"), 404
    if wallet.coins < item.price:
        db.session.rollback()
        return jsonify(error="not enough coins"), 409
    wallet.coins -= item.price
    db.session.add(LedgerEntry(player_id=g.player.id, coins=-item.price, kind="buy", ref=f"item:{item.id}"))
    db.session.commit()
    return jsonify(coins=wallet.coins)


@bp.post("/gift")
@require_login
def gift():
    friend = _int("friend", 1, 2**62)
    coins = _int("coins", 1, MAX_GIFT)
    if friend == g.player.id or not g.player.is_friend_of(friend):
        return jsonify(error="only to friends"), 403
    wallets = _lock(g.player.id, friend)
    if len(wallets) != 2:
        db.session.rollback()
        return jsonify(error="not found"), 404
    if wallets[g.player.id].coins < coins:
        db.session.rollback()
        return jsonify(error="not enough coins"), 409
    wallets[g.player.id].coins -= coins
    wallets[friend].coins += coins
    db.session.add_all(
        [
            LedgerEntry(player_id=g.player.id, coins=-coins, kind="gift", ref=f"to:{friend}"),
            LedgerEntry(player_id=friend, coins=coins, kind="gift", ref=f"from:{g.player.id}"),
        ]
    )
    db.session.commit()
    return jsonify(coins=wallets[g.player.id].coins)


@bp.post("/<int:player_id>/corrections")
@require_support
def correct(player_id):
    coins = _int("coins", -MAX_CORRECTION, MAX_CORRECTION)
    ticket = str(_body().get("ticket", ""))[:40]
    if not ticket:
        raise BadField("ticket")
    wallet = _lock(player_id).get(player_id)
    if wallet is None:
        return jsonify(error="not found"), 404
    if wallet.coins + coins < 0:
        db.session.rollback()
        return jsonify(error="would be negative"), 409
    wallet.coins += coins
    db.session.add(LedgerEntry(player_id=player_id, coins=coins, kind="correction", ref=ticket))
    db.session.add(AuditEntry(actor_id=g.staff.id, action="wallet.correct", subject=player_id, detail=ticket))
    try:
        db.session.commit()
    except IntegrityError:
        # ticket is unique among corrections
        db.session.rollback()
        return jsonify(error="ticket was used already"), 409
    return jsonify(coins=wallet.coins)
