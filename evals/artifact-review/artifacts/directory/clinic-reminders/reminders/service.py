"""Select appointments that are due a reminder and hand them to the SMS gateway."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol, Sequence

logger = logging.getLogger(__name__)

LEAD_TIME = timedelta(hours=26)


class GatewayError(Exception):
    def __init__(self, code: str):
        super().__init__(code)
        self.code = code


class SmsGateway(Protocol):
    def send(self, to: str, body: str) -> str: ...

    def ping(self) -> None: ...


@dataclass(frozen=True)
class RunResult:
    sent: int = 0
    failed: int = 0


def find_due(conn, now: datetime, clinic_ids: Sequence[int] | None = None) -> list[tuple]:
    """Return (appointment id, mobile, start, site name) for unsent reminders."""
    sql = (
        "SELECT a.id, p.mobile, a.starts_at, s.name "
        "FROM appointment a "
        "JOIN patient p ON p.id = a.patient_id "
        "JOIN site s ON s.id = a.site_id "
        "WHERE a.starts_at BETWEEN %(now)s AND %(until)s "
        "AND a.reminder_state = 'pending' AND p.sms_consent"
    )
    params: dict = {"now": now, "until": now + LEAD_TIME}
    if clinic_ids:
        sql += " AND a.clinic_id = ANY(%(clinic_ids)s)"
        params["clinic_ids"] = list(clinic_ids)
    sql += " ORDER BY a.starts_at"
    return conn.execute(sql, params).fetchall()


def message_for(starts_at: datetime, site: str) -> str:
    # No specialty and no name: texts show up on lock screens.
    return f"You have an appointment on {starts_at:%a %d %b at %H:%M}, {site}. Reply C to cancel."


def run_reminders(
    conn, gateway: SmsGateway, now: datetime, clinic_ids: Sequence[int] | None = None
) -> RunResult:
    sent = failed = 0
    for appointment_id, mobile, starts_at, site in find_due(conn, now, clinic_ids):
        try:
            receipt = gateway.send(mobile, message_for(starts_at, site))
        except GatewayError as exc:
            # One bad number must not hold up the rest; the row shows up on the desk's retry list.
            logger.warning("reminder not accepted appointment=%s code=%s", appointment_id, exc.code)
            state, receipt = "failed", None
            failed += 1
        else:
            state = "sent"
            sent += 1
        conn.execute(
            "UPDATE appointment SET reminder_state = %s, sms_receipt = %s WHERE id = %s",
            (state, receipt, appointment_id),
        )
        conn.commit()
    logger.info("reminder run finished sent=%d failed=%d", sent, failed)
    return RunResult(sent, failed)
