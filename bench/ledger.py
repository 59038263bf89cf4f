"""Payments into the ledger, and the balance of one account on a date.

python -m bench.ledger --accounts 20000 --payments 10000 [--json]

A portfolio of `--accounts` accounts with about three instalments each is loaded. Then payments are posted in bulk
(one call), one by one, and back-dated in bulk (each of them a replay of its account). The time of a balance is the
median and the slowest of a hundred accounts, with what stands in the ledger then.
"""

from __future__ import annotations

import argparse
import json
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
from arrears.kernel.money import Money
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


def run(accounts: int, count: int) -> dict[str, float]:
    """Figures by name: payments a second, and the balance of one account in milliseconds."""
    door = import_module("arrears.book.portfolio.api")  # by name: Django had to be set up first
    columns = import_module("arrears.book.portfolio.columns")
    ledger = import_module("arrears.book.payments.api")
    contracts = import_module("arrears.book.payments.contracts")
    foundation = import_module("arrears.foundation.api")
    bank = foundation.ensure_creditor("bench", "Bench")
    figures: dict[str, float] = {"accounts": accounts, "payments": count}
    started = time.perf_counter()
    door.load_columns(
        bank.id, portfolio(accounts, door, columns), business_date=date(2026, 1, 1), actor=foundation.SYSTEM
    )
    figures["load_seconds"] = time.perf_counter() - started
    for name, day in (("bulk", DAY), ("back_dated", DAY - timedelta(days=20))):
        table = payments(count, accounts, day, name)
        started, spent = time.perf_counter(), time.process_time()
        done = ledger.post_columns(bank.id, table, foundation.SYSTEM)
        figures[f"{name}_a_second"] = done.posted / (time.perf_counter() - started)
        figures[f"{name}_processor_seconds"] = time.process_time() - spent
    keys = list(door.accounts_by_number(bank.id, {f"B{place:09d}" for place in range(SINGLES)}).values())
    orders = [
        contracts.PaymentOrder(
            creditor_id=bank.id,
            account_id=key.account_id,
            amount=Money(1_000 + place, "CNY"),
            effective_on=DAY + timedelta(days=1 + place % 5),
            key=f"single/{place}",
        )
        for place, key in enumerate(keys)
    ]
    started, spent = time.perf_counter(), time.process_time()
    for order in orders:
        ledger.post(order, foundation.SYSTEM)
    figures["single_a_second"] = len(orders) / (time.perf_counter() - started)
    figures["single_processor_ms"] = (time.process_time() - spent) * 1000 / len(orders)
    return figures | balances(ledger, door, bank.id, accounts)


def balances(ledger: Any, door: Any, creditor_id: int, accounts: int) -> dict[str, float]:
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
    return {"lines": lines, "balance_median_ms": statistics.median(times), "balance_slowest_ms": max(times)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--accounts", type=int, default=20_000)
    parser.add_argument("--payments", type=int, default=10_000)
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="arrears-bench-") as folder:
        os.environ["ARREARS_HOME"] = folder
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "arrears.config.settings")
        database.ensure_secrets()
        with database.embedded(Path(folder) / "postgres", "arrears") as url:
            os.environ["DATABASE_URL"] = url
            django.setup()
            call_command("migrate", verbosity=0)
            figures = run(given.accounts, given.payments)
            connection.close()
    if given.json:
        print(json.dumps({"machine": machine()} | figures, indent=2))
        return
    print(machine())
    for name, figure in figures.items():
        print(f"{name.replace('_', ' '):<28}{figure:>14,.1f}")


if __name__ == "__main__":
    main()
