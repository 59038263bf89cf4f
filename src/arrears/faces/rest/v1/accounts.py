"""Accounts as of a date: page by page, and one of them whole."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from django.db import connection
from django.http import Http404, HttpRequest
from ninja import Field, Router, Schema

from arrears.book.payments import api as ledger
from arrears.book.payments.contracts import EntryFacts, ItemBalance
from arrears.book.portfolio import api as portfolio
from arrears.book.portfolio.contracts import AccountKey
from arrears.desk.promises import api as promises
from arrears.desk.promises.contracts import PromiseFacts
from arrears.faces.rest.v1.bodies import JSON, takes
from arrears.faces.rest.v1.problems import answers
from arrears.faces.rest.v1.scope import OF_CREDITORS, creditor_in_scope
from arrears.faces.rest.v1.told import amount
from arrears.faces.rest.v1.values import PAGE_MAX, Code, Day, Given, Number, text
from arrears.foundation.access import api_auth
from arrears.kernel import clock
from arrears.night.engine import api as night
from arrears.night.engine.contracts import Proposal

router = Router()

_ACCOUNTS = """
SELECT a.number, a.kind, a.product, a.currency, a.status, a.placed_on,
       coalesce(sum(i.owed), 0)::bigint,
       coalesce(sum(i.owed) FILTER (WHERE i.due_on < %(as_of)s), 0)::bigint,
       min(i.due_on) FILTER (WHERE i.owed > 0 AND i.due_on < %(as_of)s)
FROM (SELECT * FROM book_accounts(%(as_of)s) WHERE creditor_id = %(creditor)s AND number > %(after)s
      ORDER BY number LIMIT %(limit)s) a
LEFT JOIN LATERAL (
    SELECT due_on, owed_principal + owed_interest + owed_fee + owed_penalty + owed_cost + owed_tax AS owed
    FROM book_items(%(as_of)s) b WHERE b.creditor_id = a.creditor_id AND b.account_id = a.account_id
    OFFSET 0  -- account by account, never the whole ledger
) i ON true
GROUP BY 1, 2, 3, 4, 5, 6 ORDER BY a.number
"""


class AccountOut(Schema):
    """An account as of a date; amounts as text in major units."""

    number: str
    kind: str
    product: str
    currency: str
    status: str
    placed_on: date | None
    owed: str
    overdue: str
    days_past_due: int


class AccountsOut(Schema):
    """A page; `next_after` is the `after` of the next one, null on the last."""

    as_of: date
    accounts: list[AccountOut]
    next_after: str | None


class ItemOut(Schema):
    sequence: int
    due_on: date
    billed: str
    paid: str
    owed: str


class EntryOut(Schema):
    """An entry of the ledger. `key`: as it was sent with the payment."""

    key: str
    kind: str
    effective_on: date
    amount: str
    currency: str
    way: str
    reversed: bool


class PromiseOut(Schema):
    amount: str
    taken_on: date
    due_on: date
    state: str
    received: str


class ProposalOut(Schema):
    """What the night of that date proposes, with its reasons."""

    business_date: date
    days_past_due: int
    bucket: str
    action: str
    channel: str | None
    due_on: date | None
    reasons_zh: list[str]
    reasons_en: list[str]


class AccountWhole(Schema):
    number: str
    as_of: date
    status: str
    currency: str
    owed: str
    overdue: str
    credit: str
    by_component: dict[str, str]
    items: list[ItemOut]
    entries: list[EntryOut]
    promises: list[PromiseOut]
    proposal: ProposalOut | None


class CloseIn(Given):
    on: Day | None = None
    reason: Annotated[str, text(400, 1)]


class ClosedOut(Schema):
    number: str
    status: str


@router.get(
    "/{code}/accounts",
    auth=api_auth(*OF_CREDITORS),
    response=answers(AccountsOut, 404, 422),
    summary="账户一览 · Accounts as of a date, by number",
)
def list_accounts(
    request: HttpRequest,
    code: Code,
    as_of: Day | None = None,
    after: Annotated[str, text(64)] = "",
    limit: Annotated[int, Field(ge=1, le=PAGE_MAX)] = 100,
) -> AccountsOut:
    _actor, facts = creditor_in_scope(request, code)
    day = as_of or clock.today()
    with connection.cursor() as cursor:
        cursor.execute(_ACCOUNTS, {"as_of": day, "creditor": facts.id, "after": after, "limit": limit})
        rows = cursor.fetchall()
    accounts = [
        AccountOut(
            number=row[0],
            kind=row[1],
            product=row[2],
            currency=row[3],
            status=row[4],
            placed_on=row[5],
            owed=amount(row[6], row[3]),
            overdue=amount(row[7], row[3]),
            days_past_due=(day - row[8]).days if row[8] else 0,
        )
        for row in rows
    ]
    return AccountsOut(
        as_of=day, accounts=accounts, next_after=accounts[-1].number if len(rows) == limit else None
    )


@router.post(
    "/{code}/accounts/{number}/close",
    auth=api_auth(*OF_CREDITORS),
    response=answers(ClosedOut, 400, 404, 409, 413, 415, 422),
    summary="撤回一个账户 · Take one account back",
    description="结清、转让或撤回；之后不再催收。 · Settled, sold or withdrawn; nobody works it from then on.",
)
@takes(JSON)
def close(request: HttpRequest, code: Code, number: Number, order: CloseIn) -> ClosedOut:
    actor, facts = creditor_in_scope(request, code)
    found = _account(facts.id, number)
    portfolio.close_account(found.account_id, on=order.on or clock.today(), reason=order.reason, actor=actor)
    return ClosedOut(number=number, status=_account(facts.id, number).status.value)


@router.get(
    "/{code}/accounts/{path:number}",
    auth=api_auth(*OF_CREDITORS),
    response=answers(AccountWhole, 404, 422),
    summary="一个账户 · One account, whole",
)
def one_account(request: HttpRequest, code: Code, number: Number, as_of: Day | None = None) -> AccountWhole:
    actor, facts = creditor_in_scope(request, code)
    found = _account(facts.id, number)
    day = as_of or clock.today()
    balance = ledger.balance(found.account_id, day)
    given = [one for one in promises.of_debtor(actor, found.debtor_id) if one.account_id == found.account_id]
    currency = balance.currency
    return AccountWhole(
        number=number,
        as_of=day,
        status=found.status.value,
        currency=currency,
        owed=amount(balance.total_minor, currency),
        overdue=amount(balance.overdue_minor, currency),
        credit=amount(balance.credit_minor, currency),
        by_component={part.value: amount(minor, currency) for part, minor in balance.by_component.items()},
        items=[_item(one, currency) for one in balance.items],
        entries=[_entry(one) for one in ledger.entries_of(found.account_id) if one.effective_on <= day],
        promises=[_promise(one) for one in given if one.taken_on <= day],
        proposal=_proposal(night.proposal_of(found.account_id, day)),
    )


def _account(creditor_id: int, number: str) -> AccountKey:
    found = portfolio.accounts_by_number(creditor_id, [number]).get(number)
    if found is None:
        raise Http404(number)
    return found


def _item(one: ItemBalance, currency: str) -> ItemOut:
    return ItemOut(
        sequence=one.sequence,
        due_on=one.due_on,
        billed=amount(one.billed_minor, currency),
        paid=amount(one.paid_minor, currency),
        owed=amount(one.owed_minor, currency),
    )


def _entry(one: EntryFacts) -> EntryOut:
    return EntryOut(
        key=one.key,
        kind=one.kind.value,
        effective_on=one.effective_on,
        amount=amount(one.amount_minor, one.currency),
        currency=one.currency,
        way=one.way,
        reversed=one.reversed_by_id is not None,
    )


def _promise(one: PromiseFacts) -> PromiseOut:
    return PromiseOut(
        amount=amount(one.amount_minor, one.currency),
        taken_on=one.taken_on,
        due_on=one.due_on,
        state=one.state.value,
        received=amount(one.received_minor, one.currency),
    )


def _proposal(one: Proposal | None) -> ProposalOut | None:
    if one is None:
        return None
    return ProposalOut(
        business_date=one.business_date,
        days_past_due=one.days_past_due,
        bucket=one.bucket,
        action=one.action,
        channel=one.channel,
        due_on=one.due_on,
        reasons_zh=[words.zh for _code, words in one.reasons],
        reasons_en=[words.en for _code, words in one.reasons],
    )
