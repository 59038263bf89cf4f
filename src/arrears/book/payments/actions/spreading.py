"""A payment of a debtor who named no account: spread over the accounts by law, an entry on each."""

from __future__ import annotations

from collections import defaultdict

from django.db import transaction

from arrears.book.calculators.api import POLICIES, AllocationItem, allocate
from arrears.book.calculators.contracts.allocation import Component as Part
from arrears.book.payments.actions.posting import post
from arrears.book.payments.contracts import (
    KEY_LENGTH_MAX,
    DebtorPaymentOrder,
    PaymentOrder,
    Posting,
    PostingRefused,
)
from arrears.book.payments.models import Entry
from arrears.book.payments.queries.balances import balance
from arrears.book.payments.rules import refusals
from arrears.book.portfolio.api import accounts_of
from arrears.book.portfolio.contracts import AccountFacts, AccountStatus
from arrears.foundation.contracts import Actor, require_scope
from arrears.kernel.money import Money

_SUFFIX_ROOM = 6


def post_debtor(order: DebtorPaymentOrder, actor: Actor) -> tuple[Posting, ...]:
    """Spread a payment over a debtor's open accounts in its currency (Civil Code 560): due first, least
    security, earlier due, pro rata. What is more than all that is due stays as credit on the first account.

    The first entry has the order's key, further ones `key/2`, `key/3`…; the same key again changes nothing.
    """
    require_scope(actor, order.creditor_id)
    if order.amount.minor <= 0:
        raise PostingRefused(refusals.NOT_POSITIVE)
    if not order.key or len(order.key) > KEY_LENGTH_MAX - _SUFFIX_ROOM:
        raise PostingRefused(refusals.BAD_KEY)
    with transaction.atomic():
        known = _known(order)
        shares = [(row.account_id, row.amount_minor) for row in known] if known else _shares(order)
        return tuple(
            post(
                PaymentOrder(
                    creditor_id=order.creditor_id,
                    account_id=account,
                    amount=Money(share, order.amount.currency),
                    effective_on=order.effective_on,
                    key=_key(order.key, place),
                    way=order.way,
                    memo=order.memo,
                ),
                actor,
            )
            for place, (account, share) in enumerate(shares, start=1)
        )


def _key(key: str, place: int) -> str:
    return key if place == 1 else f"{key}/{place}"


def _known(order: DebtorPaymentOrder) -> list[Entry]:
    """The entries of an earlier call with this key. PostingRefused when they make another sum."""
    rows: list[Entry] = []
    while row := Entry.objects.filter(
        creditor_id=order.creditor_id, key=_key(order.key, len(rows) + 1)
    ).first():
        rows.append(row)
    if rows and sum(row.amount_minor for row in rows) != order.amount.minor:
        raise PostingRefused(refusals.KEY_USED)
    return rows


def _shares(order: DebtorPaymentOrder) -> list[tuple[int, int]]:
    accounts = [
        one
        for one in accounts_of(order.debtor_id)
        if one.creditor_id == order.creditor_id
        and one.currency == order.amount.currency
        and one.status is AccountStatus.OPEN
    ]
    if not accounts:
        raise PostingRefused(refusals.NO_OPEN_ACCOUNTS)
    items = [item for account in accounts for item in _due(account, order)]
    done = allocate(order.amount.minor, items, POLICIES["statutory"], paid_on=order.effective_on)
    shares: dict[int, int] = defaultdict(int)
    for line in done.lines:
        shares[int(line.id.split(":")[0])] += line.amount_minor
    shares[accounts[0].account_id] += done.unallocated_minor
    return sorted((account, share) for account, share in shares.items() if share)


def _due(account: AccountFacts, order: DebtorPaymentOrder) -> list[AllocationItem]:
    """What is due on an account; the value of its collateral is its security, unknown when none is valued."""
    values = [thing.value_minor for thing in account.collateral]
    secured = None if any(value is None for value in values) else sum(value or 0 for value in values)
    return [
        AllocationItem(
            id=f"{account.account_id}:{item.sequence}:{part}",
            debt=f"{account.account_id}:{item.sequence}",
            component=Part(part.value),
            amount_minor=amount,
            due=item.due_on,
            secured_minor=secured,
        )
        for item in balance(account.account_id, order.effective_on).items
        if item.due_on <= order.effective_on
        for part, amount in item.owed.items()
    ]
