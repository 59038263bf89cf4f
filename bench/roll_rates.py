"""The roll-rate matrix over two month ends beside two packages of PyPI: equal cell by cell, and no slower.

    pip install roll-rate-analysis creditriskengine polars     into an environment of its own
    python -m bench.roll_rates [--accounts 1000000] [--packages /that/environment/site-packages] [--json]

`roll-rate-analysis` (0.2.0) drops accounts that left or joined without a word: it is compared over those present
in both months; ours keeps leavers and joiners as a column and a row of their own. `creditriskengine` (0.31.0)
takes counts and gives shares of five buckets and a charge-off; it is compared where its rows are ours.
Both read the same closings from disk. The package counts; ours is timed with counts, amounts and money, out of the sums
that pages read, and with counts alone.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np

from arrears.reports.analytics import flow
from arrears.reports.analytics.closings import ask, file_of, keep
from arrears.reports.analytics.flow import Matrix
from arrears.reports.analytics.kept import of_pair
from arrears.reports.analytics.stock import Cut
from bench.machine import machine
from bench.reports import BUCKETS, Book

FIRST, LAST = date(2026, 9, 30), date(2026, 10, 31)
ALL = Cut(creditors=(1, 2, 3, 4, 5), currency="CNY")
RUNS = 5
OPEN_ENDED = 7
ENGINE_ROWS = 5


def timed(work: Callable[[], Any]) -> tuple[Any, float]:
    """What the work gives, and the median seconds of some runs."""
    taken, found = [], None
    for _run in range(RUNS):
        begun = time.perf_counter()
        found = work()
        taken.append(time.perf_counter() - begun)
    return found, round(sorted(taken)[RUNS // 2], 4)


def counts(matrix: Matrix) -> np.ndarray:
    """Accounts present in both months, by bucket before and after."""
    names = [str(one) for one in BUCKETS]
    return np.array([[matrix.cell(row, column).accounts for column in names] for row in names])


def counted(folder: Path) -> np.ndarray:
    """What the package gives and nothing else: counts of accounts present in both months."""
    side = "SELECT account_id, bucket FROM read_parquet(${}) WHERE open AND currency = 'CNY'"
    sql = f"""SELECT b.bucket, a.bucket, count(*) FROM ({side.format("before")}) b
              JOIN ({side.format("after")}) a USING (account_id) GROUP BY 1, 2"""
    names, found = [str(one) for one in BUCKETS], np.zeros((len(BUCKETS), len(BUCKETS)), dtype=int)
    for before, after, count in ask(
        sql, {"before": str(file_of(folder, FIRST)), "after": str(file_of(folder, LAST))}
    ):
        found[names.index(str(before)), names.index(str(after))] = count
    return found


def packaged(folder: Path) -> np.ndarray:
    """The same by roll-rate-analysis, over the same files and the same accounts."""
    polars, rolled = import_module("polars"), import_module("roll_rate_analysis")
    names = [str(one) for one in BUCKETS]

    def month(day: date) -> Any:
        frame = polars.scan_parquet(file_of(folder, day)).filter(polars.col("open"))
        order = polars.Enum(names)
        return frame.select(
            "account_id", delq=polars.col("bucket").cast(order).to_physical().cast(polars.Int64)
        )

    table = rolled.MOMRollRateTable(
        month(FIRST), month(LAST), unique_key_col="account_id", delinquency_col="delq", max_delq=OPEN_ENDED
    )
    return np.array(table.compute().drop("from_state").to_numpy())


def engine_differences(matrix: Matrix) -> int:
    """Cells of creditriskengine's shares that are not ours, over the rows that both have."""
    engine = import_module("creditriskengine.models.retail.roll_rate")
    capped = np.zeros((ENGINE_ROWS + 1, ENGINE_ROWS + 1))
    whole = counts(matrix)
    for row in range(len(BUCKETS)):
        for column in range(len(BUCKETS)):
            capped[min(row, ENGINE_ROWS), min(column, ENGINE_ROWS)] += whole[row, column]
    theirs = engine.roll_rate_matrix(capped)[:ENGINE_ROWS]
    ours = capped[:ENGINE_ROWS] / capped[:ENGINE_ROWS].sum(axis=1, keepdims=True)
    return int((np.abs(theirs - ours) > 1e-12).sum())


def compare(accounts: int) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as place:
        folder, book = Path(place), Book(accounts)
        keep(folder, FIRST, [book.batch(FIRST)])
        book.roll()
        keep(folder, LAST, [book.batch(LAST)])
        ours, ours_s = timed(lambda: flow.read_matrix(folder, FIRST, LAST, ALL))
        theirs, theirs_s = timed(lambda: packaged(folder))
        alone, alone_s = timed(lambda: counted(folder))
        of_pair(folder, FIRST, LAST)
        kept, kept_s = timed(lambda: flow.matrix(folder, FIRST, LAST, ALL))
    return {
        "machine": machine(),
        "accounts": accounts,
        "left": sum(one.accounts for one in ours.cells if one.after == flow.LEFT),
        "joined": sum(one.accounts for one in ours.cells if one.before == flow.JOINED),
        "counts_amounts_and_money_s": ours_s,
        "the_same_out_of_kept_sums_s": kept_s,
        "counts_alone_s": alone_s,
        "roll_rate_analysis_s": theirs_s,
        "cells_that_differ": int((counts(ours) != theirs).sum() + (alone != theirs).sum() + (kept != ours)),
        "shares_that_differ_from_creditriskengine": engine_differences(ours),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--accounts", type=int, default=1_000_000)
    parser.add_argument("--packages", type=Path, help="site-packages that hold the two packages and polars")
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    if given.packages:
        sys.path.append(str(given.packages))
    result = compare(given.accounts)
    if given.json:
        print(json.dumps(result, indent=2, ensure_ascii=False))
        return
    for name, value in result.items():
        print(f"{name:44} {value}")


if __name__ == "__main__":
    main()
