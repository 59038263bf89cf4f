"""The results of a day: contacts by channel and outcome, promises and their verdicts, payments.

Read from what the rooms publish; names and addresses of people are in none of it.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any

from django.db import connection
from django.http import HttpRequest
from ninja import Field, Router, Schema

from arrears.faces.rest.v1.problems import answers
from arrears.faces.rest.v1.scope import OF_CREDITORS, creditor_in_scope
from arrears.faces.rest.v1.told import amount
from arrears.faces.rest.v1.values import ID_MAX, PAGE_MAX, Code, Day
from arrears.foundation.access import api_auth

router = Router()

_CONTACTS = """
SELECT c.attempt_id AS id, c.at, c.channel, c.purpose, c.state, c.outcome, c.reached, c.connected,
       c.automatic, c.duration_s, coalesce(
           (SELECT array_agg(a.number ORDER BY a.number) FROM book_accounts(%(day)s) a
            WHERE a.creditor_id = c.creditor_id AND a.debtor_id = c.debtor_id), '{}'
       ) AS accounts
FROM (SELECT * FROM contact_attempts(%(day)s, %(day)s)
      WHERE creditor_id = %(creditor)s AND attempt_id > %(after)s ORDER BY attempt_id LIMIT %(limit)s) c
ORDER BY c.attempt_id
"""
_PROMISES = """
SELECT p.promise_id AS id, a.number AS account, p.currency, p.amount_minor AS amount, p.taken_on, p.due_on,
       p.last_day, p.state, p.judged_on, p.received_minor AS received
FROM (SELECT * FROM promises_states(%(day)s)
      WHERE creditor_id = %(creditor)s AND promise_id > %(after)s
        AND (taken_on = %(day)s OR judged_on = %(day)s) ORDER BY promise_id LIMIT %(limit)s) p
JOIN book_accounts(%(day)s) a ON a.creditor_id = p.creditor_id AND a.account_id = p.account_id
ORDER BY p.promise_id
"""
_PAYMENTS = """
SELECT r.entry_id AS id, a.number AS account, a.currency, r.effective_on, r.amount_minor AS amount
FROM (SELECT * FROM book_receipts(%(day)s)
      WHERE creditor_id = %(creditor)s AND effective_on = %(day)s AND entry_id > %(after)s
      ORDER BY entry_id LIMIT %(limit)s) r
JOIN book_accounts(%(day)s) a ON a.creditor_id = r.creditor_id AND a.account_id = r.account_id
ORDER BY r.entry_id
"""
_BY_OUTCOME = """
SELECT channel, state, outcome, count(*) AS count, count(*) FILTER (WHERE reached) AS reached
FROM contact_attempts(%(day)s, %(day)s) WHERE creditor_id = %(creditor)s GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
"""
_BY_STATE = """
SELECT e.state, p.currency, count(*) AS count, sum(p.amount_minor)::bigint AS amount,
       sum(p.received_minor)::bigint AS received
FROM promises_states(%(day)s) p
CROSS JOIN LATERAL (VALUES ('taken', p.taken_on), (p.state, p.judged_on)) e(state, day)
WHERE p.creditor_id = %(creditor)s AND e.day = %(day)s GROUP BY 1, 2 ORDER BY 1, 2
"""
_BY_CURRENCY = """
SELECT a.currency, count(*) AS count, sum(r.amount_minor)::bigint AS amount
FROM book_receipts(%(day)s) r
JOIN book_accounts(%(day)s) a ON a.creditor_id = r.creditor_id AND a.account_id = r.account_id
WHERE r.creditor_id = %(creditor)s AND r.effective_on = %(day)s GROUP BY 1 ORDER BY 1
"""
_MONEY = ("amount", "received")


class ContactOut(Schema):
    """A contact that was made. `state` simulated: nothing left this house. `outcome` empty: not told yet.

    `accounts`: the debtor's accounts with this creditor.
    """

    id: int
    at: datetime
    channel: str
    purpose: str
    state: str
    outcome: str
    reached: bool
    connected: bool
    automatic: bool
    duration_s: int | None
    accounts: list[str]


class ContactsOut(Schema):
    day: date
    contacts: list[ContactOut]
    next_after: int | None


class PromisedOut(Schema):
    """A promise taken or judged on the day, in the state of that evening. `last_day`: with days of grace."""

    id: int
    account: str
    currency: str
    amount: str
    taken_on: date
    due_on: date
    last_day: date
    state: str
    judged_on: date | None
    received: str


class PromisesOut(Schema):
    day: date
    promises: list[PromisedOut]
    next_after: int | None


class PaymentOut(Schema):
    """Money effective on the day, net of reversals; a refund is negative."""

    id: int
    account: str
    currency: str
    effective_on: date
    amount: str


class PaymentsOut(Schema):
    day: date
    payments: list[PaymentOut]
    next_after: int | None


class ByOutcome(Schema):
    channel: str
    state: str
    outcome: str
    count: int
    reached: int


class ByState(Schema):
    """`state`: taken, or the verdict of the day (kept, partly_kept, late, broken)."""

    state: str
    currency: str
    count: int
    amount: str
    received: str


class ByCurrency(Schema):
    currency: str
    count: int
    amount: str


class DayOut(Schema):
    """A day in figures."""

    day: date
    contacts: list[ByOutcome]
    promises: list[ByState]
    payments: list[ByCurrency]


def _read(sql: str, **values: Any) -> list[dict[str, Any]]:
    """Rows by column name; minor units as the API writes amounts."""
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        names = [column.name for column in cursor.description or ()]
        rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    for row in rows:
        row |= {name: amount(row[name], row["currency"]) for name in _MONEY if name in row}
    return rows


def _last(rows: list[dict[str, Any]], limit: int) -> int | None:
    return rows[-1]["id"] if len(rows) == limit else None


@router.get(
    "/{code}/results/{day}",
    auth=api_auth(*OF_CREDITORS),
    response=answers(DayOut, 404, 422),
    summary="一日结果 · The results of a day, in figures",
)
def day_results(request: HttpRequest, code: Code, day: Day) -> DayOut:
    _actor, facts = creditor_in_scope(request, code)
    return DayOut(
        day=day,
        contacts=[ByOutcome(**row) for row in _read(_BY_OUTCOME, creditor=facts.id, day=day)],
        promises=[ByState(**row) for row in _read(_BY_STATE, creditor=facts.id, day=day)],
        payments=[ByCurrency(**row) for row in _read(_BY_CURRENCY, creditor=facts.id, day=day)],
    )


@router.get(
    "/{code}/results/{day}/contacts",
    auth=api_auth(*OF_CREDITORS),
    response=answers(ContactsOut, 404, 422),
    summary="当日联系 · Contacts made on a day",
)
def day_contacts(
    request: HttpRequest,
    code: Code,
    day: Day,
    after: Annotated[int, Field(ge=0, le=ID_MAX)] = 0,
    limit: Annotated[int, Field(ge=1, le=PAGE_MAX)] = 100,
) -> ContactsOut:
    _actor, facts = creditor_in_scope(request, code)
    rows = _read(_CONTACTS, creditor=facts.id, day=day, after=after, limit=limit)
    return ContactsOut(day=day, contacts=[ContactOut(**row) for row in rows], next_after=_last(rows, limit))


@router.get(
    "/{code}/results/{day}/promises",
    auth=api_auth(*OF_CREDITORS),
    response=answers(PromisesOut, 404, 422),
    summary="当日承诺与判定 · Promises taken or judged on a day",
)
def day_promises(
    request: HttpRequest,
    code: Code,
    day: Day,
    after: Annotated[int, Field(ge=0, le=ID_MAX)] = 0,
    limit: Annotated[int, Field(ge=1, le=PAGE_MAX)] = 100,
) -> PromisesOut:
    _actor, facts = creditor_in_scope(request, code)
    rows = _read(_PROMISES, creditor=facts.id, day=day, after=after, limit=limit)
    return PromisesOut(day=day, promises=[PromisedOut(**row) for row in rows], next_after=_last(rows, limit))


@router.get(
    "/{code}/results/{day}/payments",
    auth=api_auth(*OF_CREDITORS),
    response=answers(PaymentsOut, 404, 422),
    summary="当日回款 · Payments effective on a day",
)
def day_payments(
    request: HttpRequest,
    code: Code,
    day: Day,
    after: Annotated[int, Field(ge=0, le=ID_MAX)] = 0,
    limit: Annotated[int, Field(ge=1, le=PAGE_MAX)] = 100,
) -> PaymentsOut:
    _actor, facts = creditor_in_scope(request, code)
    rows = _read(_PAYMENTS, creditor=facts.id, day=day, after=after, limit=limit)
    return PaymentsOut(day=day, payments=[PaymentOut(**row) for row in rows], next_after=_last(rows, limit))
