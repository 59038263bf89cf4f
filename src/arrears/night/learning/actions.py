"""Learn a card from kept nights: the features as the night saw them, and what the books say came after.

Nights lie at least the horizon apart, so that no outcome counts twice; the newest nights are kept out of the fit and
judge it. What is too short to learn from is said in words, with the number that is needed.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
from django.conf import settings
from numpy.typing import NDArray

from arrears.foundation.api import Actor, Progress
from arrears.kernel.clock import today
from arrears.kernel.words import Words
from arrears.night.contracts import ACCOUNTS
from arrears.night.engine import columns, snapshots
from arrears.night.engine.actions.cards import keep_card, next_version
from arrears.night.engine.card_queries import card_in_force
from arrears.night.engine.contracts import CardFacts, RunKind, RunStatus
from arrears.night.engine.engines import DuckEngine, inputs_of
from arrears.night.engine.models import NightRun
from arrears.night.engine.rules import parse
from arrears.night.learning.queries import kept_after, of_debtors, paid_after
from arrears.night.scoring.contracts import OUTCOME_WORDS, Card, Group, Learned
from arrears.night.scoring.rules.challenging import challenge
from arrears.night.scoring.rules.fitting import TooLittle, fit_card, foretold, place_of, score_of
from arrears.night.strategy.contracts import TICKETS
from arrears.night.strategy.rules.arms import salt_of, ticket

Array = NDArray[Any]
NIGHTS_MAX = 12
HORIZON_MAX = 180
GROUP_MIN = 50
ROWS_MAX = 200_000
"""Of each night: more rows do not make a card better, and each one is held in memory."""
_AUDITED = ("region", "debtor_kind")
_HALF = 2


class CannotLearn(ValueError):
    """The history does not allow it; `words` say why and what is needed."""

    def __init__(self, words: Words) -> None:
        super().__init__(words.en)
        self.words = words


@dataclass(frozen=True, slots=True)
class _Rows:
    """Accounts of some nights with their features and what came after; `night`: the place of the night."""

    columns: Mapping[str, Array]
    audited: Mapping[str, Array]
    outcome: Array
    night: Array


def fit(
    score: str,
    actor: Actor,
    *,
    as_of: date | None = None,
    horizon_days: int = 30,
    progress: Progress | None = None,
) -> CardFacts:
    """Learn the points of a score's card and keep it as a draft. Raises CannotLearn, KeyError (no such score)."""
    upto = as_of or today()
    card = card_in_force(score, upto)
    if score not in OUTCOME_WORDS:
        raise CannotLearn(
            Words(
                "没有记录可用来学习该评分的结果，继续使用专家评分卡",
                "The house records no outcome that tells this score: its expert card stays",
            )
        )
    nights = _nights(upto, horizon_days)
    if len(nights) < 2:  # one to learn from, one to judge by
        raise CannotLearn(
            Words(
                f"已有结果的夜间批次为{len(nights)}个，至少需要2个、相隔{horizon_days}天以上",
                f"{len(nights)} nights have their outcome; it takes 2, {horizon_days} days apart or more",
            )
        )
    rows = _gather(card, nights, horizon_days, progress)
    judged = max(1, round(len(nights) / 3))
    newest = rows.night >= len(nights) - judged
    try:
        fitted = fit_card(card, rows.columns, rows.outcome, newest, str(next_version(score)))
    except TooLittle as error:
        raise CannotLearn(
            Words(f"数据太少：{error.words.zh}", f"Too little to learn from: {error.words.en}")
        ) from error
    days = [night.business_date.isoformat() for night in nights]
    learned = Learned(
        model=fitted.model,
        nights=tuple(days[:-judged]),
        nights_judged=tuple(days[-judged:]),
        horizon_days=horizon_days,
        groups=tuple(_groups(card, fitted.card, rows, newest)),
        challenger=challenge(card, rows.columns, rows.outcome, newest),
    )
    return keep_card(fitted.card, learned, actor)


def _nights(upto: date, horizon_days: int) -> list[NightRun]:
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


def _gather(card: Card, nights: Sequence[NightRun], days: int, progress: Progress | None) -> _Rows:
    parts = []
    for place, night in enumerate(nights):
        parts.append(_night(card, night, days))
        if progress is not None:
            progress(place + 1, len(nights))
    counts = [len(outcome) for _, outcome in parts]
    table = pa.concat_tables([rows for rows, _ in parts])
    return _Rows(
        columns={each.feature: _values(table.column(each.feature)) for each in card.attributes},
        audited={name: _values(table.column(name)) for name in _AUDITED},
        outcome=np.concatenate([outcome for _, outcome in parts]),
        night=np.repeat(np.arange(len(nights)), counts),
    )


def _night(card: Card, night: NightRun, days: int) -> tuple[pa.Table, Array]:
    """The overdue accounts of a night whose outcome is known, and the outcome."""
    folder = Path(settings.SNAPSHOTS) / night.snapshot
    policy = parse(snapshots.kept_policy(folder))
    wanted = dict.fromkeys(
        ("account_id", "debtor_id", "overdue_minor", *_AUDITED, *(a.feature for a in card.attributes))
    )
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
    known, outcome = _outcomes(card.score, night.business_date, days, table)
    return table.filter(pa.array(known)), outcome[known]


def _share(night: NightRun) -> int:
    """So many tickets that about `ROWS_MAX` overdue accounts of a night are drawn, always the same debtors."""
    overdue = int(night.figures["overdue_accounts"])
    return min(TICKETS, TICKETS * ROWS_MAX // max(overdue, 1) + 1)


def _outcomes(score: str, night: date, days: int, table: pa.Table) -> tuple[Array, Array]:
    """Of which accounts the outcome is known (n,) bool, and what it was (n,) bool."""
    accounts, debtors = (table.column(name).to_pylist() for name in ("account_id", "debtor_id"))
    everybody = np.ones(len(accounts), dtype=bool)
    if score in ("willingness", "recoverability"):
        paid = paid_after(night, days)
        came = np.array([paid.get(account, 0) for account in accounts], dtype=np.int64)
        owed = np.asarray(table.column("overdue_minor").to_numpy())
        return everybody, came > 0 if score == "willingness" else came * _HALF >= owed
    if score == "reliability":
        kept = kept_after(night, days)
        known = np.array([account in kept for account in accounts], dtype=bool)
        return known, np.array([kept.get(account, False) for account in accounts], dtype=bool)
    befell = of_debtors(score, night, days)
    tried = np.array([debtor in befell for debtor in debtors], dtype=bool)
    happened = np.array([befell.get(debtor, False) for debtor in debtors], dtype=bool)
    return (tried if score == "reach" else everybody), happened


def _values(column: Any) -> Array:
    """A column as `fit_card` takes it: numbers as float with NaN, flags as bool, classes as object with None."""
    if pa.types.is_integer(column.type):
        return np.array(column.cast(pa.float64()).to_numpy(), dtype=float)
    values = column.to_pylist()
    if pa.types.is_boolean(column.type) and None not in values:
        return np.array(values, dtype=bool)
    return np.array(values, dtype=object)


def _groups(before: Card, after: Card, rows: _Rows, newest: Array) -> Iterator[Group]:
    """How old and new card treat each group of the newest rows that has enough of them."""
    places = np.stack([place_of(each, rows.columns[each.feature]) for each in after.attributes])
    new, old = score_of(after, places), score_of(before, places)
    chance = foretold(new, rows.outcome, newest)
    for kind, values in rows.audited.items():
        of_newest = values[newest]
        for value in sorted({str(each) for each in of_newest if each is not None}):
            here = np.asarray(of_newest == value)
            if here.sum() >= GROUP_MIN:
                yield Group(
                    kind=kind,
                    value=value,
                    rows=int(here.sum()),
                    score=float(new[newest][here].mean()),
                    score_in_force=float(old[newest][here].mean()),
                    foretold=float(chance[here].mean()),
                    happened=float(rows.outcome[newest][here].mean()),
                )
