"""Pages of analytics over the closings of a year.

python -m bench.reports [--accounts 1000000] [--months 12] [--days 0] [--json]

Closings are Parquet, one file a business date, with sums kept beside them. `--days` writes so many daily closings of
the newest month too, which shows what a year of days takes.
"""

from __future__ import annotations

import argparse
import json
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import numpy as np
import pyarrow as pa

from arrears.kernel.days import add_months, month_last
from arrears.reports.analytics import accounts, behind, closings, flow, forecast, liquidation, stock, vintage
from arrears.reports.analytics.closings import SCHEMA, file_of, keep
from arrears.reports.analytics.kept import keep_up
from arrears.reports.analytics.stock import Cut
from bench.machine import machine

BUCKETS = np.array(["C", "M1", "M2", "M3", "M4", "M5", "M6", "M6+"])
REPEATS = 5
LEAVERS = 0.01


class Book:
    """Accounts that roll at random from month to month; a hundredth leaves and another joins."""

    def __init__(self, size: int) -> None:
        self.dice, self.size = np.random.default_rng(7), size
        self.ids = np.arange(size, dtype=np.int64)
        self.state = self.dice.choice(8, size, p=[0.7, 0.1, 0.06, 0.04, 0.03, 0.03, 0.02, 0.02])
        self.balance = self.dice.integers(10_000, 5_000_000, size)
        self.opened = self.dice.integers(-900, 0, size)

    def roll(self) -> None:
        step = self.dice.choice([-8, -1, 0, 1], self.size, p=[0.08, 0.07, 0.6, 0.25])
        step = np.where(self.state == 0, self.dice.random(self.size) < 0.05, step)
        self.state = np.clip(self.state + step, 0, 7)
        gone = self.dice.random(self.size) < LEAVERS
        self.ids = np.where(gone, self.ids + self.size, self.ids)
        self.state = np.where(gone, 0, self.state)

    def batch(self, day: date) -> pa.RecordBatch:
        order, size = np.argsort(self.ids, kind="stable"), self.size
        state, balance, ids = self.state[order], self.balance[order], self.ids[order]
        days = np.where(state == 0, 0, state * 30 - 15).astype(np.int32)
        epoch = (day - date(1970, 1, 1)).days
        opened = (epoch + self.opened[order]).astype(np.int32)
        kinds = np.array(["card", "loan"])[ids % 2]
        columns = [
            (ids % 5 + 1).astype(np.int32), ids, ids // 2, (ids % 300).astype(np.int32), kinds,
            np.array(["gold", "blue", "basic"])[ids % 3], np.full(size, "CNY"),
            np.array(["310000", "440000", "110000"])[ids % 3], (ids % 40).astype(np.int32), opened, opened,
            BUCKETS[state], days, np.where(state == 0, 0, balance // 3), balance, ids % 50 == 0,
            np.where(ids % 9 == 0, balance // 10, 0), ids % 97 != 0, opened, balance, balance // 10,
        ]  # fmt: skip
        arrays = []
        for column, field in zip(columns, SCHEMA, strict=True):
            made = pa.array(column)
            arrays.append(
                made.cast(pa.int32()).cast(field.type)
                if field.name.endswith("_on")
                else made.cast(field.type)
            )
        return pa.record_batch(arrays, schema=SCHEMA)


def timed(work: Callable[[], object]) -> dict[str, float]:
    """Median and worst of some runs, and the processor's least, in milliseconds."""
    taken, busy = [], []
    for _run in range(REPEATS):
        begun, worked = time.perf_counter(), time.process_time()
        work()
        taken.append((time.perf_counter() - begun) * 1000)
        busy.append((time.process_time() - worked) * 1000)
    return {
        "median_ms": round(statistics.median(taken), 1),
        "worst_ms": round(max(taken), 1),
        "processor_ms": round(min(busy), 1),
    }


def pages(folder: Path, ends: list[date]) -> dict[str, dict[str, float]]:
    """What each page asks of the closings."""
    cut = Cut(creditors=(1, 2, 3, 4, 5), currency="CNY")
    last = ends[-1]
    pair, months = (ends[-2], last), list(pairwise(ends))
    whole = behind.Which(day=last)
    bad = behind.Which(day=last, rows="non_performing", group="product", value="gold")
    paid = behind.Which(day=last, rows="paid", group="bucket", value="M1", eve=ends[-2])

    change = accounts.Between(first=pair[0], last=pair[1], change="overdue")

    def moved(before: str, after: str) -> accounts.Between:
        return accounts.Between(first=pair[0], last=pair[1], before=before, after=after)

    def outlook() -> object:
        start = {one.group: one.balance for one in stock.by_group(folder, last, cut, "bucket")}
        return forecast.forecast(flow.matrices(folder, months, cut), start)

    return {
        "stock": timed(lambda: (stock.total(folder, last, cut), stock.by_group(folder, last, cut, "bucket"))),
        "stock with three comparisons": timed(lambda: [stock.total(folder, one, cut) for one in ends[-4:]]),
        "stock by person": timed(lambda: stock.by_group(folder, last, cut, "user_id")),
        "roll-rate matrix": timed(lambda: flow.matrix(folder, *pair, cut)),
        "roll-rate matrix of any two days": timed(lambda: flow.read_matrix(folder, ends[-3], last, cut)),
        "accounts of a cell": timed(lambda: accounts.accounts(folder, moved("M1", "M2"), cut)),
        "accounts of the largest cell": timed(lambda: accounts.accounts(folder, moved("C", "C"), cut)),
        "accounts behind a change": timed(lambda: accounts.accounts(folder, change, cut)),
        "accounts behind the stock": timed(lambda: behind.behind(folder, whole, cut)),
        "accounts behind a share": timed(lambda: behind.behind(folder, bad, cut)),
        "accounts behind a recovery": timed(lambda: behind.behind(folder, paid, cut)),
        "vintages of all month ends": timed(lambda: vintage.curves(folder, ends, cut)),
        "vintages by first delinquency": timed(lambda: vintage.curves(folder, ends, cut, "first_overdue_on")),
        "liquidation by batch": timed(lambda: liquidation.steps(folder, ends, cut)),
        "recovery of opening arrears": timed(lambda: liquidation.recovery(folder, *pair, cut)),
        "forecast": timed(outlook),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--accounts", type=int, default=1_000_000)
    parser.add_argument("--months", type=int, default=12)
    parser.add_argument("--days", type=int, default=0)
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        folder, book = Path(place), Book(given.accounts)
        newest = date(2026, 10, 31)
        begun = time.perf_counter()
        for ahead in range(given.months):
            day = month_last(add_months(newest, ahead + 1 - given.months))
            keep(folder, day, [book.batch(day)])
            book.roll()
        written = time.perf_counter() - begun
        ends = closings.days(folder)
        begun, worked = time.perf_counter(), time.process_time()
        keep_up(folder, ends[-1])
        kept_wall, kept_busy = time.perf_counter() - begun, time.process_time() - worked
        kept_size = sum(one.stat().st_size for one in (folder / "kept").iterdir())
        for ahead in range(given.days):
            day = newest - timedelta(days=ahead + 1)
            keep(folder, day, [book.batch(day)])
        size = file_of(folder, ends[-1]).stat().st_size
        result = {
            "machine": machine(),
            "accounts": given.accounts,
            "closings": len(closings.days(folder)),
            "mib_a_closing": round(size / 2**20, 1),
            "gib_a_year_of_250_days": round(size * 250 / 2**30, 2),
            "seconds_to_make_and_write_a_closing": round(written / given.months, 2),
            "seconds_to_keep_the_sums_of_a_closing": round(kept_wall / given.months, 2),
            "the_same_in_processor_seconds": round(kept_busy / given.months, 2),
            "mib_of_kept_sums_a_closing": round(kept_size / given.months / 2**20, 2),
            "pages": pages(folder, ends),
        }
    if given.json:
        print(json.dumps(result, indent=2, ensure_ascii=False))
        return
    for name, value in result.items():
        if name == "pages":
            for page, taken in value.items():
                print(f"{page:34}" + "".join(f"{ms:>10} ms {name[:-3]}" for name, ms in taken.items()))
        else:
            print(f"{name:40} {value}")


if __name__ == "__main__":
    main()
