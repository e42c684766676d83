from contextlib import contextmanager

import psycopg
import pytest
from fastapi.testclient import TestClient

from reminders.api import create_app
from reminders.service import GatewayError

TOKEN = "unit-test-trigger-token"


class Conn:
    def __init__(self, up):
        self.up = up

    def execute(self, sql, params=None):
        if not self.up:
            raise psycopg.OperationalError("gone")
        return self

    def fetchall(self):
        return []


class Pool:
    def __init__(self, up=True):
        self.up = up

    @contextmanager
    def connection(self, timeout=None):
        yield Conn(self.up)

    def close(self):
        pass


class Gateway:
    def __init__(self, up=True):
        self.up = up

    def ping(self):
        if not self.up:
            raise GatewayError("ping_failed")


@pytest.mark.parametrize(
    "db_up, sms_up, status, body",
    [
        (True, True, 200, {"database": "ok", "sms": "ok"}),
        (False, True, 503, {"database": "down", "sms": "ok"}),
        (True, False, 503, {"database": "ok", "sms": "down"}),
    ],
)
def test_health(db_up, sms_up, status, body):
    client = TestClient(create_app(Pool(db_up), Gateway(sms_up), TOKEN))
    response = client.get("/health")
    assert response.status_code == status
    assert response.json() == body


def test_run_needs_token():
    client = TestClient(create_app(Pool(), Gateway(), TOKEN))
    assert client.post("/internal/reminders/run").status_code == 401


def test_run_returns_counts():
    client = TestClient(create_app(Pool(), Gateway(), TOKEN))
    response = client.post(
        "/internal/reminders/run", headers={"Authorization": f"Bearer {TOKEN}"}
    )
    assert response.json() == {"sent": 0, "failed": 0}
