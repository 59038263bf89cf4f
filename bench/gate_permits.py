"""Permits over PostgreSQL: what one costs, how long it takes at its own pace, and how many fit into a second.

python -m bench.gate_permits [--debtors 30000] [--rate 300] [--seconds 20] [--clients 16] [--json]
python -m bench.gate_permits --debtors 5000 --seconds 5      the short way, under two minutes

The server is the embedded one with synchronous_commit=on: an issued permit is on the disk. Three parts:
`one`: one client asks for permits and uses them; processor time of the program and of its server process, and round
trips, per act. `open_loop`: `--rate` requests a second, dealt to `--clients` processes, each sent at its planned
moment whether or not the ones before were answered (each process has asked before: plans are made); a time is
counted from the planned moment, so that waiting is in it. `saturation`: the same processes without a pause. Requests
go round the debtors, each of them asked at ten in the morning in Beijing; the answer, with every rule in words, is
stored with the permit. A thousand debtors come in by the book's door and are multiplied inside the database.
Progress goes to stderr.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from importlib import import_module
from itertools import cycle
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import django
from django.core.management import call_command
from django.db import connection

from arrears.foundation import database
from arrears.kernel import clock
from bench.machine import machine
from bench.phases import processor_seconds

DAY = date(2026, 11, 23)
TEN = clock.at_local(DAY, 10)
FIRST = 1_000  # debtors that come in by the door; the others are their copies
ONE = 300  # permits asked for and used by one client alone
WARM, WARM_SECONDS = (
    20,
    3.0,
)  # requests of each client before anything is measured: imports, plans, connections
TARGET_MEDIAN_MS, TARGET_P99_MS, TARGET_A_SECOND = 5, 20, 1_000

Target = tuple[int, int, int, int]  # creditor, debtor, account, contact point


def _say(what: str) -> None:
    print(f"{time.strftime('%H:%M:%S')} {what}", file=sys.stderr, flush=True)


def load(debtors: int) -> list[Target]:
    """A book of debtors with one account and one number each."""
    foundation = import_module("arrears.foundation.api")
    portfolio = import_module("arrears.book.portfolio.api")
    kinds = import_module("arrears.book.portfolio.contracts")
    bank = foundation.ensure_creditor("bench-gate", "Bench")
    first = min(FIRST, debtors)
    records = [_record(kinds, place) for place in range(first)]
    portfolio.load(bank.id, records, batch="bench", business_date=DAY, actor=foundation.SYSTEM)
    if debtors > first:
        import_module("bench.many_cases").multiply(-(-debtors // first))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT a.creditor_id, a.debtor_id, a.id, min(c.id) FROM portfolio_account a "
            "JOIN portfolio_contactpoint c ON c.party_id = a.debtor_id GROUP BY 1, 2, 3 ORDER BY 3 LIMIT %s",
            [debtors],
        )
        rows: list[Target] = cursor.fetchall()
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


def asker() -> Callable[[Sequence[int]], Any]:
    """What asks the gate for a call to one target."""
    gate = import_module("arrears.gate.api")
    actor = import_module("arrears.foundation.api").SYSTEM
    speak = import_module("arrears.gate.entries").AS_WE_SPEAK

    def ask(target: Sequence[int]) -> Any:
        creditor, debtor, account, point = target
        return gate.request(
            gate.Intent(
                creditor_id=creditor, debtor_id=debtor, contact_point_id=point, channel="call",
                purpose="collect", call_kind="interactive", account_ids=(account,), act=speak, actor=actor,
            )
        )  # fmt: skip

    return ask


# --- one client alone ---------------------------------------------------------------------------------------------


@contextmanager
def _spent(times: int) -> Iterator[dict[str, float]]:
    """Milliseconds per act: of the wall, of this process, of its server process."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        backend = int(cursor.fetchone()[0])
    found: dict[str, float] = {}
    wall, own, server = time.perf_counter(), time.process_time(), processor_seconds(backend)
    yield found
    found["wall_ms"] = round(1000 * (time.perf_counter() - wall) / times, 2)
    found["program_ms"] = round(1000 * (time.process_time() - own) / times, 2)
    found["server_ms"] = round(1000 * (processor_seconds(backend) - server) / times, 2)


def _statements(act: Callable[[], object]) -> int:
    """How many statements an act sends, beside the begin and end of its transaction."""
    trips = [0]

    def counted(execute: Any, *given: Any) -> Any:
        trips[0] += 1
        return execute(*given)

    with connection.execute_wrapper(counted):
        act()
    return trips[0]


def one_by_one(targets: Sequence[Target]) -> dict[str, dict[str, float]]:
    """What asking for a permit and using it cost, with nobody else at the door."""
    gate = import_module("arrears.gate.api")
    actor = import_module("arrears.foundation.api").SYSTEM
    ask = asker()

    def use(permit: Any) -> None:
        gate.use(
            permit.id,
            channel="call",
            contact_point_id=permit.contact_point_id,
            content_hash=permit.content_hash,
            actor=actor,
        )

    with clock.standing_at(TEN):
        for target in targets[:18]:  # plans and connections are made
            ask(target)
        found = []
        asked = _statements(lambda: found.append(ask(targets[18])))
        used = _statements(lambda: use(found[0]))
        meant = targets[20 : ONE + 20]
        with _spent(len(meant)) as request:
            permits = [ask(target) for target in meant]
        with _spent(len(meant)) as use_:
            for permit in permits:
                use(permit)
    return {"request": request | {"statements": asked}, "use": use_ | {"statements": used}}


# --- many clients -------------------------------------------------------------------------------------------------


def _client(orders: Connection) -> None:
    """One client: orders come in, the times of each go out, until there is no more."""
    ask = asker()
    connection.ensure_connection()
    orders.send("ready")
    while (order := orders.recv()) is not None:
        orders.send(_round(ask, order))
    connection.close()


def _round(ask: Callable[[Sequence[int]], Any], order: dict[str, Any]) -> dict[str, object]:
    """Requests at their planned moments (rate 0: without a pause). Times in milliseconds."""
    start, rate = order["start"], order["rate"]
    times: list[float] = []
    permits = 0
    used = time.process_time()
    time.sleep(max(0.0, start - time.time()))
    with clock.standing_at(TEN):
        for number, target in enumerate(cycle(order["targets"])):
            planned = start + number / rate if rate else time.time()
            if planned >= order["until"]:
                break
            time.sleep(max(0.0, planned - time.time()))
            permits += hasattr(ask(target), "expires_at")
            times.append((time.time() - planned) * 1000)
    return {
        "times": times,
        "permits": permits,
        "ended": time.time(),
        "processor": time.process_time() - used,
    }


class Clients:
    """So many processes that ask, forked once from this one: each has a connection of its own."""

    def __init__(self, clients: int) -> None:
        connection.close()  # a connection does not survive a fork
        fork = get_context("fork")
        self.running = []
        for _ in range(clients):
            here, there = fork.Pipe()
            process = fork.Process(target=_client, args=(there,), daemon=True)
            process.start()
            self.running.append((process, here))
        for _process, pipe in self.running:
            assert pipe.recv() == "ready"

    def run(self, rows: Sequence[Target], rate: float, seconds: float) -> dict[str, float]:
        """All at once, each with debtors of its own; figures over all their requests."""
        count = len(self.running)
        start = time.time() + 1.0
        for place, (_process, pipe) in enumerate(self.running):
            pipe.send(
                {
                    "targets": rows[place::count],
                    "start": start + (place / rate if rate else 0.0),
                    "until": start + seconds,
                    "rate": rate / count,
                }
            )
        told = [pipe.recv() for _process, pipe in self.running]
        times = sorted(each for one in told for each in one["times"])
        took = max(one["ended"] for one in told) - start
        return {
            "requests": len(times),
            "permits": sum(one["permits"] for one in told),
            "a_second": round(len(times) / took, 1),
            "median_ms": round(statistics.median(times), 2),
            "p99_ms": round(times[int(len(times) * 0.99) - 1], 2),
            "slowest_ms": round(times[-1], 2),
            "program_ms": round(1000 * sum(one["processor"] for one in told) / len(times), 2),
        }

    def close(self) -> None:
        for process, pipe in self.running:
            pipe.send(None)
            process.join(30)


def measure(given: argparse.Namespace) -> dict[str, object]:
    _say(f"loading {given.debtors} debtors")
    rows = load(given.debtors)
    with connection.cursor() as cursor:
        cursor.execute("SHOW synchronous_commit")
        durable = cursor.fetchone()
    _say("one client alone")
    one = one_by_one(rows[-ONE - 20 :])
    rows = rows[: -ONE - 20]
    _say(f"starting {given.clients} clients")
    clients = Clients(given.clients)
    try:
        _say("plans are made in each client")
        clients.run(rows[: WARM * given.clients], 0, WARM_SECONDS)
        rows = rows[WARM * given.clients :]
        paced = min(int(given.rate * given.seconds), len(rows) // 2)
        _say("open loop")
        open_loop = clients.run(rows[:paced], given.rate, given.seconds)
        _say("saturation")
        saturation = clients.run(rows[paced:], 0, given.seconds)
    finally:
        clients.close()
    return {
        "machine": machine(),
        "synchronous_commit": durable[0] if durable else "",
        **one,
        "open_loop": open_loop,
        "saturation": saturation,
        "targets": {
            "median_ms": TARGET_MEDIAN_MS,
            "p99_ms": TARGET_P99_MS,
            "saturation_a_second": TARGET_A_SECOND,
        },
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--debtors", type=int, default=30_000)
    parser.add_argument("--rate", type=float, default=300)
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--clients", type=int, default=16)
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    given = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "arrears.config.settings")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # the server is stopped then, too
    with tempfile.TemporaryDirectory(prefix="arrears-bench-") as folder:
        os.environ["ARREARS_HOME"] = folder
        database.ensure_secrets()
        _say("starting the server, building the tables")
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
