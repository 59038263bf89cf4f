"""Payments into the ledger, and the balance of one account on a date.

python -m bench.book_posting --accounts 20000 --payments 10000

A portfolio of `--accounts` accounts with about three instalments each is loaded. Then payments are posted in bulk
(one call), one by one, and back-dated in bulk (each of them a replay of its account). The time of a balance is the
median and the slowest of a hundred accounts, with what stands in the ledger then.
"""

from __future__ import annotations

import argparse
import os
import random
import statistics
import tempfile
import time
from collections.abc import Iterator
from datetime import date, timedelta
from importlib import import_module
from pathlib import Path
from typing import Any

import django
import pyarrow as pa
from django.core.management import call_command
from django.db import connection

from arrears.foundation import database
from bench.machine import machine

DAY = date(2026, 3, 2)
CHUNK = 20_000
SINGLES = 300
BALANCES = 100


def portfolio(accounts: int, door: Any, columns: Any) -> Iterator[Any]:
    """Accounts with instalments due in January, February and March."""
    for start in range(0, accounts, CHUNK):
        places = range(start, min(start + CHUNK, accounts))
        parties = [
            {"ref": f"P{place}", "kind": "person", "name": f"测试{place}", "id_number": str(10**17 + place)}
            for place in places
        ]
        rows = [
            {"number": f"B{place:09d}", "kind": "loan", "currency": "CNY", "debtor_ref": f"P{place}"}
            for place in places
        ]
        items = [
            {
                "number": f"B{place:09d}",
                "sequence": month,
                "due_on": date(2026, month, 15),
                "principal_minor": 100_000 + place % 977,
                "interest_minor": 1_500,
            }
            for place in places
            for month in (1, 2, 3)
        ]
        yield door.BookColumns(
            accounts=pa.Table.from_pylist(rows, columns.ACCOUNT_COLUMNS),
            parties=pa.Table.from_pylist(parties, columns.PARTY_COLUMNS),
            contacts=columns.CONTACT_COLUMNS.empty_table(),
            items=pa.Table.from_pylist(items, columns.ITEM_COLUMNS),
        )


def payments(count: int, accounts: int, day: date, name: str) -> pa.Table:
    """Payments over accounts drawn by a seed; keys are the run's own."""
    pick = random.Random(7)
    drawn = [pick.randrange(accounts) for _ in range(count)]
    return pa.table(
        {
            "number": [f"B{place:09d}" for place in drawn],
            "effective_on": pa.array([day] * count, pa.date32()),
            "amount_minor": pa.array([pick.randrange(1_000, 60_000) for _ in drawn], pa.int64()),
            "currency": ["CNY"] * count,
            "way": ["transfer"] * count,
            "key": [f"{name}/{place}" for place in range(count)],
            "kind": ["payment"] * count,
            "reverses_key": pa.nulls(count, pa.string()),
            "memo": pa.nulls(count, pa.string()),
        }
    )


def run(accounts: int, count: int) -> None:
    door = import_module("arrears.book.portfolio.api")  # by name: Django had to be set up first
    columns = import_module("arrears.book.portfolio.columns")
    ledger = import_module("arrears.book.payments.api")
    foundation = import_module("arrears.foundation.api")
    bank = foundation.ensure_creditor("bench", "Bench")
    started = time.perf_counter()
    door.load_columns(
        bank.id, portfolio(accounts, door, columns), business_date=date(2026, 1, 1), actor=foundation.SYSTEM
    )
    print(f"load of {accounts:,} accounts: {time.perf_counter() - started:.1f} s")
    for name, day in (("bulk", DAY), ("back-dated", DAY - timedelta(days=20))):
        started = time.perf_counter()
        done = ledger.post_columns(bank.id, payments(count, accounts, day, name), foundation.SYSTEM)
        seconds = time.perf_counter() - started
        print(f"{name}: {done.posted:,} payments in {seconds:.1f} s, {done.posted / seconds:,.0f} a second")
    started = time.perf_counter()
    for place in range(SINGLES):
        table = payments(1, accounts, DAY + timedelta(days=1 + place % 5), f"single{place}")
        ledger.post_columns(bank.id, table, foundation.SYSTEM)
    seconds = time.perf_counter() - started
    print(f"one by one: {SINGLES / seconds:,.0f} a second")
    balances(ledger, door, bank.id, accounts)


def balances(ledger: Any, door: Any, creditor_id: int, accounts: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
        cursor.execute("SELECT count(*) FROM payments_allocation")
        lines = cursor.fetchone()[0]
    pick = random.Random(11)
    numbers = {f"B{pick.randrange(accounts):09d}" for _ in range(BALANCES)}
    times = []
    for key in door.accounts_by_number(creditor_id, numbers).values():
        started = time.perf_counter()
        ledger.balance(key.account_id, DAY)
        times.append((time.perf_counter() - started) * 1000)
    print(
        f"balance of one account on a date, {accounts:,} accounts and {lines:,} lines:"
        f" median {statistics.median(times):.1f} ms, slowest {max(times):.1f} ms"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--accounts", type=int, default=20_000)
    parser.add_argument("--payments", type=int, default=10_000)
    given = parser.parse_args()
    print(machine())
    with tempfile.TemporaryDirectory(prefix="arrears-bench-") as folder:
        os.environ["ARREARS_HOME"] = folder
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "arrears.config.settings")
        database.ensure_secrets()
        with database.embedded(Path(folder) / "postgres", "arrears") as url:
            os.environ["DATABASE_URL"] = url
            django.setup()
            call_command("migrate", verbosity=0)
            run(given.accounts, given.payments)
            connection.close()


if __name__ == "__main__":
    main()
