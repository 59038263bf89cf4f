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
from arrears.night.allocation.rules.rows import SCORES, compared, worths
from arrears.night.engine import allotting, columns
from arrears.night.engine.contracts import Policy
from arrears.night.engine.engines import DuckEngine, Engine, Style, arrow_schema, decide, inputs_of
from arrears.night.strategy.contracts import TICKETS

PRICES = "prices.json"
SETTLED = "settled"
_OPTIONS = "options"
_PRICE_TABLE = "prices"
_CHOSEN = "chosen"
_MEMORY = "2GB"
_EXPLORE_SHARE = 5  # chance takes at most a fifth of any capacity
Step = Callable[[str], AbstractContextManager[None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Book:
    """The accounts that take part, by key: arrays that the solver reads."""

    accounts: Array
    explore: Array
    drawn: Array
    options: Array
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
        place = kept or into.parent
        if kept is None:
            with step("allocate"):
                _solve(work / _OPTIONS, policy, policy.allocation, place)
        found: dict[str, Any] = json.loads((place / PRICES).read_text())
        with step("decide"):
            if kept is None and isinstance(worker, DuckEngine):
                _decide_chosen(worker, work / _OPTIONS, policy, into)
            else:
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
        style=Style.PASSING,
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
        style=Style.DECISIONS,
    )


def _decide_chosen(worker: Engine, options: Path, policy: Policy, into: Path) -> None:
    """Carry out what the solver chose, on the machine where it did: nothing is priced a second time."""
    worker.carry_out(
        f"{policy.hash} as chosen",
        {"open": options, _CHOSEN: options.with_name(_CHOSEN)},
        lambda tables, stage: allotting.decide_chosen(tables["open"], tables[_CHOSEN], policy, stage),
        columns.DECISION,
        into,
        style=Style.DECISIONS,
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
    book = _read(options, policy, rules)
    counts = np.bincount(book.part, minlength=rules.parts)
    limits = limits_of(rules, policy.treatments, counts.tolist())
    explore_bp = _explore_bp(book, rules.explore_bp, limits)
    chance = (book.explore < explore_bp) & (book.drawn >= 0)
    rows = np.flatnonzero(chance)
    free = book.values[:, rows].copy()
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
    book.values[:, rows] = free
    prices = (price_weight, price_part)
    _keep_chosen(book, plan.choice, chance, prices, rules, policy, explore_bp, options.with_name(_CHOSEN))


def _keep_chosen(
    book: _Book,
    choice: Array,
    chance: Array,
    prices: tuple[Array, Array],
    rules: AllocationPolicy,
    policy: Policy,
    explore_bp: int,
    into: Path,
) -> None:
    """The choice of each account, how far it leads the next best, and how probable it was: what `_compared` of
    `allotting` says in columns."""
    second, lead, greedy = compared(book.values, book.weight, book.part, *prices, choice)
    greedy = np.where(chance, greedy, choice)
    actions = tuple(policy.treatments)
    permitted = sum(1 << actions.index(action) for action in rules.explore_actions)
    open_to = book.options & permitted
    drawable = sum(((open_to >> kind) & 1) for kind in range(len(actions)))
    by_chance = np.where(open_to >> choice.astype(np.int32) & 1, explore_bp // np.maximum(drawable, 1), 0)
    certain = np.where(drawable > 0, TICKETS - explore_bp, TICKETS)
    alone = second < 0
    rows = {
        "account_id": pa.array(book.accounts),
        "kind": pa.array(choice.astype(np.int16)),
        "runner_up": pa.array(second, mask=alone),
        "lead_minor": pa.array(lead, mask=alone),
        "propensity_bp": pa.array((by_chance + np.where(choice == greedy, certain, 0)).astype(np.int16)),
    }
    into.mkdir(parents=True)
    pq.write_table(pa.table(rows), into / "part-0.parquet", compression="none", use_dictionary=False)


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


def _read(options: Path, policy: Policy, rules: AllocationPolicy) -> _Book:
    """The book of the solver, ordered by account, so that it does not depend on who wrote it."""
    duck = DuckEngine(options.parent, memory_limit=_MEMORY)
    try:
        table = allotting.book(duck.kept(options), policy)
        rows = duck.connection.con.sql(str(ibis.to_sql(table, dialect="duckdb"))).to_arrow_table()
    finally:
        duck.close()
    accounts = rows.column("account_id").to_numpy()
    order = np.argsort(accounts, kind="stable")  # what one thread wrote is in order: that is used

    def column(name: str, kind: type[np.generic]) -> Array:
        return np.asarray(rows.column(name).to_numpy()[order], dtype=kind)

    open_to = column("options", np.int32)
    scores = np.stack([column(name, np.int16) for name in SCORES])
    return _Book(
        accounts=accounts[order],
        explore=column("explore_ticket", np.int32),
        drawn=column("drawn", np.int64),
        options=open_to,
        values=worths(open_to, column("amount", np.int64), scores, rules, policy.treatments),
        weight=column("weight", np.int32),
        part=column("part", np.int16),
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
