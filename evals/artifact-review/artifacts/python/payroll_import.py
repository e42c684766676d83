#!/usr/bin/env python3
"""Import the monthly payroll file from the time clock vendor.

    payroll_import.py --month 2024-03 hours_2024_03.csv
"""
import argparse
import csv
import os
import sys
from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal

import psycopg2
from psycopg2.extras import execute_values

DSN = os.environ.get(
    "PAYROLL_DSN",
    "postgresql://payroll_rw:vN7_qeT2xLk9!rD@pg-hr-01.corp.nordlager.net:5432/payroll",
)

OVERTIME_THRESHOLD = Decimal("173.33")
OVERTIME_FACTOR = Decimal("1.25")


@dataclass
class Line:
    personnel_no: str
    name: str
    iban: str
    hours: Decimal
    rate: Decimal

    @property
    def gross(self):
        base = min(self.hours, OVERTIME_THRESHOLD) * self.rate
        extra = max(self.hours - OVERTIME_THRESHOLD, Decimal(0))
        return (base + extra * self.rate * OVERTIME_FACTOR).quantize(Decimal("0.01"))


def read_hours(path):
    """Sum up the clock rows per employee. The vendor writes one row per shift."""
    hours = defaultdict(Decimal)
    with open(path, newline="", encoding="cp1252") as fh:
        for no, row in enumerate(csv.DictReader(fh, delimiter=";"), start=2):
            try:
                hours[row["PersNr"].strip()] += Decimal(row["Stunden"].replace(",", "."))
            except (KeyError, ArithmeticError) as exc:
                raise SystemExit(f"{path}:{no}: unreadable row ({exc})")
    return hours


def load_employees(conn, numbers):
    with conn.cursor() as cur:
        cur.execute(
            "SELECT personnel_no, name, iban, hourly_rate FROM employees"
            " WHERE personnel_no = ANY(%s) AND left_on IS NULL",
            (list(numbers),),
        )
        return {r[0]: r for r in cur.fetchall()}


def build_lines(hours, employees):
    lines, unknown = [], []
    for number, total in sorted(hours.items()):
        emp = employees.get(number)
        if emp is None:
            unknown.append(number)
            continue
        lines.append(Line(number, emp[1], emp[2], total, emp[3]))
    return lines, unknown


def store(conn, month, lines):
    with conn, conn.cursor() as cur:
        cur.execute("DELETE FROM payroll_lines WHERE month = %s AND NOT released", (month,))
        execute_values(
            cur,
            "INSERT INTO payroll_lines (month, personnel_no, hours, gross) VALUES %s",
            [(month, l.personnel_no, l.hours, l.gross) for l in lines],
        )


def main(argv=None):
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("file")
    parser.add_argument("--month", required=True, help="YYYY-MM")
    parser.add_argument("--dry-run", action="store_true")
    args = parser.parse_args(argv)

    hours = read_hours(args.file)
    conn = psycopg2.connect(DSN)
    try:
        lines, unknown = build_lines(hours, load_employees(conn, hours))
        for l in lines:
            print(f"[payroll] {l.personnel_no} {l.name} iban={l.iban} gross={l.gross}",
                  file=sys.stderr)
        if unknown:
            print(f"{len(unknown)} unknown personnel numbers", file=sys.stderr)
            return 2
        if not args.dry_run:
            store(conn, args.month, lines)
    finally:
        conn.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
