"""Parcel queries. Scans are append-only; `parcel.status` is kept by a trigger."""

from __future__ import annotations

from dataclasses import dataclass

from psycopg.rows import dict_row
from psycopg_pool import ConnectionPool

PAGE_SIZE = 50


@dataclass
class DepotFilter:
    depot: str
    status: str | None = None
    postcode: str | None = None
    older_than_days: int | None = None
    page: int = 0

    def conditions(self) -> list[str]:
        parts = [f"p.depot_code = '{self.depot}'"]
        if self.status:
            parts.append("p.status = '{}'".format(self.status))
        if self.postcode:
            parts.append(f"p.postcode LIKE '{self.postcode}%'")
        if self.older_than_days is not None:
            parts.append(f"p.received_at < now() - interval '{self.older_than_days:d} days'")
        return parts


class ParcelRepository:
    def __init__(self, pool: ConnectionPool):
        self._pool = pool

    def by_number(self, number: str) -> dict | None:
        with self._pool.connection() as conn, conn.cursor(row_factory=dict_row) as cur:
            cur.execute(
                "SELECT p.number, p.status, s.scanned_at, s.site_name "
                "FROM parcel p LEFT JOIN LATERAL ("
                "  SELECT scanned_at, site_name FROM scan"
                "  WHERE parcel_id = p.id ORDER BY scanned_at DESC LIMIT 1"
                ") s ON true WHERE p.number = %s",
                (number,),
            )
            return cur.fetchone()

    def in_depot(self, criteria: DepotFilter) -> list[dict]:
        query = " ".join(
            [
                "SELECT p.number, p.status, p.postcode, p.received_at FROM parcel p WHERE",
                " AND ".join(criteria.conditions()),
                "ORDER BY p.received_at",
                f"LIMIT {PAGE_SIZE} OFFSET {criteria.page * PAGE_SIZE}",
            ]
        )
        with self._pool.connection() as conn, conn.cursor(row_factory=dict_row) as cur:
            cur.execute(query)
            return cur.fetchall()

    def ping(self) -> None:
        with self._pool.connection(timeout=2) as conn:
            conn.execute("SELECT 1")
