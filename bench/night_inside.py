"""What the single account of `bench.night` needs from inside the program: a book, and decisions on it."""

from __future__ import annotations

import time
from datetime import date

from django.db import transaction

from arrears.book.portfolio import api as portfolio
from arrears.book.portfolio.contracts import AccountKind, AccountRecord, ItemRecord, PartyRecord
from arrears.foundation.api import SYSTEM, ensure_creditor
from arrears.kernel.days import add_months
from arrears.night.engine.api import decide_now

ACCOUNTS = 500
NIGHT = date(2026, 11, 23)


def decided(calls: int, items: int) -> tuple[list[float], list[float]]:
    """Wall and processor milliseconds of each call; the first one makes the program of the policy."""
    wall, processor = [], []
    with transaction.atomic():
        creditor = ensure_creditor("bench-single", "bench")
        first = add_months(NIGHT, -items)
        due = [add_months(first, place) for place in range(items)]
        records = [
            AccountRecord(
                number=f"S-{number}", kind=AccountKind.LOAN, currency="CNY", product="standard", opened_on=first,
                debtor=PartyRecord(name="bench", ref=f"S{number}", id_kind="resident_id", id_number=None,
                                   contacts=()),
                items=tuple(
                    ItemRecord(sequence=place, due_on=day, principal_minor=100_000)
                    for place, day in enumerate(due, start=1)
                ),
            )
            for number in range(1, ACCOUNTS + 1)
        ]  # fmt: skip
        portfolio.load(creditor.id, records, batch="bench", business_date=first, actor=SYSTEM)
        numbers = [f"S-{number % ACCOUNTS + 1}" for number in range(calls + 1)]
        keys = portfolio.accounts_by_number(creditor.id, numbers)
        for number in numbers:
            began, worked = time.perf_counter(), time.process_time()
            decide_now(keys[number].account_id, as_of=NIGHT, changes=False)
            wall.append((time.perf_counter() - began) * 1000)
            processor.append((time.process_time() - worked) * 1000)
        transaction.set_rollback(True)
    return wall, processor
