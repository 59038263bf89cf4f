"""Rows to learn from: overdue accounts of kept nights, their columns as those nights saw them, and what came after."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
from django.conf import settings
from numpy.typing import NDArray

from arrears.foundation.api import Progress
from arrears.night.contracts import ACCOUNTS
from arrears.night.engine import columns, snapshots
from arrears.night.engine.contracts import RunKind, RunStatus
from arrears.night.engine.engines import DuckEngine, inputs_of
from arrears.night.engine.models import NightRun
from arrears.night.engine.rules import parse
from arrears.night.learning.queries import audited_of, kept_after, of_debtors, paid_after
from arrears.night.scoring.rules.hazards import PERIODS, History
from arrears.night.scoring.rules.worth import Stakes
from arrears.night.strategy.contracts import TICKETS
from arrears.night.strategy.rules.arms import salt_of, ticket

Array = NDArray[Any]
NIGHTS_MAX = 12
ROWS_MAX = 200_000
"""Of each night: more rows do not make a card better, and each one is held in memory."""
MONEY = ("willingness", "recoverability")
"""Scores that foretell money."""
_OF_ACCOUNTS = ("region", "debtor_kind")
_HALF = 2


@dataclass(frozen=True, slots=True)
class Rows:
    """Accounts of some nights: columns that a card may use, groups that none may, the outcome, what was paid in each
    period after, and the place of the night."""

    columns: Mapping[str, Array]
    audited: Mapping[str, Array]
    outcome: Array
    debtor: Array
    overdue: Array
    currency: Array
    paid: Array
    night: Array


@dataclass(frozen=True, slots=True)
class _Night:
    table: pa.Table
    outcome: Array
    paid: Array
    audited: Mapping[str, Array]


def nights_of(upto: date, horizon_days: int) -> list[NightRun]:
    """Kept nights whose outcome is complete, at least the horizon apart, oldest first."""
    done = NightRun.objects.filter(
        kind=RunKind.NORMAL, status=RunStatus.DONE, business_date__lte=upto - timedelta(days=horizon_days)
    ).order_by("-business_date")
    found: list[NightRun] = []
    for run in done:
        apart = not found or (found[-1].business_date - run.business_date).days >= horizon_days
        if apart and snapshots.has(Path(settings.SNAPSHOTS) / run.snapshot, ACCOUNTS.table):
            found.append(run)
        if len(found) == NIGHTS_MAX:
            break
    return found[::-1]


def gather(
    score: str,
    features: Sequence[str],
    nights: Sequence[NightRun],
    days: int,
    upto: date,
    progress: Progress | None,
) -> Rows:
    """The rows of all nights, in the order of the nights and of accounts."""
    parts = []
    for place, night in enumerate(nights):
        parts.append(_night(score, features, night, days, upto))
        if progress is not None:
            progress(place + 1, len(nights))
    table = pa.concat_tables([each.table for each in parts])
    return Rows(
        columns={name: _values(table.column(name)) for name in features},
        audited={name: np.concatenate([each.audited[name] for each in parts]) for name in parts[0].audited},
        outcome=np.concatenate([each.outcome for each in parts]),
        debtor=_numbers(table, "debtor_id"),
        overdue=_numbers(table, "overdue_minor"),
        currency=_values(table.column("currency")),
        paid=np.concatenate([each.paid for each in parts]),
        night=np.repeat(np.arange(len(nights)), [len(each.outcome) for each in parts]),
    )


def _night(score: str, features: Sequence[str], night: NightRun, days: int, upto: date) -> _Night:
    """The overdue accounts of a night whose outcome is known, and the outcome."""
    folder = Path(settings.SNAPSHOTS) / night.snapshot
    policy = parse(snapshots.kept_policy(folder))
    own = ("account_id", "debtor_id", "creditor_id", "currency", "overdue_minor")
    wanted = dict.fromkeys((*own, *_OF_ACCOUNTS, *features))
    with tempfile.TemporaryDirectory(prefix="arrears-fit-") as place:
        duck = DuckEngine(Path(place))
        try:
            tables = {name: duck.kept(each) for name, each in inputs_of(folder).items()}
            seen = columns.known(tables, policy, frozenset(wanted))
            drawn = ticket(seen.debtor_id, salt_of("fit")) < _share(night)
            seen = seen.filter((seen.overdue_minor > 0) & drawn).select(*wanted).order_by("account_id")
            table = duck.connection.con.sql(str(duck.connection.compile(seen))).to_arrow_table()
        finally:
            duck.close()
    paid = _paid(night.business_date, days, upto, table)
    known, outcome = _outcomes(score, night.business_date, days, table, paid[:, 0])
    kept = table.filter(pa.array(known))
    return _Night(kept, outcome[known], paid[known], _audited(kept, night.business_date))


def _share(night: NightRun) -> int:
    """So many tickets that about `ROWS_MAX` overdue accounts of a night are drawn, always the same debtors."""
    overdue = int(night.figures["overdue_accounts"])
    return min(TICKETS, TICKETS * ROWS_MAX // max(overdue, 1) + 1)


def _paid(night: date, days: int, upto: date, table: pa.Table) -> Array:
    """Money received in each period after the night (n, K), as far as the date that is known of."""
    paid = paid_after(night, days, PERIODS, upto)
    nothing = (0,) * PERIODS
    accounts = table.column("account_id").to_pylist()
    return np.array([paid.get(account, nothing) for account in accounts], dtype=np.int64).reshape(-1, PERIODS)


def _outcomes(score: str, night: date, days: int, table: pa.Table, came: Array) -> tuple[Array, Array]:
    """Of which accounts the outcome is known (n,) bool, and what it was (n,) bool."""
    accounts, debtors = (table.column(name).to_pylist() for name in ("account_id", "debtor_id"))
    everybody = np.ones(len(accounts), dtype=bool)
    if score in MONEY:
        owed = _numbers(table, "overdue_minor")
        return everybody, came > 0 if score == "willingness" else came * _HALF >= owed
    if score == "reliability":
        kept = kept_after(night, days)
        known = np.array([account in kept for account in accounts], dtype=bool)
        return known, np.array([kept.get(account, False) for account in accounts], dtype=bool)
    befell = of_debtors(score, night, days)
    tried = np.array([debtor in befell for debtor in debtors], dtype=bool)
    happened = np.array([befell.get(debtor, False) for debtor in debtors], dtype=bool)
    return (tried if score == "reach" else everybody), happened


def _audited(table: pa.Table, on: date) -> Mapping[str, Array]:
    """Groups that are looked at here alone: they stand beside the columns, never among them."""
    found = {name: _values(table.column(name)) for name in _OF_ACCOUNTS}
    creditors, debtors = (table.column(name).to_pylist() for name in ("creditor_id", "debtor_id"))
    held = audited_of(frozenset(creditors), on)
    nobody: Mapping[str, str | None] = {}
    for name in ("age", "sex"):
        values = [held.get(debtor, nobody).get(name) for debtor in debtors]
        found[name] = np.array(values, dtype=object)
    return found


def history_of(rows: Rows, nights: Sequence[date], judged_from: date, days: int, upto: date) -> History:
    """The periods after each night that are over: of nights that are learned from, those that ended before the first
    one that judges."""
    ends = np.array([[on + timedelta(days=days * (k + 1)) for k in range(PERIODS)] for on in nights])
    last = np.array([[upto if on >= judged_from else judged_from] for on in nights])
    return History(owed=rows.overdue, paid=rows.paid, over=np.asarray(ends <= last, dtype=bool)[rows.night])


def stakes_of(score: str, rows: Rows, newest: Array) -> Stakes:
    """What was at stake on the newest rows and what came of it; money in units of the mean overdue of its currency."""
    key = rows.debtor[newest]
    if score not in MONEY:
        return Stakes(rows.outcome[newest].astype(float), np.ones(len(key)), key)
    owed, currency = rows.overdue[newest].astype(float), rows.currency[newest]
    mean = np.empty(len(owed))
    for each in set(currency):
        here = np.asarray(currency == each)
        mean[here] = owed[here].mean()
    return Stakes(np.clip(rows.paid[newest, 0], 0, owed) / mean, owed / mean, key)


def _numbers(table: pa.Table, name: str) -> Array:
    return np.asarray(table.column(name).to_numpy())


def _values(column: Any) -> Array:
    """A column as the rules take it: numbers as float with NaN, flags as bool, classes as object with None."""
    if pa.types.is_integer(column.type):
        return np.array(column.cast(pa.float64()).to_numpy(), dtype=float)
    values = column.to_pylist()
    if pa.types.is_boolean(column.type) and None not in values:
        return np.array(values, dtype=bool)
    return np.array(values, dtype=object)
