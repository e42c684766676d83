"""Read access to the offline timetable (SQLite file built from the GTFS feed).

The stop search and the departure board in the on-board terminals use this module;
there is no network on the vehicle.
"""
import datetime as dt
import logging
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

log = logging.getLogger(__name__)

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


class TimetableUnavailable(Exception):
    pass


@dataclass(frozen=True)
class Departure:
    line: str
    headsign: str
    departs: str
    platform: str | None


class Timetable:
    def __init__(self, path: Path):
        self._path = path

    def _open(self) -> sqlite3.Connection:
        try:
            db = sqlite3.connect(f"{self._path.resolve().as_uri()}?mode=ro", uri=True, timeout=2)
            db.row_factory = sqlite3.Row
            return db
        except sqlite3.OperationalError as exc:
            raise TimetableUnavailable(self._path.name) from exc

    def valid_until(self) -> dt.date:
        with closing(self._open()) as db:
            row = db.execute("SELECT value FROM meta WHERE name = 'valid_until'").fetchone()
        if row is None:
            raise TimetableUnavailable("meta entry is missing")
        return dt.date.fromisoformat(row["value"])

    def search_stops(self, term: str, limit: int = 15) -> list[tuple[str, str]]:
        escaped = term.replace("!", "!!").replace("%", "!%").replace("_", "!_")
        with closing(self._open()) as db:
            rows = db.execute(
                "SELECT stop_id, name FROM stops"
                " WHERE name LIKE ? ESCAPE '!'"
                " ORDER BY importance DESC, name"
                " LIMIT ?",
                (f"%{escaped}%", limit),
            ).fetchall()
        return [(r["stop_id"], r["name"]) for r in rows]

    def departures(self, stop_ids: list[str], at: dt.datetime, limit: int = 10) -> list[Departure]:
        """Next departures of a group of stops (a station and its platforms)."""
        if not stop_ids:
            return []
        marks = ",".join("?" * len(stop_ids))
        day = WEEKDAYS[at.weekday()]
        sql = f"""
            SELECT r.short_name AS line, t.headsign, st.departure AS departs, s.platform
              FROM stop_times st
              JOIN trips t ON t.trip_id = st.trip_id
              JOIN routes r ON r.route_id = t.route_id
              JOIN stops s ON s.stop_id = st.stop_id
              JOIN calendar c ON c.service_id = t.service_id
             WHERE st.stop_id IN ({marks})
               AND st.departure >= ?
               AND c.{day} = 1
               AND ? BETWEEN c.start_date AND c.end_date
             ORDER BY st.departure
             LIMIT ?
        """
        args = [*stop_ids, at.strftime("%H:%M:%S"), at.strftime("%Y%m%d"), limit]
        with closing(self._open()) as db:
            return [Departure(**dict(r)) for r in db.execute(sql, args)]

    def platform_codes(self, station_id: str) -> list[str]:
        with closing(self._open()) as db:
            rows = db.execute(
                "SELECT stop_id FROM stops WHERE parent_id = :p OR stop_id = :p", {"p": station_id}
            ).fetchall()
        return [r["stop_id"] for r in rows]


def install_update(current: Path, candidate: Path, today: dt.date) -> bool:
    """Swap in a new timetable if it is intact and still valid."""
    new = Timetable(candidate)
    try:
        with closing(new._open()) as db:
            verdict = db.execute("PRAGMA integrity_check").fetchone()[0]
        valid_until = new.valid_until()
    except (TimetableUnavailable, sqlite3.DatabaseError, ValueError):
        log.exception("candidate %s is not usable, keeping the current timetable", candidate.name)
        return False

    if verdict != "ok":
        log.error("candidate %s failed the integrity check: %s", candidate.name, verdict)
        return False
    if valid_until < today:
        log.warning("candidate %s ended on %s", candidate.name, valid_until)
        return False
    candidate.replace(current)
    log.info("timetable replaced, valid until %s", valid_until)
    return True
