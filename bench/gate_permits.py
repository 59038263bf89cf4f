"""Permits over PostgreSQL: how long one takes when they come at their own pace, and how many fit into a second.

python -m bench.gate_permits --debtors 20000 --rate 300 --seconds 20 --clients 16 [--json]

The server is the embedded one with synchronous_commit=on: an issued permit is on the disk. First an open
loop: `--rate` requests a second, dealt to `--clients` processes, each sent at its planned moment whether or
not the ones before were answered; a time is counted from the planned moment, so that waiting is in it. Then
saturation: the same clients without a pause. Every request is for another debtor, asked at ten in the
morning in Beijing; the answer, with every rule in words, is stored with the permit.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import date
from importlib import import_module
from itertools import cycle
from pathlib import Path
from typing import Any

import django
from django.core.management import call_command
from django.db import connection

from arrears.foundation import database
from arrears.kernel import clock
from bench.machine import machine

DAY = date(2026, 11, 23)
TEN = clock.at_local(DAY, 10)
CHUNK = 5_000
START_SECONDS = 20.0  # for all clients to be up before the first request
TARGET_MEDIAN_MS, TARGET_P99_MS, TARGET_A_SECOND = 5, 20, 1_000


def load(debtors: int) -> list[tuple[int, int, int, int]]:
    """A book of debtors with one account and one number; returns creditor, debtor, account, contact point."""
    foundation = import_module("arrears.foundation.api")
    portfolio = import_module("arrears.book.portfolio.api")
    kinds = import_module("arrears.book.portfolio.contracts")
    bank = foundation.ensure_creditor("bench-gate", "Bench")
    for start in range(0, debtors, CHUNK):
        records = [_record(kinds, place) for place in range(start, min(start + CHUNK, debtors))]
        portfolio.load(bank.id, records, batch=f"b{start}", business_date=DAY, actor=foundation.SYSTEM)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT a.creditor_id, a.debtor_id, a.id, min(c.id) FROM portfolio_account a "
            "JOIN portfolio_contactpoint c ON c.party_id = a.debtor_id GROUP BY 1, 2, 3 ORDER BY 3"
        )
        rows: list[tuple[int, int, int, int]] = cursor.fetchall()
        cursor.execute("ANALYZE")
    return rows


def _record(kinds: Any, place: int) -> Any:
    phone = kinds.ContactRecord(kind=kinds.ContactKind.PHONE, value=f"1390{place:07d}")
    party = kinds.PartyRecord(
        name=f"测试{place}", ref=f"P{place}", id_number=str(10**17 + place), contacts=(phone,)
    )
    item = kinds.ItemRecord(sequence=1, due_on=date(2026, 9, 1), principal_minor=100_000)
    return kinds.AccountRecord(
        number=f"G{place:09d}", kind=kinds.AccountKind.CARD, currency="CNY", debtor=party, items=(item,)
    )


def client(targets: list[list[int]], start: float, rate: float, seconds: float) -> dict[str, object]:
    """One client: requests at their planned moments (rate 0: without a pause). Times in milliseconds."""
    gate = import_module("arrears.gate.api")
    actor = import_module("arrears.foundation.api").SYSTEM
    speak = import_module("arrears.gate.entries").AS_WE_SPEAK
    times: list[float] = []
    permits = 0
    time.sleep(max(0.0, start - time.time()))
    with clock.standing_at(TEN):
        for number, (creditor, debtor, account, point) in enumerate(cycle(targets)):
            planned = start + number / rate if rate else time.time()
            if planned >= start + seconds:
                break
            time.sleep(max(0.0, planned - time.time()))
            answer = gate.request(
                gate.Intent(
                    creditor_id=creditor, debtor_id=debtor, contact_point_id=point, channel="call",
                    purpose="collect", call_kind="interactive", account_ids=(account,), act=speak, actor=actor,
                )
            )  # fmt: skip
            permits += isinstance(answer, gate.Permit)
            times.append((time.time() - planned) * 1000)
    return {"times": times, "permits": permits, "ended": time.time()}


def run(rows: list[tuple[int, int, int, int]], clients: int, rate: float, seconds: float) -> dict[str, float]:
    """All clients at once, each with debtors of its own; figures over all their requests."""
    start = time.time() + START_SECONDS
    running = []
    for place in range(clients):
        order = {
            "targets": rows[place::clients],
            "start": start + (place / rate if rate else 0.0),
            "rate": rate / clients,
            "seconds": seconds,
        }
        process = subprocess.Popen(
            [sys.executable, "-m", "bench.gate_permits", "--client"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert process.stdin is not None
        process.stdin.write(json.dumps(order))
        process.stdin.close()
        running.append(process)
    told = [json.loads(process.stdout.read()) for process in running if process.stdout is not None]
    times = sorted(each for one in told for each in one["times"])
    took = max(one["ended"] for one in told) - start
    return {
        "requests": len(times),
        "permits": sum(one["permits"] for one in told),
        "a_second": len(times) / took,
        "median_ms": statistics.median(times),
        "p99_ms": times[int(len(times) * 0.99) - 1],
        "slowest_ms": times[-1],
    }


def measure(given: argparse.Namespace) -> dict[str, object]:
    rows = load(given.debtors)
    with connection.cursor() as cursor:
        cursor.execute("SHOW synchronous_commit")
        durable = cursor.fetchone()
    half = len(rows) // 2
    return {
        "machine": machine(),
        "synchronous_commit": durable[0] if durable else "",
        "open_loop": run(rows[:half], given.clients, given.rate, given.seconds),
        "saturation": run(rows[half:], given.clients, 0, given.seconds),
        "targets": {
            "median_ms": TARGET_MEDIAN_MS,
            "p99_ms": TARGET_P99_MS,
            "saturation_a_second": TARGET_A_SECOND,
        },
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--debtors", type=int, default=60_000)
    parser.add_argument("--rate", type=float, default=300)
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--clients", type=int, default=16)
    parser.add_argument("--client", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    given = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "arrears.config.settings")
    if given.client:
        django.setup()
        order = json.loads(sys.stdin.read())
        sys.stdout.write(
            json.dumps(client(order["targets"], order["start"], order["rate"], order["seconds"]))
        )
        return
    with tempfile.TemporaryDirectory(prefix="arrears-bench-") as folder:
        os.environ["ARREARS_HOME"] = folder
        database.ensure_secrets()
        with database.embedded(Path(folder) / "postgres", "arrears") as url:
            os.environ["DATABASE_URL"] = url
            django.setup()
            call_command("migrate", verbosity=0)
            figures = measure(given)
            connection.close()
    if given.json:
        print(json.dumps(figures, indent=2))
        return
    for name, figure in figures.items():
        print(f"{name:<20}{figure}")


if __name__ == "__main__":
    main()
