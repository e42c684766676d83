"""Shipment queries. SQLAlchemy 2, PostgreSQL only (uses ON CONFLICT and SKIP LOCKED)."""
from __future__ import annotations

import logging
from datetime import datetime, timedelta, timezone
from enum import Enum

from sqlalchemy import Select, and_, bindparam, func, or_, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, selectinload

from freight.errors import DuplicateReference
from freight.models import Event, Parcel, Shipment

log = logging.getLogger(__name__)


class SortBy(str, Enum):
    CREATED = "created"
    ETA = "eta"
    WEIGHT = "weight"


_SORT = {
    SortBy.CREATED: Shipment.created_at,
    SortBy.ETA: Shipment.eta,
    SortBy.WEIGHT: Shipment.weight_g,
}

# partitions are created by the migration, one per year
_EVENT_PARTITIONS = frozenset(f"events_{year}" for year in range(2019, 2031))

_LANE_REPORT = text(
    """
    SELECT origin_hub, target_hub, count(*) AS shipments,
           percentile_cont(0.95) WITHIN GROUP (ORDER BY delivered_at - created_at) AS p95
      FROM shipments
     WHERE delivered_at >= :since
       AND origin_hub IN :hubs
     GROUP BY origin_hub, target_hub
    """
).bindparams(bindparam("hubs", expanding=True))


def _escape_like(term: str) -> str:
    return term.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


class ShipmentRepository:
    def __init__(self, session: Session, customer_id: int):
        self._session = session
        self._customer_id = customer_id

    def _own(self) -> Select:
        return select(Shipment).where(Shipment.customer_id == self._customer_id)

    def get(self, reference: str) -> Shipment | None:
        stmt = self._own().where(Shipment.reference == reference)
        return self._session.scalars(stmt.options(selectinload(Shipment.parcels))).one_or_none()

    def search(
        self,
        term: str = "",
        *,
        statuses: list[str] | None = None,
        sort: SortBy = SortBy.CREATED,
        descending: bool = True,
        limit: int = 50,
    ) -> list[Shipment]:
        stmt = self._own()
        if term:
            pattern = f"%{_escape_like(term)}%"
            stmt = stmt.where(
                or_(
                    Shipment.reference.ilike(pattern, escape="\\"),
                    Shipment.consignee.ilike(pattern, escape="\\"),
                )
            )
        if statuses:
            stmt = stmt.where(Shipment.status.in_(statuses))
        column = _SORT[sort]
        stmt = stmt.order_by(column.desc() if descending else column.asc()).limit(limit)
        return list(self._session.scalars(stmt))

    def add(self, shipment: Shipment) -> Shipment:
        shipment.customer_id = self._customer_id
        try:
            with self._session.begin_nested():
                self._session.add(shipment)
        except IntegrityError as exc:
            if getattr(exc.orig.diag, "constraint_name", None) == "uq_shipment_reference":
                raise DuplicateReference(shipment.reference) from exc
            raise
        return shipment

    def record_event(self, parcel: Parcel, code: str, at: datetime) -> bool:
        """False if the carrier had sent this event before."""
        stmt = (
            insert(Event)
            .values(parcel_id=parcel.id, code=code, occurred_at=at)
            .on_conflict_do_nothing(index_elements=["parcel_id", "code", "occurred_at"])
        )
        return self._session.execute(stmt).rowcount == 1

    def claim_overdue(self, batch: int = 20) -> list[Shipment]:
        now = datetime.now(timezone.utc)
        stmt = (
            self._own()
            .where(
                and_(
                    Shipment.eta < now - timedelta(hours=12),
                    Shipment.delivered_at.is_(None),
                    Shipment.claimed_at.is_(None),
                )
            )
            .limit(batch)
            .with_for_update(skip_locked=True)
        )
        found = list(self._session.scalars(stmt))
        if found:
            self._session.execute(
                update(Shipment)
                .where(Shipment.id.in_([s.id for s in found]))
                .values(claimed_at=func.now())
            )
        log.info("claimed %d overdue shipments", len(found))
        return found


def lane_report(session: Session, hubs: list[str], since: datetime) -> list[dict]:
    rows = session.execute(_LANE_REPORT, {"hubs": hubs, "since": since})
    return [dict(r) for r in rows.mappings()]


def count_events(session: Session, year: int) -> int:
    partition = f"events_{year}"
    if partition not in _EVENT_PARTITIONS:
        raise ValueError(f"no event partition for {year}")
    return session.execute(text(f"SELECT count(*) FROM {partition}")).scalar_one()
