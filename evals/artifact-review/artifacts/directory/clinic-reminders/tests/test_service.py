from datetime import datetime, timezone

import httpx
import pytest

from reminders.gateway import HttpSmsGateway
from reminders.service import GatewayError, RunResult, find_due, message_for, run_reminders

NOW = datetime(2025, 3, 3, 8, 0, tzinfo=timezone.utc)
START = datetime(2025, 3, 4, 9, 30, tzinfo=timezone.utc)


class FakeConn:
    def __init__(self, rows):
        self.rows, self.calls, self.commits = rows, [], 0

    def execute(self, sql, params=None):
        self.calls.append((sql, params))
        return self

    def fetchall(self):
        return self.rows

    def commit(self):
        self.commits += 1


class FakeGateway:
    def send(self, to, body):
        if to == "+15550102":
            raise GatewayError("invalid_number")
        return "r-1"


def test_clinic_filter_is_bound():
    conn = FakeConn([])
    find_due(conn, NOW, [4, 7])
    sql, params = conn.calls[0]
    assert "ANY(%(clinic_ids)s)" in sql
    assert params["clinic_ids"] == [4, 7]


def test_text_gives_time_and_site():
    assert message_for(START, "North Wing").startswith(
        "You have an appointment on Tue 04 Mar at 09:30, North Wing."
    )


def test_failed_number_does_not_stop_the_run(caplog):
    conn = FakeConn([(1, "+15550102", START, "North Wing"), (2, "+15550103", START, "North Wing")])
    assert run_reminders(conn, FakeGateway(), NOW) == RunResult(sent=1, failed=1)
    updates = [params for sql, params in conn.calls if sql.startswith("UPDATE")]
    assert updates == [("failed", None, 1), ("sent", "r-1", 2)]
    assert conn.commits == 2
    assert "+15550102" not in caplog.text


@pytest.mark.parametrize("status, code", [(400, "http_400"), (503, "http_503")])
def test_gateway_reports_provider_status(status, code):
    transport = httpx.MockTransport(lambda request: httpx.Response(status))
    gateway = HttpSmsGateway("https://sms.test", "test-token", transport)
    with pytest.raises(GatewayError) as caught:
        gateway.send("+15550100", "hi")
    assert caught.value.code == code


def test_gateway_ping_failure():
    transport = httpx.MockTransport(lambda request: httpx.Response(500))
    with pytest.raises(GatewayError):
        HttpSmsGateway("https://sms.test", "test-token", transport).ping()
