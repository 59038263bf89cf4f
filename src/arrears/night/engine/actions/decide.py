"""Around the decision: which engine, what it came to, what it leaves to the next night."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import ibis

from arrears.night.contracts import STATE
from arrears.night.engine.contracts import Policy
from arrears.night.engine.engines import DuckEngine, Engine
from arrears.night.engine.spark import LOCAL, SparkEngine
from arrears.night.scoring.contracts import SCORES
from arrears.night.strategy.contracts import Action

BANDS = 10


def engine_named(name: str, scratch: Path) -> Engine:
    """`duckdb`, `spark` (this machine), or a Spark address. ValueError for any other name."""
    if name == "duckdb":
        return DuckEngine(scratch)
    if name == "spark":
        return SparkEngine(LOCAL)
    if name.startswith(("spark://", "sc://", "local[", "yarn", "k8s://")):
        return SparkEngine(name)
    raise ValueError(f"no engine {name!r}: duckdb, spark, or a Spark address")


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """Sums over a decision folder."""

    accounts: int
    overdue_accounts: int
    due: int
    by_action: Mapping[str, int]
    overdue_minor: Mapping[str, int]


def figures(decisions: Path, policy: Policy, duck: DuckEngine) -> Figures:
    """What a night comes to, counted from its decisions."""
    rows = duck.kept(decisions)
    totals = rows.aggregate(accounts=rows.count(), overdue=(rows.days_past_due > 0).sum())
    counted = totals.to_pyarrow().to_pylist()[0]
    by_line = rows.filter(rows.due_in == 0).group_by("line").aggregate(count=lambda of: of.count())
    sums = rows.group_by("currency").aggregate(overdue=rows.overdue_minor.sum().cast("int64"))
    by_action: dict[str, int] = {}
    for found in by_line.to_pyarrow().to_pylist():
        action = policy.lines[found["line"]].action
        if action is not Action.NONE:
            by_action[action.value] = by_action.get(action.value, 0) + found["count"]
    return Figures(
        accounts=counted["accounts"],
        overdue_accounts=counted["overdue"] or 0,
        due=sum(by_action.values()),
        by_action=dict(sorted(by_action.items())),
        overdue_minor={
            row["currency"]: row["overdue"] for row in sums.order_by("currency").to_pyarrow().to_pylist()
        },
    )


def score_bands(decisions: Path, duck: DuckEngine) -> dict[str, list[int]]:
    """Accounts in each band of ten points, by score: what drift is read from. One pass over the decisions."""
    rows = duck.kept(decisions)
    bands = {score: ibis.least(rows[score] // 10, BANDS - 1) for score in SCORES}
    together = rows.group_by(**bands).aggregate(accounts=rows.count()).to_pyarrow().to_pylist()
    found = {score: [0] * BANDS for score in SCORES}
    for group in together:
        for score in SCORES:
            if group[score] is not None:
                found[score][int(group[score])] += group["accounts"]
    return found


def state_after(
    decisions: Path, night_on: date, policy: Policy, was: Policy, duck: DuckEngine, into: Path
) -> None:
    """Write what a night leaves to the next one. Bucket numbers are carried over by their codes."""
    rows = duck.kept(decisions)
    carried = rows.mutate(night_on=ibis.literal(night_on), bucket_no=_renumbered(rows.bucket_no, policy, was))
    duck.write(carried.select(*STATE.columns).cast(dict(STATE.columns)), into)


def _renumbered(bucket_no: Any, policy: Policy, was: Policy) -> Any:
    old, new = was.aging.codes(), policy.aging.codes()
    if old == new:
        return bucket_no
    by_code = {code: no for no, code in sorted(new.items(), reverse=True)}
    branches = [(bucket_no == no, by_code[code]) for no, code in old.items() if code in by_code]
    return ibis.cases(*branches, else_=ibis.null("int16")) if branches else ibis.null("int16")
