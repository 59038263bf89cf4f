"""The shadow of the gate for millions: when may each account first be reached today, by each act?

python -m bench.gate_shadow [--debtors 1000000] [--memory 4GB] [--json]

Debtors with one account each, of ten creditors, nine under the Chinese rules and one under Regulation F. Of three in
ten something is noted, as on a usual day: one in four was called or written to in the last days (three times), one
in twenty has a stop, one in a hundred a fact or a barred morning of their own. The gate works the day out for each
profile, DuckDB joins it for everybody; the columns of every account, noted or not, are written to Parquet. Told:
seconds and processor seconds of both parts, rows, and the peak of memory of the process.
"""

from __future__ import annotations

import argparse
import json
import resource
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from datetime import time as clock_time
from pathlib import Path
from typing import Any

import ibis
import pyarrow as pa

from arrears.gate.columns import mask
from arrears.gate.contracts import Slot
from arrears.gate.rules.plain import Profile, openings
from arrears.gate.rules.shadow import business_day, shadow_tables, slot_stretches
from bench.machine import machine

DAY = date(2026, 11, 23)
CREDITORS = 10
USUAL = Profile(regimes=("cn",), operator_kind="agency")
ELDERLY = Profile(regimes=("cn",), operator_kind="agency", vulnerable=("elderly",))
AMERICAN = Profile(regimes=("us_reg_f",), operator_kind="debt_collector", zones=("America/New_York",))
PROFILES = (USUAL, ELDERLY, AMERICAN)
MORNING = Slot(start=clock_time(8), end=clock_time(10, 30))
# Whole numbers spread over a table by its keys: the same book each time, without a random number.
BOOK = {
    "accounts": "SELECT (i % {creditors})::BIGINT AS creditor_id, i AS account_id, i AS debtor_id FROM range({n}) t(i)",
    "contacts": (
        "SELECT (i % {creditors})::BIGINT AS creditor_id, i AS debtor_id, i * 3 + k AS contact_no,"
        " {first} - 3600 * (1 + (i * 7 + k * 11) % 200) AS at, true AS own,"
        " CASE (i + k) % 4 WHEN 3 THEN 'sms' ELSE 'call' END AS channel, 'out' AS direction,"
        " CASE (i // 4 + k) % 5 WHEN 0 THEN 'conversation' WHEN 1 THEN 'answered' ELSE 'no_answer' END AS result,"
        " 'interactive' AS call_kind, 'L' || (i % {creditors}) AS lender_group, 'house' AS operator,"
        " ['A' || i] AS debts FROM range(1, {n}, 4) t(i), range(3) c(k)"
    ),
    "stops": (
        "SELECT (i % {creditors})::BIGINT AS creditor_id, i AS debtor_id, []::VARCHAR[] AS debts,"
        " CASE i % 3 WHEN 0 THEN 'complaint' WHEN 1 THEN 'hardship' ELSE 'opt_out' END AS kind,"
        " CASE i % 3 WHEN 2 THEN 'sms' END AS channel, {first} - 86400 * (1 + i % 30) AS since,"
        " CASE i % 2 WHEN 0 THEN {first} + 36000 END AS until FROM range(1, {n}, 20) t(i)"
    ),
    "noted": "SELECT i AS debtor_id, 1::INTEGER AS profile FROM range(2, {n}, 100) t(i)",
}  # fmt: skip
COLUMN = """
COPY (SELECT a.account_id, coalesce(r.told, c.told) AS told, {columns}
      FROM accounts a JOIN of_creditors c USING (creditor_id) LEFT JOIN reach r USING (account_id))
TO '{into}' (FORMAT parquet)
"""
_CHOSEN = "CASE WHEN r.account_id IS NULL THEN c.{name} ELSE r.{name} END AS {name}"


@contextmanager
def _spent(into: dict[str, Any], name: str) -> Iterator[None]:
    wall, own = time.perf_counter(), time.process_time()
    yield
    into[name] = {
        "seconds": round(time.perf_counter() - wall, 2),
        "processor_seconds": round(time.process_time() - own, 2),
    }


def _arrow(columns: Mapping[str, str], rows: Sequence[Sequence[Any]]) -> pa.Table:
    schema = ibis.schema(dict(columns)).to_pyarrow()
    return pa.Table.from_pylist([dict(zip(columns, row, strict=True)) for row in rows], schema=schema)


def worked_out(first: int, last: int, debtors: int) -> dict[str, list[Any]]:
    """What the gate itself says of the day: the small tables, and the day of every creditor."""
    found: dict[str, list[Any]] = dict(shadow_tables(PROFILES, first, last))
    profiles = [0] * (CREDITORS - 1) + [2]
    found["creditors"] = [(each, number, f"L{each}", "house") for each, number in enumerate(profiles)]
    found["begins"], found["span"] = [(number, first) for number in range(len(PROFILES))], [(first, last)]
    stretches = slot_stretches(USUAL, (MORNING,), first, last, mask.MASKED)
    found["barred"] = [(debtor, *each) for debtor in range(3, debtors, 200) for each in stretches]
    for each, number in enumerate(profiles):
        opens = [openings(PROFILES[number], act, first, last) for act in mask.MASKED]
        row = (each, True, *(one[0][0] - first if one else None for one in opens))
        found.setdefault("of_creditors", []).append(row)
    return found


def measure(debtors: int, memory: str) -> dict[str, Any]:
    first, last = business_day(DAY)
    found: dict[str, Any] = {"machine": machine(), "debtors": debtors, "creditors": CREDITORS}
    with tempfile.TemporaryDirectory(prefix="arrears-bench-") as folder:
        duck = ibis.duckdb.connect(
            Path(folder) / "book.duckdb", threads=2, memory_limit=memory, temp_directory=f"{folder}/spill"
        )
        for name, text in BOOK.items():
            duck.raw_sql(f"CREATE TABLE {name} AS {text.format(n=debtors, creditors=CREDITORS, first=first)}")
        with _spent(found, "worked out by the gate"):
            small = worked_out(first, last, debtors)
        kinds = {name: columns for name, columns in mask.SMALL.items() if name != "noted"}
        for name, columns in {**kinds, "of_creditors": mask.OF_CREDITOR}.items():
            duck.create_table(name, _arrow(columns, small[name]))
        into = Path(folder) / "shadow.parquet"
        with _spent(found, "column of all"):
            tables = {name: duck.table(name) for name in ("accounts", "contacts", "stops", *mask.SMALL)}
            duck.create_table("reach", mask.of_accounts(tables))
            chosen = ", ".join(_CHOSEN.format(name=f"{act}_opens") for act in mask.MASKED)
            duck.raw_sql(COLUMN.format(columns=chosen, into=into))
        found["noted_accounts"] = int(duck.table("reach").count().execute())
        whole = duck.read_parquet(into)
        found["rows"] = int(whole.count().execute())
        found["not_today"] = {act: int(whole[f"{act}_opens"].isnull().sum().execute()) for act in mask.MASKED}
        duck.disconnect()
    found["peak_mib"] = round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--debtors", type=int, default=1_000_000)
    parser.add_argument("--memory", default="4GB", help="what DuckDB may hold before it spills to disk")
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    given = parser.parse_args()
    figures = measure(given.debtors, given.memory)
    if given.json:
        print(json.dumps(figures, indent=2))
        return
    for name, figure in figures.items():
        print(f"{name:<24}{figure}")


if __name__ == "__main__":
    main()
