"""Judging promises and agreements from the ledger, over the whole portfolio.

Two reads in the order of the accounts (what was promised, what was received), the pure rule per account, bulk
writes of what changed. Both reads are streamed, so a portfolio of any size takes the memory of one batch.
Judging again writes nothing unless the ledger says something else; judging a past date after a back-dated
payment or a reversal writes a new verdict for that date and leaves the old one beside it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby, islice
from operator import itemgetter
from typing import Any

from django.db import connection, transaction

from arrears.desk.promises.actions.ending import judge_agreements
from arrears.desk.promises.contracts import JudgeSummary
from arrears.desk.promises.rules.judge import Facts, Said, Verdict
from arrears.desk.promises.rules.judge import judge as decide
from arrears.desk.promises.rules.money_in import MoneyIn
from arrears.foundation.api import Progress
from arrears.kernel import clock

BACK_DAYS = 400
BATCH = 5_000
LOCK = 7_303

_COUNT = """
SELECT count(*) FROM promises_promise p
WHERE p.taken_on <= %(day)s AND (p.due_on >= %(day)s - %(back)s OR p.state = 'open')
  AND (%(creditor)s IS NULL OR p.creditor_id = %(creditor)s)
  AND (%(account)s IS NULL OR p.account_id = %(account)s)
"""
_PROMISES = """
SELECT p.creditor_id, p.account_id, p.id, p.amount_minor, p.taken_on, p.due_on, p.grace_days, p.late_days,
       p.withdrawn_on, v.state, v.received_minor
FROM promises_promise p
LEFT JOIN LATERAL (
    SELECT v.state, v.received_minor FROM promises_promiseverdict v
    WHERE v.promise_id = p.id AND v.as_of <= %(day)s ORDER BY v.as_of DESC, v.id DESC LIMIT 1
) v ON true
WHERE p.taken_on <= %(day)s AND (p.due_on >= %(day)s - %(back)s OR p.state = 'open')
  AND (%(creditor)s IS NULL OR p.creditor_id = %(creditor)s)
  AND (%(account)s IS NULL OR p.account_id = %(account)s)
ORDER BY p.account_id, p.id
"""
_MONEY = """
WITH told AS (
    SELECT p.creditor_id, p.account_id, min(p.taken_on) AS first
    FROM promises_promise p
    WHERE p.taken_on <= %(day)s AND (p.due_on >= %(day)s - %(back)s OR p.state = 'open')
      AND (%(creditor)s IS NULL OR p.creditor_id = %(creditor)s)
      AND (%(account)s IS NULL OR p.account_id = %(account)s)
    GROUP BY p.creditor_id, p.account_id
)
SELECT r.account_id, r.effective_on, sum(r.amount_minor)::bigint
FROM told t JOIN book_receipts(%(day)s) r
  ON r.creditor_id = t.creditor_id AND r.account_id = t.account_id AND r.effective_on >= t.first
GROUP BY r.account_id, r.effective_on
ORDER BY r.account_id, r.effective_on
"""
_WRITE = """
INSERT INTO promises_promiseverdict (creditor_id, promise_id, as_of, state, received_minor, recorded_at)
SELECT * FROM unnest(%s::bigint[], %s::bigint[], %s::date[], %s::text[], %s::bigint[], %s::timestamptz[])
"""
_STAND = """
UPDATE promises_promise p
SET state = n.state, received_minor = n.received, completed_on = n.completed, judged_on = %s
FROM unnest(%s::bigint[], %s::text[], %s::bigint[], %s::date[]) AS n(id, state, received, completed)
WHERE p.id = n.id AND (p.judged_on IS NULL OR p.judged_on <= %s)
  AND (p.state, p.received_minor, p.completed_on, p.judged_on)
      IS DISTINCT FROM (n.state, n.received, n.completed, %s::date)
"""


@dataclass(frozen=True, slots=True)
class _Judged:
    creditor_id: int
    verdict: Verdict
    before: tuple[str, int]

    @property
    def changed(self) -> bool:
        return self.before != (self.verdict.state.value, self.verdict.received_minor)


@dataclass(slots=True)
class _Tally:
    changed: int = 0
    states: Counter[str] = field(default_factory=Counter)


def judge(as_of: date, creditor_id: int | None = None, progress: Progress | None = None) -> JudgeSummary:
    """Judge every promise and agreement at the close of a date. One transaction; repeating changes nothing.

    Verdicts on promises that fell due more than 400 days before are left as they stand.
    """
    asked = {"day": as_of, "back": BACK_DAYS, "creditor": creditor_id, "account": None}
    with transaction.atomic():
        _hold()
        tally = _judge(asked, progress)
        plans = judge_agreements(as_of, creditor_id)
    return JudgeSummary(
        as_of=as_of,
        promises=tally.states.total(),
        promises_changed=tally.changed,
        by_state=dict(sorted(tally.states.items())),
        agreements=plans.judged,
        agreements_changed=plans.changed,
        agreements_by_state=plans.by_state,
        expired=plans.expired,
    )


def judge_account(account_id: int, as_of: date) -> None:
    """Judge the promises of one account now (a promise was taken or withdrawn, a payment came in)."""
    with transaction.atomic():
        _judge({"day": as_of, "back": BACK_DAYS, "creditor": None, "account": account_id}, None)


def _hold() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])


def _judge(asked: dict[str, Any], progress: Progress | None) -> _Tally:
    tally, day, total = _Tally(), asked["day"], 0
    with _streamed(_PROMISES, asked) as promises, _streamed(_MONEY, asked) as money:
        if progress:
            total = _count(asked)
        judged = _decide(promises, _Money(money), day)
        while batch := list(islice(judged, BATCH)):
            changed = [entry for entry in batch if entry.changed]
            _write(changed, day)
            _stand(batch, day)
            tally.changed += len(changed)
            tally.states.update(entry.verdict.state.value for entry in batch)
            if progress:
                progress(min(tally.states.total(), total), total)
    return tally


def _count(asked: dict[str, Any]) -> int:
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, asked)
        return int(cursor.fetchone()[0])


@contextmanager
def _streamed(statement: str, asked: dict[str, Any]) -> Iterator[Iterator[tuple[Any, ...]]]:
    """The rows of a statement, a batch of them in memory at a time where the whole portfolio is asked for."""
    whole = asked["account"] is None
    if whole:
        with connection.cursor() as plan:
            plan.execute(
                "SET LOCAL cursor_tuple_fraction = 1"
            )  # all rows are wanted, not the first ones soon
    with connection.chunked_cursor() if whole else connection.cursor() as cursor:
        cursor.execute(statement, asked)
        yield (row for rows in iter(lambda: cursor.fetchmany(BATCH), []) for row in rows)


class _Money:
    """Money by account, given in the order of the accounts and asked for in the same order."""

    def __init__(self, rows: Iterator[tuple[Any, ...]]) -> None:
        self._groups = groupby(rows, key=itemgetter(0))
        self._next: tuple[int, tuple[MoneyIn, ...]] | None = None

    def of(self, account: int) -> tuple[MoneyIn, ...]:
        while self._next is None or self._next[0] < account:
            group = next(self._groups, None)
            if group is None:
                return ()
            self._next = group[0], tuple(MoneyIn(row[1], row[2]) for row in group[1])
        return self._next[1] if self._next[0] == account else ()


def _decide(rows: Iterator[tuple[Any, ...]], money: _Money, day: date) -> Iterator[_Judged]:
    for account, group in groupby(rows, key=itemgetter(1)):
        listed = list(group)
        said = tuple(
            Said(
                id=row[2],
                amount_minor=row[3],
                taken_on=row[4],
                due_on=row[5],
                grace_days=row[6],
                late_days=row[7],
                withdrawn_on=row[8],
            )
            for row in listed
        )
        verdicts = decide(Facts(promises=said, money=money.of(account)), day)
        for row, verdict in zip(listed, verdicts, strict=True):
            yield _Judged(row[0], verdict, (row[9] or "open", row[10] or 0))


def _write(batch: Iterable[_Judged], day: date) -> None:
    listed, now = list(batch), clock.now()
    if not listed:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            _WRITE,
            [
                [entry.creditor_id for entry in listed],
                [entry.verdict.id for entry in listed],
                [day] * len(listed),
                [entry.verdict.state.value for entry in listed],
                [entry.verdict.received_minor for entry in listed],
                [now] * len(listed),
            ],
        )


def _stand(batch: Iterable[_Judged], day: date) -> None:
    """What a promise says of itself is its newest verdict: a past date that is judged again leaves it alone."""
    listed = list(batch)
    with connection.cursor() as cursor:
        cursor.execute(
            _STAND,
            [
                day,
                [entry.verdict.id for entry in listed],
                [entry.verdict.state.value for entry in listed],
                [entry.verdict.received_minor for entry in listed],
                [entry.verdict.completed_on for entry in listed],
                day,
                day,
            ],
        )
