"""Passwords, sign-in links and API tokens of the practice management portal."""
from __future__ import annotations

import base64
import hashlib
import hmac
import logging
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError, VerifyMismatchError

from practice.ports import AccountStore, Mailer

log = logging.getLogger(__name__)

LINK_LIFETIME = timedelta(minutes=20)
API_TOKEN_PREFIX = "pmp_"
PASSWORD_MIN_LENGTH = 12

_hasher = PasswordHasher(time_cost=3, memory_cost=64 * 1024, parallelism=2)
# verified against when the account does not exist, so both cases take the same time
_DUMMY_HASH = _hasher.hash(secrets.token_urlsafe(16))


class PasswordTooWeak(ValueError):
    pass


def token_digest(token: str) -> str:
    """Tokens carry 256 random bits, a plain digest is enough to store them."""
    return hashlib.sha256(token.encode("ascii", "replace")).hexdigest()


def avatar_etag(image: bytes) -> str:
    return '"' + hashlib.sha1(image, usedforsecurity=False).hexdigest() + '"'


@dataclass
class AccountSecurity:
    store: AccountStore
    mailer: Mailer
    base_url: str

    def set_password(self, account_id: int, password: str) -> None:
        if len(password) < PASSWORD_MIN_LENGTH:
            raise PasswordTooWeak(f"at least {PASSWORD_MIN_LENGTH} characters")
        self.store.save_password_hash(account_id, _hasher.hash(password))
        self.store.revoke_sessions(account_id)
        log.info("password changed for account %s", account_id)

    def verify_password(self, login: str, password: str) -> int | None:
        account = self.store.by_login(login)
        stored = account.password_hash if account else _DUMMY_HASH
        try:
            _hasher.verify(stored, password)
        except VerifyMismatchError:
            return None
        except (VerificationError, InvalidHashError):
            log.exception("stored hash of account %s is not usable", account and account.id)
            return None
        if account is None:
            return None
        if _hasher.check_needs_rehash(stored):
            self.store.save_password_hash(account.id, _hasher.hash(password))
        return account.id

    def send_sign_in_link(self, login: str) -> None:
        account = self.store.by_login(login)
        if account is None:
            log.info("sign-in link requested for an unknown login")
            return
        token = secrets.token_urlsafe(32)
        self.store.save_link(
            account.id, token_digest(token), datetime.now(timezone.utc) + LINK_LIFETIME
        )
        # the fragment is not sent to the server; the page posts it
        self.mailer.send(account.email, "sign-in-link", {"url": f"{self.base_url}/sign-in#{token}"})
        log.info("sign-in link sent for account %s", account.id)

    def redeem_link(self, token: str) -> int | None:
        link = self.store.take_link(token_digest(token))
        if link is None or link.expires_at < datetime.now(timezone.utc):
            return None
        return link.account_id

    def create_api_token(self, account_id: int, label: str) -> str:
        """The token is shown once; only its digest is stored."""
        token = API_TOKEN_PREFIX + secrets.token_urlsafe(32)
        self.store.save_api_token(account_id, label, token_digest(token))
        log.info("API token created for account %s", account_id)
        return token

    def account_for_api_token(self, token: str) -> int | None:
        if not token.startswith(API_TOKEN_PREFIX):
            return None
        return self.store.account_by_token_digest(token_digest(token))


class CookieSigner:
    def __init__(self, key: bytes):
        if len(key) < 32:
            raise ValueError("cookie key must have at least 32 bytes")
        self._key = key

    def sign(self, value: str) -> str:
        mac = hmac.new(self._key, value.encode(), hashlib.sha256).digest()
        return value + "." + base64.urlsafe_b64encode(mac).decode()

    def unsign(self, signed: str) -> str | None:
        value, _, _mac = signed.rpartition(".")
        if not value:
            return None
        return value if hmac.compare_digest(self.sign(value).encode(), signed.encode()) else None
