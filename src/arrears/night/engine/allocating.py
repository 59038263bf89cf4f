"""A night decided under limits: what is open, the prices, the decision. Prices and settled accounts are kept."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import ibis
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from arrears.night.allocation.columns import price_types
from arrears.night.allocation.contracts import FORBIDDEN, AllocationPolicy, Limit, Outcome
from arrears.night.allocation.rules.kernels import Array
from arrears.night.allocation.rules.limits import limits_of
from arrears.night.allocation.rules.primal import Plan, allocate
from arrears.night.allocation.rules.problem import Problem
from arrears.night.engine import allotting, columns
from arrears.night.engine.contracts import Policy
from arrears.night.engine.engines import DuckEngine, Engine, arrow_schema, decide, inputs_of

PRICES = "prices.json"
SETTLED = "settled"
_OPTIONS = "options"
_PRICE_TABLE = "prices"
_MEMORY = "2GB"
_EXPLORE_SHARE = 5  # chance takes at most a fifth of any capacity
Step = Callable[[str], AbstractContextManager[None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Book:
    """The accounts that take part, by key: arrays that the solver reads."""

    accounts: Array
    explore: Array
    drawn: Array
    values: Array
    weight: Array
    part: Array


def decide_night(
    worker: Engine,
    folder: Path,
    policy: Policy,
    into: Path,
    *,
    kept: Path | None = None,
    step: Step = lambda name: nullcontext(),
) -> dict[str, Any] | None:
    """Write the decisions of a snapshot folder into a new one; what the allocation came to, None without limits.

    `kept`: a snapshot that has prices; they are used again and nothing is solved.
    """
    if policy.allocation is None:
        with step("decide"):
            decide(worker, folder, policy, into)
        return None
    work = into.with_name(into.name + ".open")
    try:
        with step("options"):
            _write_options(worker, folder, policy, work / _OPTIONS)
        place = kept
        if place is None:
            place = into.parent
            with step("allocate"):
                _solve(work / _OPTIONS, policy, policy.allocation, place)
        found: dict[str, Any] = json.loads((place / PRICES).read_text())
        with step("decide"):
            _decide_at(worker, work / _OPTIONS, place, policy, found["at"], into)
        outcome: dict[str, Any] = found["outcome"]
        return outcome
    finally:
        shutil.rmtree(work, ignore_errors=True)


def _write_options(worker: Engine, folder: Path, policy: Policy, into: Path) -> None:
    worker.carry_out(
        f"{policy.hash} options",
        inputs_of(folder),
        lambda tables, stage: allotting.options(tables, policy, stage),
        allotting.option_types(policy),
        into,
    )


def _decide_at(
    worker: Engine, options: Path, place: Path, policy: Policy, at: dict[str, Any], into: Path
) -> None:
    """Carry the decision out at prices that were found, by this night or by the one that is repeated."""
    prices = options.with_name(_PRICE_TABLE)
    _write_prices(at, prices)
    worker.carry_out(
        f"{policy.hash} at prices",
        {"open": options, SETTLED: place / SETTLED, _PRICE_TABLE: prices},
        lambda tables, stage: allotting.decide_at(
            tables["open"], tables[SETTLED], tables[_PRICE_TABLE], policy, stage
        ),
        columns.DECISION,
        into,
    )


def _write_prices(at: dict[str, Any], into: Path) -> None:
    weighed, besides = at["price_weight"], at["price_part"]
    types = price_types(len(weighed[0]))
    rows = [
        dict(zip(types, (part, at["explore_bp"], *weighed[part], *besides[part]), strict=True))
        for part in range(len(weighed))
    ]
    into.mkdir(parents=True)
    pq.write_table(pa.Table.from_pylist(rows, schema=arrow_schema(types)), into / "part-0.parquet")


def _solve(options: Path, policy: Policy, rules: AllocationPolicy, into: Path) -> None:
    """Find the prices of a night and keep them with the settled accounts."""
    book = _read(options, policy)
    counts = np.bincount(book.part, minlength=rules.parts)
    limits = limits_of(rules, policy.treatments, counts.tolist())
    explore_bp = _explore_bp(book, rules.explore_bp, limits)
    chance = (book.explore < explore_bp) & (book.drawn >= 0)
    rows = np.flatnonzero(chance)
    worth = book.values[book.drawn[rows], rows]
    book.values[:, rows] = FORBIDDEN
    book.values[book.drawn[rows], rows] = worth
    problem = Problem(book.values, book.weight, book.part, limits)
    plan = allocate(problem)
    price_weight, price_part = problem.price_tables(plan.prices) if limits else _free(rules, policy)
    at = {
        "price_weight": price_weight.tolist(),
        "price_part": price_part.tolist(),
        "explore_bp": explore_bp,
    }
    kept = {"at": at, "outcome": _outcome(plan.outcome, rules, explore_bp, int(chance.sum()))}
    (into / PRICES).write_text(json.dumps(kept, ensure_ascii=False))
    _keep_settled(book, plan, into / SETTLED)


def _free(rules: AllocationPolicy, policy: Policy) -> tuple[Array, Array]:
    nothing = np.zeros((rules.parts, len(policy.treatments)), dtype=np.int64)
    return nothing, nothing


def _keep_settled(book: _Book, plan: Plan, into: Path) -> None:
    into.mkdir(parents=True)
    rows = {
        "account_id": pa.array(book.accounts[plan.settled], pa.int64()),
        "kind": pa.array(plan.choice[plan.settled].astype(np.int16), pa.int16()),
    }
    pq.write_table(pa.table(rows), into / "part-0.parquet")


def _outcome(found: Outcome, rules: AllocationPolicy, explore_bp: int, explored: int) -> dict[str, Any]:
    """What the run keeps: titles in both languages, prices, use, gap, and what chance decided."""
    return {
        **asdict(found),
        "title": rules.title.as_dict(),
        "currency": rules.currency,
        "explore_bp": explore_bp,
        "explored": explored,
    }


def _read(options: Path, policy: Policy) -> _Book:
    """The book of the solver, ordered by account, so that it does not depend on who wrote it."""
    duck = DuckEngine(options.parent, memory_limit=_MEMORY)
    try:
        table = allotting.book(duck.kept(options), policy)
        rows = duck.connection.con.sql(str(ibis.to_sql(table, dialect="duckdb"))).to_arrow_table()
    finally:
        duck.close()

    def column(name: str) -> Array:
        return np.array(rows.column(name).to_numpy())

    kinds = len(policy.treatments)
    values = np.empty((kinds, rows.num_rows), dtype=np.int32)
    for kind in range(kinds):
        values[kind] = column(f"v{kind}")
    return _Book(
        accounts=column("account_id"),
        explore=column("explore_ticket"),
        drawn=column("drawn").astype(np.int64),
        values=values,
        weight=column("weight").astype(np.int32),
        part=column("part").astype(np.int16),
    )


def _explore_bp(book: _Book, wanted: int, limits: tuple[Limit, ...]) -> int:
    """The share that chance decides, lowered until it takes at most a fifth of every capacity.

    Debtors leave in the order of their tickets, so that those who stay are the same every night.
    """
    rows = np.flatnonzero((book.explore < wanted) & (book.drawn >= 0))
    rows = rows[np.argsort(book.explore[rows], kind="stable")]
    if not len(rows):
        return wanted
    needs = Problem(book.values, book.weight, book.part, limits).needs(rows, book.drawn[rows])
    for need, limit in zip(needs, limits, strict=True):
        if limit.bound >= 0 and limit.unit != "share" and bool((need >= 0).all()):
            over = np.flatnonzero(np.cumsum(need) > limit.bound // _EXPLORE_SHARE)
            if len(over):
                wanted = min(wanted, int(book.explore[rows[over[0]]]))
    return wanted
