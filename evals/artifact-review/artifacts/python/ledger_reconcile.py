#!/usr/bin/env python3
"""Compare bank statement lines with the ledger and report the differences.

Usage:
    LEDGER_DSN=postgresql://reader:changeme@localhost/ledger \\
        ledger_reconcile.py statement.csv --account 1200 --month 2024-02

Exit code 0: everything matches, 1: differences, 2: could not run.
"""
from __future__ import annotations

import argparse
import csv
import logging
import os
import sys
from collections import Counter
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path

import psycopg2

log = logging.getLogger("reconcile")


class StatementError(Exception):
    pass


@dataclass(frozen=True)
class Entry:
    booked_on: date
    amount: Decimal
    reference: str


def read_statement(path: Path) -> list[Entry]:
    entries = []
    with path.open(newline="", encoding="utf-8") as fh:
        reader = csv.DictReader(fh)
        for row in reader:
            try:
                entries.append(
                    Entry(
                        date.fromisoformat(row["booked"]),
                        Decimal(row["amount"]),
                        row["reference"].strip(),
                    )
                )
            except (KeyError, TypeError, ValueError, AttributeError, InvalidOperation) as exc:
                raise StatementError(f"{path.name}, line {reader.line_num}: not readable") from exc
    return entries


def read_ledger(conn, account: str, first: date, after: date) -> list[Entry]:
    with conn.cursor() as cur:
        cur.execute(
            """
            SELECT booked_on, amount, trim(reference)
              FROM postings
             WHERE account = %(account)s
               AND booked_on >= %(first)s
               AND booked_on < %(after)s
               AND NOT reversed
            """,
            {"account": account, "first": first, "after": after},
        )
        return [Entry(*row) for row in cur]


def month_bounds(value: str) -> tuple[date, date]:
    try:
        first = date.fromisoformat(value + "-01")
    except ValueError:
        raise argparse.ArgumentTypeError("expected YYYY-MM")
    after = date(first.year + first.month // 12, first.month % 12 + 1, 1)
    return first, after


def compare(statement: list[Entry], ledger: list[Entry]) -> tuple[list[Entry], list[Entry]]:
    """(missing in the ledger, missing on the statement); duplicates count."""
    left, right = Counter(statement), Counter(ledger)
    order = lambda e: (e.booked_on, e.reference, e.amount)  # noqa: E731
    return (
        sorted((left - right).elements(), key=order),
        sorted((right - left).elements(), key=order),
    )


def print_entries(title: str, entries: list[Entry]) -> None:
    print(f"{title}: {len(entries)}")
    for e in entries:
        print(f"  {e.booked_on}  {e.amount:>12}  {e.reference}")


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Reconcile a bank statement with the ledger.")
    parser.add_argument("statement", type=Path)
    parser.add_argument("--account", required=True)
    parser.add_argument("--month", required=True, type=month_bounds, help="YYYY-MM")
    parser.add_argument("-v", "--verbose", action="store_true")
    args = parser.parse_args(argv)
    logging.basicConfig(level=logging.DEBUG if args.verbose else logging.WARNING)

    dsn = os.environ.get("LEDGER_DSN")
    if not dsn:
        print("LEDGER_DSN is not set", file=sys.stderr)
        return 2

    first, after = args.month
    try:
        statement = read_statement(args.statement)
        conn = psycopg2.connect(dsn, connect_timeout=10)
        try:
            ledger = read_ledger(conn, args.account, first, after)
        finally:
            conn.close()
    except (OSError, UnicodeDecodeError, StatementError) as exc:
        print(f"cannot read the statement: {exc}", file=sys.stderr)
        return 2
    except psycopg2.Error as exc:
        # libpq repeats a malformed DSN in its message, so only the kind is printed
        print(f"cannot read the ledger: {type(exc).__name__} {exc.pgcode or ''}", file=sys.stderr)
        return 2

    log.debug("%d statement lines, %d postings", len(statement), len(ledger))
    not_posted, not_on_statement = compare(statement, ledger)
    print_entries("Not posted", not_posted)
    print_entries("Not on statement", not_on_statement)
    return 1 if not_posted or not_on_statement else 0


if __name__ == "__main__":
    sys.exit(main())
