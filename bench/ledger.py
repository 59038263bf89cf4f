"""Payments into the ledger, and the balance of one account on a date.

python -m bench.ledger --accounts 20000 --payments 10000 [--json]
python -m bench.ledger --accounts 1000000 --payments 100000

A book of `--accounts` accounts with three instalments each is written straight into the tables. Then payments are
posted in bulk (one call), a tenth of them back-dated in bulk (each a replay of its account), and some one by one. The
time of a balance is the median and the slowest of a hundred accounts, with what stands in the ledger then.
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
from contextlib import contextmanager
from dataclasses import dataclass
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
from bench.phases import processor_seconds

DAY = date(2026, 3, 2)
SINGLES = 300
BALANCES = 100


# Straight into the tables: what is measured is the ledger, and a file of a million accounts takes minutes.
_PARTIES = """
INSERT INTO portfolio_party
    (creditor_id, ref, kind, name_sealed, name_index, id_kind, id_sealed, id_index, region, language)
SELECT %(creditor)s, 'P' || n, 'person', '', decode(md5('n' || n), 'hex'), 'id_card', '', '', '', ''
FROM generate_series(0, %(last)s) n
"""
_ACCOUNTS = """
INSERT INTO portfolio_account
    (creditor_id, number, kind, product, currency, status, status_reason, placed_on, terms, figures, figures_on,
     debtor_id)
SELECT creditor_id, 'B' || lpad(substr(ref, 2), 9, '0'), 'loan', '', 'CNY', 'open', '', '2026-01-01', '{}',
       'billed', '2026-01-01', id
FROM portfolio_party WHERE creditor_id = %(creditor)s
"""
_ITEMS = """
INSERT INTO portfolio_item
    (creditor_id, account_id, sequence, due_on, principal_minor, interest_minor, fee_minor, penalty_minor,
     cost_minor, tax_minor, valid_from, counted_from)
SELECT creditor_id, id, month, make_date(2026, month, 15), 100000 + id %% 977, 1500, 0, 0, 0, 0, '0001-01-01',
       '0001-01-01'
FROM portfolio_account, generate_series(1, 3) month WHERE creditor_id = %(creditor)s
"""


def portfolio(creditor_id: int, accounts: int) -> None:
    """Accounts with instalments due in January, February and March."""
    with connection.cursor() as cursor:
        for statement in (_PARTIES, _ACCOUNTS, _ITEMS):
            cursor.execute(statement, {"creditor": creditor_id, "last": accounts - 1})
        cursor.execute("ANALYZE")


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
    ledger = import_module("arrears.book.payments.api")
    contracts = import_module("arrears.book.payments.contracts")
    foundation = import_module("arrears.foundation.api")
    bank = foundation.ensure_creditor("bench", "Bench")
    connection.ensure_connection()
    server = connection.connection.info.backend_pid
    figures: dict[str, float] = {"accounts": accounts, "payments": count}
    started = time.perf_counter()
    portfolio(bank.id, accounts)
    figures["fill_seconds"] = time.perf_counter() - started
    for name, day, many in (("bulk", DAY, count), ("back_dated", DAY - timedelta(days=20), count // 10)):
        table = payments(many, accounts, day, name)
        with clocked(server) as spent:
            done = ledger.post_columns(bank.id, table, foundation.SYSTEM)
        figures[f"{name}_a_second"] = done.posted / spent.seconds
        figures[f"{name}_processor_seconds"] = spent.ours
        figures[f"{name}_server_processor_seconds"] = spent.server
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
    with clocked(server) as spent:
        for order in orders:
            ledger.post(order, foundation.SYSTEM)
    figures["single_a_second"] = len(orders) / spent.seconds
    figures["single_processor_ms"] = spent.ours * 1000 / len(orders)
    figures["single_server_processor_ms"] = spent.server * 1000 / len(orders)
    return figures | balances(ledger, door, bank.id, accounts, server)


@dataclass(slots=True)
class Spent:
    """Seconds by the clock, and of processor: ours and the server's."""

    seconds: float = 0.0
    ours: float = 0.0
    server: float = 0.0


@contextmanager
def clocked(server: int) -> Iterator[Spent]:
    spent = Spent()
    started, ours, theirs = time.perf_counter(), time.process_time(), processor_seconds(server)
    yield spent
    spent.seconds = time.perf_counter() - started
    spent.ours = time.process_time() - ours
    spent.server = processor_seconds(server) - theirs


def balances(ledger: Any, door: Any, creditor_id: int, accounts: int, server: int) -> dict[str, float]:
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
        cursor.execute("SELECT count(*) FROM payments_allocation")
        lines = cursor.fetchone()[0]
    pick = random.Random(11)
    numbers = {f"B{pick.randrange(accounts):09d}" for _ in range(BALANCES)}
    times = []
    with clocked(server) as spent:
        for key in door.accounts_by_number(creditor_id, numbers).values():
            started = time.perf_counter()
            ledger.balance(key.account_id, DAY)
            times.append((time.perf_counter() - started) * 1000)
    return {
        "lines": lines,
        "balance_median_ms": statistics.median(times),
        "balance_slowest_ms": max(times),
        "balance_processor_ms": spent.ours * 1000 / len(times),
        "balance_server_processor_ms": spent.server * 1000 / len(times),
    }


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
