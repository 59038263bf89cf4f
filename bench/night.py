"""A whole night on a book of a given size: seconds by step beside the floor of the same run.

python -m bench.night 100000 --instalments 300000 --parquet --json

The same as `arrears bench night`, which comes with the product. Without `--parquet` the book lies in
PostgreSQL behind the published functions. After the cold night a usual one follows, for which
one account in a hundred changed. Targets (issue 5) at 10 M accounts and 30 M instalments: usual night at most 60 s,
cold night at most 90 s, Parquet to Parquet with scores and allocation at most 35 s, ratio to the floor at most 4, peak at
most 8 GiB; ten times the accounts at most eleven times the seconds. With `--dates 30`
thirty past dates are decided in their order over one book in PostgreSQL, one account in a hundred changing in between
(target: no slower than thirty nights that read everything, `ratio` at most 1).
"""

from __future__ import annotations

import argparse
import json
import time
from dataclasses import asdict
from datetime import date
from statistics import median

from arrears.faces.cli import session
from arrears.foundation.migrating import migrate
from arrears.night.contracts import OWED
from arrears.night.engine.rules import parse
from arrears.night.engine.shipped import shipped_texts
from arrears.night.engine.single import decide_rows
from bench.machine import machine

ITEMS = 36


def single(calls: int) -> dict[str, float]:
    """Processor milliseconds of one account with three years of instalments, decided as on the screen.

    Target (issue 5): under 50 ms. The first call walks the policy's expression and is told apart."""
    policy = parse(shipped_texts())
    spent = []
    for number in range(1, calls + 2):
        rows = account(number)
        began = time.process_time()
        decide_rows(policy, rows)
        spent.append((time.process_time() - began) * 1000)
    first, *others = spent
    return {
        "first_ms": round(first, 1),
        "median_ms": round(median(others), 2),
        "worst_ms": round(max(others), 2),
    }


def single_read(calls: int) -> dict[str, float]:
    """Milliseconds of one account read from PostgreSQL by key and decided, as the page does, in a book of 500 accounts
    that is rolled back: wall time, and of it processor time of this process (the server's is the rest, with waiting)."""
    session.open_session()
    migrate()
    from bench.night_inside import decided  # noqa: PLC0415  Django has to stand before its models

    wall, processor = decided(calls, ITEMS)
    return {
        "read_median_wall_ms": round(median(wall[1:]), 2),
        "read_worst_wall_ms": round(max(wall[1:]), 2),
        "read_median_processor_ms": round(median(processor[1:]), 2),
    }


def account(number: int) -> dict[str, list[dict[str, object]]]:
    """The rows of one account that fell behind two years ago."""
    ids: dict[str, object] = {"creditor_id": 1, "account_id": number, "debtor_id": number}
    nothing = dict.fromkeys(OWED, 0)
    due = [date(2024 + place // 12, place % 12 + 1, 5) for place in range(ITEMS)]
    items = [
        {**nothing, "account_id": number, "item_id": place, "due_on": day, "billed_minor": 100_000,
         "paid_minor": 0, "owed_principal": 100_000}
        for place, day in enumerate(due)
    ]  # fmt: skip
    return {
        "night": [{"as_of": date(2026, 11, 23), "month_days": 30, "next_month_days": 31}],
        "accounts": [{**ids, "kind": "loan", "product": "standard", "currency": "CNY", "status": "open",
                      "guarantors": 0, "debtor_kind": "person", "lost_contact": False, "phones_valid": 1,
                      "emails_valid": 1, "addresses_valid": 1}],
        "items": [dict(each) for each in items],
        "contact": [{**ids, "attempts_7": 1, "attempts_30": 3, "reached_30": 1}],
    }  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("sizes", nargs="*", type=int, default=[100_000], metavar="ACCOUNTS")
    parser.add_argument("--instalments", type=int, help="of the first size; others in proportion")
    parser.add_argument("--parquet", action="store_true")
    parser.add_argument("--no-limits", action="store_true")
    parser.add_argument(
        "--single", type=int, metavar="CALLS", help="one account on the screen instead: so many calls"
    )
    parser.add_argument(
        "--dates",
        type=int,
        metavar="N",
        help="so many past dates in their order, beside N nights that read all",
    )
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    if asked.single:
        one = {**single(asked.single), **single_read(asked.single)}
        print(json.dumps({"machine": machine(), "single": one}))
        return
    session.open_session()
    migrate()
    from arrears.night.engine.api import bench_night, bench_replay  # noqa: PLC0415  Django stands first

    each = asked.instalments / asked.sizes[0] if asked.instalments else 3
    if asked.dates:
        replays = [asdict(bench_replay(size, round(each * size), asked.dates)) for size in asked.sizes]
        print(json.dumps({"machine": machine(), "replay": replays}))
        return
    found = [
        asdict(bench_night(size, round(each * size), parquet=asked.parquet, limits=not asked.no_limits))
        for size in asked.sizes
    ]
    if asked.json:
        print(json.dumps({"machine": machine(), "night": found}))
        return
    print(machine())
    for night in found:
        steps = ", ".join(f"{name} {seconds:.2f}" for name, seconds in night["steps"].items())
        usual = ", ".join(f"{name} {seconds:.2f}" for name, seconds in night["usual"].items())
        floor = ", ".join(f"{name} {seconds:.2f}" for name, seconds in night["floor"].items())
        print(f"{night['accounts']:>10,} accounts, {night['instalments']:,} instalments, {night['source']}")
        print(f"{'':>11}{night['seconds']:.2f} s ({steps}); floor {night['floor_seconds']:.2f} s ({floor})")
        if usual:
            print(f"{'':>11}usual, one in a hundred changed: {night['usual_seconds']:.2f} s ({usual})")
        print(f"{'':>11}ratio {night['ratio_to_floor']}, peak {night['peak_mib']} MiB, gap {night['gap']}")


if __name__ == "__main__":
    main()
