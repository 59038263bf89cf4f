"""Pages of analytics over the closings of a year.

python -m bench.reports [--accounts 1000000] [--months 12] [--days 0] [--json]

Closings are Parquet, one file a business date. `--days` writes so many daily closings of the newest month too,
which shows what a year of days takes.
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
from arrears.reports.analytics import accounts, closings, flow, forecast, liquidation, stock, vintage
from arrears.reports.analytics.closings import SCHEMA, file_of, keep
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
    """Median and worst of some runs, in milliseconds."""
    taken = []
    for _run in range(REPEATS):
        begun = time.perf_counter()
        work()
        taken.append((time.perf_counter() - begun) * 1000)
    return {"median_ms": round(statistics.median(taken), 1), "worst_ms": round(max(taken), 1)}


def pages(folder: Path, ends: list[date]) -> dict[str, dict[str, float]]:
    """What each page asks of the closings."""
    cut = Cut(creditors=(1, 2, 3, 4, 5), currency="CNY")
    last = ends[-1]
    history = [flow.matrix(folder, *pair, cut) for pair in pairwise(ends)]
    start = {one.group: one.balance for one in stock.by_group(folder, last, cut, "bucket")}
    return {
        "stock": timed(lambda: (stock.total(folder, last, cut), stock.by_group(folder, last, cut, "bucket"))),
        "stock by person": timed(lambda: stock.by_group(folder, last, cut, "user_id")),
        "roll-rate matrix": timed(lambda: flow.matrix(folder, ends[-2], last, cut)),
        "accounts of a cell": timed(lambda: accounts.accounts(folder, ends[-2], last, cut, "M1", "M2")),
        "vintages of all month ends": timed(lambda: vintage.curves(folder, ends, cut)),
        "liquidation by batch": timed(lambda: liquidation.steps(folder, ends, cut)),
        "recovery of opening arrears": timed(lambda: liquidation.recovery(folder, ends[-2], last, cut)),
        "vintages by first delinquency": timed(lambda: vintage.curves(folder, ends, cut, "first_overdue_on")),
        "forecast from matrices": timed(lambda: forecast.forecast(history, start)),
        "forecast whole": timed(lambda: [flow.matrix(folder, *pair, cut) for pair in pairwise(ends)]),
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
            "pages": pages(folder, ends),
        }
    if given.json:
        print(json.dumps(result, indent=2, ensure_ascii=False))
        return
    for name, value in result.items():
        if isinstance(value, dict):
            for page, taken in value.items():
                print(f"{page:32} {taken['median_ms']:>10} ms median {taken['worst_ms']:>10} ms worst")
        else:
            print(f"{name:40} {value}")


if __name__ == "__main__":
    main()
