"""Sums that are kept beside the closings, so that a page adds up thousands of rows and not millions.

Each kept file is made of one closing (or of two), by all that a page can be narrowed to; it names its closings and
their mark (when and how long they were written), and is made anew when the mark is another one.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Iterable, Mapping
from datetime import date
from hashlib import blake2s
from itertools import pairwise
from pathlib import Path

from arrears.reports.analytics.closings import ask, days, file_of, month_ends

FILTERS = ("creditor_id", "currency", "user_id", "product", "region", "batch_id")
BAD_DAYS = 30
NON_PERFORMING_DAYS = 90
"""More than 90 days past due counts as non-performing (Basel III, CRE36.69; 金融资产风险分类办法 2023, art. 11)."""
VINTAGES = ("opened_on", "placed_on", "first_overdue_on")
MONTHS_KEPT = 13

_BY = ", ".join(FILTERS)
_STOCK = f"""
SELECT {_BY}, kind, bucket, count(*) AS accounts, sum(balance_minor)::BIGINT AS balance,
       sum(overdue_minor)::BIGINT AS overdue, count(*) FILTER (lost) AS lost, min(days_past_due) AS days,
       coalesce(sum(balance_minor) FILTER (days_past_due > {NON_PERFORMING_DAYS}), 0)::BIGINT AS bad
FROM read_parquet($file) WHERE open GROUP BY ALL
"""  # noqa: S608 - constants of this module; the file is bound
_DEBTORS = f"""
WITH seen AS (SELECT DISTINCT debtor_id, {_BY}, kind, bucket FROM read_parquet($file) WHERE open),
     kinds AS (SELECT row_number() OVER () AS place, * FROM (SELECT DISTINCT {_BY}, kind, bucket FROM seen)),
     placed AS (
        SELECT s.debtor_id, k.place FROM seen s JOIN kinds k ON
            {" AND ".join(f"s.{one} IS NOT DISTINCT FROM k.{one}" for one in (*FILTERS, "kind", "bucket"))}),
     alike AS (
        SELECT row_number() OVER () AS alike, places, count(*) AS debtors
        FROM (SELECT list_sort(list(place)) AS places FROM placed GROUP BY debtor_id) GROUP BY places)
SELECT l.alike, l.debtors, k.* EXCLUDE (place)
FROM (SELECT alike, debtors, unnest(places) AS place FROM alike) l JOIN kinds k USING (place)
"""  # noqa: S608 - constants of this module; the file is bound
"""Debtors whose accounts stand in the same places are counted together: one number for all of them."""
_STEPS = f"""
SELECT {_BY}, bucket, strftime(date_trunc('month', placed_on), '%Y-%m') AS placed_month,
       min(placed_on) AS placed_on, count(*) AS accounts, sum(placed_minor)::BIGINT AS placed,
       sum(received_minor)::BIGINT AS received, $day::DATE AS closed
FROM read_parquet($file) WHERE placed_on IS NOT NULL GROUP BY ALL
"""  # noqa: S608 - constants of this module; the file is bound
_SIDES = ", ".join(f"{side}.{one} AS {side}_{one}" for side in ("b", "a") for one in FILTERS)
_PAIR = f"""
WITH b AS (SELECT account_id, open, {_BY}, bucket, days_past_due, balance_minor, overdue_minor
           FROM read_parquet($before)),
     a AS (SELECT account_id, open, {_BY}, bucket, days_past_due, balance_minor, received_month_minor
           FROM read_parquet($after))
SELECT {_SIDES}, CASE WHEN b.open THEN b.bucket END AS b_bucket, CASE WHEN a.open THEN a.bucket END AS a_bucket,
       count(*) AS accounts, coalesce(sum(b.balance_minor), 0)::BIGINT AS balance_before,
       coalesce(sum(a.balance_minor), 0)::BIGINT AS balance_after,
       min(b.days_past_due) AS days_before, min(a.days_past_due) AS days_after,
       coalesce(sum(a.received_month_minor), 0)::BIGINT AS received,
       count(*) FILTER (b.overdue_minor > 0) AS owing,
       coalesce(sum(b.overdue_minor) FILTER (b.overdue_minor > 0), 0)::BIGINT AS overdue,
       count(*) FILTER (b.overdue_minor > 0 AND a.received_month_minor > 0) AS paid,
       coalesce(sum(a.received_month_minor) FILTER (b.overdue_minor > 0), 0)::BIGINT AS received_on_overdue,
       $first::DATE AS first, $last::DATE AS last
FROM b FULL JOIN a USING (account_id) WHERE b.open OR a.open GROUP BY ALL
"""  # noqa: S608 - constants of this module; the files are bound


def _vintage(by: str) -> str:
    return f"""
SELECT {_BY}, bucket, date_trunc('month', {by})::DATE AS month, count(*) AS accounts,
       sum(balance_minor)::BIGINT AS balance, $day::DATE AS closed,
       coalesce(sum(balance_minor) FILTER (days_past_due > {BAD_DAYS}), 0)::BIGINT AS bad
FROM read_parquet($file) WHERE open AND {by} IS NOT NULL GROUP BY ALL
"""  # noqa: S608 - constants of this module; the file is bound


_OF_A_DAY: Mapping[str, str] = {
    "stock": _STOCK,
    "debtors": _DEBTORS,
    "steps": _STEPS,
    **{by: _vintage(by) for by in VINTAGES},
}


def narrow(side: str = "") -> str:
    """The condition of a cut over the columns of a closing, or over those of one side of a pair (`b_`, `a_`)."""
    limits = [f"(${one} = '' OR {side}{one} = ${one})" for one in ("product", "region", "bucket")]
    return " AND ".join(
        (
            f"list_contains($creditors, {side}creditor_id) AND {side}currency = $currency",
            f"($users IS NULL OR list_contains($users, {side}user_id))",
            *limits,
            f"($batch IS NULL OR {side}batch_id = $batch)",
        )
    )


def of_day(folder: Path, name: str, day: date) -> str:
    """The kept file of a closing: stock, debtors, steps or one of VINTAGES; made when it is not there."""
    values: dict[str, object] = {"file": str(file_of(folder, day))}
    if "$day" in _OF_A_DAY[name]:
        values["day"] = day
    return _kept(folder, name, (day,), _OF_A_DAY[name], values)


def of_days(folder: Path, name: str, ends: Iterable[date]) -> list[str]:
    return [of_day(folder, name, day) for day in ends]


def of_pair(folder: Path, first: date, last: date) -> str:
    """The kept file of two closings, made when it is not there."""
    values: dict[str, object] = {
        "before": str(file_of(folder, first)), "after": str(file_of(folder, last)), "first": first, "last": last,
    }  # fmt: skip
    return _kept(folder, "pair", (first, last), _PAIR, values)


def has_pair(folder: Path, first: date, last: date) -> bool:
    """Whether the sums of two closings are kept as these stand now."""
    return _place(folder, "pair", (first, last)).exists()


def keep_up(folder: Path, day: date) -> None:
    """Make what the pages of a closed day read: its own sums, those of the month ends before it, and the pairs
    that pages and the forecast ask for. What is there already stays."""
    closed = [one for one in days(folder) if one <= day]
    ends = month_ends(closed)[-MONTHS_KEPT:]
    for one in {*ends, *closed[-2:]}:
        for name in _OF_A_DAY:
            of_day(folder, name, one)
    for first, last in {*pairwise(ends), *pairwise(closed[-2:])}:
        of_pair(folder, first, last)


_ASKED = blake2s("".join((*_OF_A_DAY.values(), _PAIR)).encode(), digest_size=6).hexdigest()


def _mark(folder: Path, of: tuple[date, ...]) -> str:
    """What the sums were made of: the closings as they stand, and what is asked of them."""
    stats = [file_of(folder, day).stat() for day in of]
    told = ",".join((_ASKED, *(f"{one.st_mtime_ns}:{one.st_size}" for one in stats)))
    return blake2s(told.encode(), digest_size=6).hexdigest()


def _place(folder: Path, name: str, of: tuple[date, ...]) -> Path:
    named = "_".join(day.isoformat() for day in of)
    return folder / "kept" / f"{name}.{named}.{_mark(folder, of)}.parquet"


def _kept(folder: Path, name: str, of: tuple[date, ...], sql: str, values: dict[str, object]) -> str:
    place = _place(folder, name, of)
    if not place.exists():
        place.parent.mkdir(parents=True, exist_ok=True)
        part = place.with_suffix(f".{os.getpid()}.{threading.get_ident()}.part")
        target = str(part).replace("'", "''")
        ask(f"COPY ({sql}) TO '{target}' (FORMAT parquet, COMPRESSION zstd)", values)
        part.replace(place)
        for other in place.parent.glob(f"{name}.{'_'.join(day.isoformat() for day in of)}.*.parquet"):
            if other != place:  # of closings that were written again
                other.unlink(missing_ok=True)
    return str(place)
