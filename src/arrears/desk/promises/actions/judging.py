"""Judging promises and agreements from the ledger, over the whole portfolio.

Two reads (what was promised, what was received), the pure rule per account, one bulk write of what changed.
Judging again writes nothing unless the ledger says something else; judging a past date after a back-dated
payment or a reversal writes a new verdict for that date and leaves the old one beside it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby
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


def judge(as_of: date, creditor_id: int | None = None, progress: Progress | None = None) -> JudgeSummary:
    """Judge every promise and agreement at the close of a date. One transaction; repeating changes nothing.

    Verdicts on promises that fell due more than 400 days before are left as they stand.
    """
    asked = {"day": as_of, "back": BACK_DAYS, "creditor": creditor_id, "account": None}
    with transaction.atomic():
        _hold()
        judged = _judge(asked, progress)
        plans = judge_agreements(as_of, creditor_id)
    return JudgeSummary(
        as_of=as_of,
        promises=len(judged),
        promises_changed=sum(entry.changed for entry in judged),
        by_state=dict(sorted(Counter(entry.verdict.state.value for entry in judged).items())),
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


def _judge(asked: dict[str, Any], progress: Progress | None) -> list[_Judged]:
    day: date = asked["day"]
    with connection.cursor() as cursor:
        cursor.execute(_MONEY, asked)
        money: dict[int, tuple[MoneyIn, ...]] = {
            account: tuple(MoneyIn(row[1], row[2]) for row in rows)
            for account, rows in groupby(cursor.fetchall(), key=itemgetter(0))
        }
        cursor.execute(_PROMISES, asked)
        judged = list(_decide(cursor.fetchall(), money, day))
    changed = [entry for entry in judged if entry.changed]
    for done, batch in _batches(changed):
        _write(batch, day)
        if progress:
            progress(done, len(changed))
    for _done, batch in _batches(judged):
        _stand(batch, day)
    return judged


def _decide(
    rows: list[tuple[Any, ...]], money: dict[int, tuple[MoneyIn, ...]], day: date
) -> Iterator[_Judged]:
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
        verdicts = decide(Facts(promises=said, money=money.get(account, ())), day)
        for row, verdict in zip(listed, verdicts, strict=True):
            yield _Judged(row[0], verdict, (row[9] or "open", row[10] or 0))


def _batches(entries: list[_Judged]) -> Iterator[tuple[int, list[_Judged]]]:
    for first in range(0, len(entries), BATCH):
        batch = entries[first : first + BATCH]
        yield first + len(batch), batch


def _write(batch: Iterable[_Judged], day: date) -> None:
    listed, now = list(batch), clock.now()
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
