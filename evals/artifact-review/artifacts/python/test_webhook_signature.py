"""Webhook receiver: signature, replay protection and dispatch."""
import hashlib
import hmac
import json
import logging

import pytest
from fastapi.testclient import TestClient

from payhub.app import create_app
from payhub.settings import Settings

# only known to this test module
WEBHOOK_SECRET = "whsec_test_51c0ffee"
OTHER_SECRET = "whsec_test_other"
NOW = 1_717_400_000


class RecordingHandler:
    def __init__(self):
        self.events = []

    def __call__(self, event):
        self.events.append(event)


@pytest.fixture
def handler():
    return RecordingHandler()


@pytest.fixture
def client(handler):
    settings = Settings(
        webhook_secret=WEBHOOK_SECRET,
        database_url="sqlite://",
        api_password="not-a-real-password",
    )
    app = create_app(settings, handlers={"invoice.paid": handler}, clock=lambda: NOW)
    with TestClient(app) as test_client:
        yield test_client


def sign(body: bytes, secret: str = WEBHOOK_SECRET, timestamp: int = NOW) -> str:
    mac = hmac.new(secret.encode(), f"{timestamp}.".encode() + body, hashlib.sha256)
    return f"t={timestamp},v1={mac.hexdigest()}"


def post(client, event, signature=None, **kwargs):
    body = json.dumps(event).encode()
    headers = {"Payhub-Signature": sign(body, **kwargs) if signature is None else signature}
    return client.post("/webhooks/payhub", content=body, headers=headers)


def paid_event(event_id="evt_1"):
    return {"id": event_id, "type": "invoice.paid", "data": {"invoice": 7001, "amount": 12900}}


def test_valid_event_is_dispatched(client, handler):
    response = post(client, paid_event())

    assert response.status_code == 204
    assert [e["data"]["invoice"] for e in handler.events] == [7001]


def test_wrong_secret_is_refused(client, handler):
    response = post(client, paid_event(), secret=OTHER_SECRET)

    assert response.status_code == 401
    assert handler.events == []


@pytest.mark.parametrize("signature", ["", "garbage", "t=abc,v1=00", f"t={NOW}", "v1=00ff"])
def test_malformed_signature_is_refused(client, handler, signature):
    assert post(client, paid_event(), signature=signature).status_code == 401
    assert not handler.events


@pytest.mark.parametrize(("age", "status"), [(0, 204), (299, 204), (301, 401), (-301, 401)])
def test_timestamp_tolerance_is_five_minutes(client, age, status):
    assert post(client, paid_event(), timestamp=NOW - age).status_code == status


def test_repeated_event_is_acknowledged_but_handled_once(client, handler):
    first = post(client, paid_event("evt_9"))
    second = post(client, paid_event("evt_9"))

    assert (first.status_code, second.status_code) == (204, 204)
    assert len(handler.events) == 1


def test_unknown_type_is_acknowledged(client, handler):
    response = post(client, {"id": "evt_2", "type": "payout.created", "data": {}})

    assert response.status_code == 204
    assert handler.events == []


def test_secret_never_reaches_the_log(client, caplog):
    caplog.set_level(logging.DEBUG)

    post(client, paid_event(), secret=OTHER_SECRET)

    assert "signature mismatch" in caplog.text
    assert WEBHOOK_SECRET not in caplog.text
