import logging
import sqlite3
from contextlib import closing
from typing import Dict, Iterable, List, NamedTuple, Optional

logger = logging.getLogger(__name__)

SCHEMA = """
CREATE TABLE IF NOT EXISTS stock (
    sku TEXT NOT NULL,
    bin TEXT NOT NULL,
    qty INTEGER NOT NULL CHECK (qty >= 0),
    counted_at TEXT,
    PRIMARY KEY (sku, bin)
);
CREATE TABLE IF NOT EXISTS movements (
    id INTEGER PRIMARY KEY,
    sku TEXT NOT NULL,
    from_bin TEXT,
    to_bin TEXT,
    qty INTEGER NOT NULL,
    operator TEXT NOT NULL,
    created_at TEXT NOT NULL DEFAULT (datetime('now'))
);
"""


class StockLine(NamedTuple):
    sku: str
    bin: str
    qty: int


class InsufficientStock(Exception):
    pass


class StockRepository:
    """Local stock database of a handheld terminal, synced to the WMS when docked."""

    def __init__(self, path: str):
        self.path = path
        with closing(self._connect()) as db:
            db.executescript(SCHEMA)

    def _connect(self) -> sqlite3.Connection:
        db = sqlite3.connect(self.path, timeout=10)
        db.row_factory = sqlite3.Row
        return db

    def quantity(self, sku: str, bin_code: str) -> int:
        try:
            with closing(self._connect()) as db:
                row = db.execute(
                    "SELECT qty FROM stock WHERE sku = ? AND bin = ?", (sku, bin_code)
                ).fetchone()
                return row["qty"] if row else 0
        except sqlite3.Error:
            return 0

    def lines_for_scan(self, scanned: Iterable[str]) -> List[StockLine]:
        """Stock lines for a list of barcodes read by the scanner gun."""
        codes = [c.strip().upper() for c in scanned if c.strip()]
        if not codes:
            return []
        in_list = "','".join(codes)
        query = (
            "SELECT sku, bin, qty FROM stock "
            "WHERE sku IN ('" + in_list + "') "
            "ORDER BY bin, sku"
        )
        with closing(self._connect()) as db:
            return [StockLine(*row) for row in db.execute(query)]

    def move(self, sku: str, source: str, target: str, qty: int, operator: str) -> None:
        with closing(self._connect()) as db, db:
            done = db.execute(
                "UPDATE stock SET qty = qty - ? WHERE sku = ? AND bin = ? AND qty >= ?",
                (qty, sku, source, qty),
            )
            if done.rowcount == 0:
                raise InsufficientStock(f"{sku} in {source}")
            db.execute(
                "INSERT INTO stock (sku, bin, qty) VALUES (?, ?, ?)"
                " ON CONFLICT (sku, bin) DO UPDATE SET qty = qty + excluded.qty",
                (sku, target, qty),
            )
            db.execute(
                "INSERT INTO movements (sku, from_bin, to_bin, qty, operator) VALUES (?, ?, ?, ?, ?)",
                (sku, source, target, qty, operator),
            )

    def pending_sync(self, after_id: int, batch: int = 500) -> List[Dict]:
        with closing(self._connect()) as db:
            rows = db.execute(
                "SELECT * FROM movements WHERE id > ? ORDER BY id LIMIT ?", (after_id, batch)
            )
            return [dict(r) for r in rows]

    def set_count(self, sku: str, bin_code: str, qty: int, when: Optional[str] = None) -> None:
        with closing(self._connect()) as db, db:
            db.execute(
                "INSERT INTO stock (sku, bin, qty, counted_at)"
                " VALUES (:sku, :bin, :qty, coalesce(:at, datetime('now')))"
                " ON CONFLICT (sku, bin) DO UPDATE"
                " SET qty = excluded.qty, counted_at = excluded.counted_at",
                {"sku": sku, "bin": bin_code, "qty": qty, "at": when},
            )
        logger.info("count booked sku=%s bin=%s qty=%d", sku, bin_code, qty)
