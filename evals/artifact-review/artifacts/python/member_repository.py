"""Persistence of club members and their logins (SQLAlchemy core)."""
import hashlib
from collections.abc import Sequence
from datetime import date, datetime, timezone

from sqlalchemy import Engine, text

from clubhouse.domain import Member, MemberFilter

MEMBER_COLUMNS = "m.id, m.number, m.first_name, m.last_name, m.email, m.section_id, m.joined_on"


def hash_password(password: str, number: str) -> str:
    # salted with the member number
    return hashlib.sha256(f"{number}:{password}".encode("utf-8")).hexdigest()


class MemberRepository:
    def __init__(self, engine: Engine):
        self._engine = engine

    def by_id(self, member_id: int) -> Member | None:
        with self._engine.connect() as conn:
            row = conn.execute(
                text(f"SELECT {MEMBER_COLUMNS} FROM members m WHERE m.id = :id"),
                {"id": member_id},
            ).mappings().first()
        return Member(**row) if row else None

    def find(self, flt: MemberFilter, limit: int = 100) -> Sequence[Member]:
        """Filter as entered on the member list page; every part is optional."""
        clauses: list[str] = ["m.left_on IS NULL"]
        params: dict = {"limit": limit}

        if flt.section_id is not None:
            clauses.append("m.section_id = :section")
            params["section"] = flt.section_id
        if flt.joined_after is not None:
            clauses.append("m.joined_on >= :joined")
            params["joined"] = flt.joined_after
        if flt.name:
            clauses.append("lower(m.last_name) LIKE lower('{}%')".format(flt.name.strip()))
        if flt.tags:
            joined = ", ".join(f":tag{i}" for i, _ in enumerate(flt.tags))
            params |= {f"tag{i}": tag for i, tag in enumerate(flt.tags)}
            clauses.append(
                f"EXISTS (SELECT 1 FROM member_tags t WHERE t.member_id = m.id AND t.tag IN ({joined}))"
            )

        stmt = text(
            f"SELECT {MEMBER_COLUMNS} FROM members m WHERE "
            + " AND ".join(clauses)
            + " ORDER BY m.last_name, m.first_name LIMIT :limit"
        )
        with self._engine.connect() as conn:
            return [Member(**row) for row in conn.execute(stmt, params).mappings()]

    def add(self, member: Member, password: str) -> int:
        with self._engine.begin() as conn:
            return conn.execute(
                text(
                    "INSERT INTO members (number, first_name, last_name, email, section_id,"
                    " joined_on, password_hash)"
                    " VALUES (:number, :first, :last, :email, :section, :joined, :pw) RETURNING id"
                ),
                {
                    "number": member.number,
                    "first": member.first_name,
                    "last": member.last_name,
                    "email": member.email,
                    "section": member.section_id,
                    "joined": member.joined_on or date.today(),
                    "pw": hash_password(password, member.number),
                },
            ).scalar_one()

    def check_login(self, number: str, password: str) -> int | None:
        with self._engine.begin() as conn:
            row = conn.execute(
                text("SELECT id, password_hash FROM members WHERE number = :n AND left_on IS NULL"),
                {"n": number},
            ).first()
            if row is None or row.password_hash != hash_password(password, number):
                return None
            conn.execute(
                text("UPDATE members SET last_login = :now WHERE id = :id"),
                {"now": datetime.now(timezone.utc), "id": row.id},
            )
        return row.id

    def fee_totals(self, year: int) -> dict[int, int]:
        with self._engine.connect() as conn:
            rows = conn.execute(
                text(
                    "SELECT m.section_id, sum(f.amount_cents) AS total"
                    "  FROM fees f JOIN members m ON m.id = f.member_id"
                    " WHERE f.year = :year GROUP BY m.section_id"
                ),
                {"year": year},
            )
            return {r.section_id: r.total for r in rows}
