"""What an account owes on a date, derived from the creditor's figures and the lines effective by then."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.db import connection

from arrears.book.payments.contracts import OWED_COMPONENTS, Balance, Component, ItemBalance
from arrears.book.portfolio.api import NoSuchAccount, account_keys
from arrears.book.portfolio.contracts import AccountKey

# Account by account (OFFSET 0 keeps it so): the sums within book_items see one account, never the whole ledger.
_ITEMS = """
SELECT a.account_id, i.item_id, i.sequence, i.due_on, i.billed_minor, i.paid_minor,
       i.owed_principal, i.owed_interest, i.owed_fee, i.owed_penalty, i.owed_cost, i.owed_tax
FROM unnest(%(creditors)s::bigint[], %(accounts)s::bigint[]) AS a (creditor_id, account_id)
CROSS JOIN LATERAL (
    SELECT * FROM book_items(%(as_of)s) b
    WHERE b.creditor_id = a.creditor_id AND b.account_id = a.account_id OFFSET 0
) i
ORDER BY i.due_on, i.sequence
"""
_CREDIT = """
SELECT account_id, sum(amount_minor)::bigint FROM payments_allocation
WHERE creditor_id = ANY(%(creditors)s) AND account_id = ANY(%(accounts)s)
  AND component = 'credit' AND effective_on <= %(as_of)s
GROUP BY account_id
"""


def balance(account_id: int, as_of: date) -> Balance:
    """The balance of one account at the close of a date. NoSuchAccount when there is none."""
    found = balances([account_id], as_of).get(account_id)
    if found is None:
        raise NoSuchAccount(f"no account with the id {account_id}")
    return found


def balances(account_ids: Iterable[int], as_of: date) -> Mapping[int, Balance]:
    """As `balance` for many accounts in three round trips; unknown ids are left out."""
    accounts = account_keys(account_ids)
    asked: dict[str, Any] = {
        "creditors": [account.creditor_id for account in accounts.values()],
        "accounts": list(accounts),
        "as_of": as_of,
    }
    items: dict[int, list[ItemBalance]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(_ITEMS, asked)
        for account_id, *row in cursor.fetchall():
            items[account_id].append(_item(row))
        cursor.execute(_CREDIT, asked)
        kept = dict(cursor.fetchall())
    return {
        account_id: _balance(account, as_of, tuple(items[account_id]), kept.get(account_id, 0))
        for account_id, account in accounts.items()
    }


def _balance(account: AccountKey, as_of: date, items: tuple[ItemBalance, ...], credit: int) -> Balance:
    by_component: dict[Component, int] = defaultdict(int)
    for item in items:
        for part, sum_ in item.owed.items():
            by_component[part] += sum_
    late = [item for item in items if item.owed_minor and item.due_on < as_of]
    return Balance(
        account_id=account.account_id,
        as_of=as_of,
        currency=account.currency,
        items=items,
        by_component=dict(by_component),
        overdue_minor=sum(item.owed_minor for item in late),
        total_minor=sum(item.owed_minor for item in items),
        credit_minor=credit,
        oldest_unpaid_due=min((item.due_on for item in late), default=None),
    )


def _item(row: Sequence[Any]) -> ItemBalance:
    owed = {part: sum_ for part, sum_ in zip(OWED_COMPONENTS, row[5:], strict=True) if sum_}
    return ItemBalance(
        item_id=row[0],
        sequence=row[1],
        due_on=row[2],
        billed_minor=row[3],
        paid_minor=row[4],
        owed=owed,
        owed_minor=sum(owed.values()),
    )
