"""What an account owes on a date, derived from the creditor's figures and the lines effective by then."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from django.db import connection

from arrears.book.payments.contracts import OWED_COMPONENTS, Balance, Component, ItemBalance
from arrears.book.portfolio.api import account_key

_ITEMS = """
SELECT item_id, sequence, due_on, billed_minor, paid_minor, owed_principal, owed_interest, owed_fee,
       owed_penalty, owed_cost, owed_tax
FROM book_items(%s) WHERE creditor_id = %s AND account_id = %s ORDER BY due_on, sequence
"""
_CREDIT = """
SELECT coalesce(sum(amount_minor), 0)::bigint FROM payments_allocation
WHERE creditor_id = %s AND account_id = %s AND component = 'credit' AND effective_on <= %s
"""


def balance(account_id: int, as_of: date) -> Balance:
    """The balance of one account at the close of a date. NoSuchAccount when there is none."""
    account = account_key(account_id)
    with connection.cursor() as cursor:
        cursor.execute(_ITEMS, [as_of, account.creditor_id, account_id])
        items = tuple(_item(row) for row in cursor.fetchall())
        cursor.execute(_CREDIT, [account.creditor_id, account_id, as_of])
        credit = int(cursor.fetchone()[0])
    by_component: dict[Component, int] = defaultdict(int)
    for item in items:
        for part, sum_ in item.owed.items():
            by_component[part] += sum_
    late = [item for item in items if item.owed_minor and item.due_on < as_of]
    return Balance(
        account_id=account_id,
        as_of=as_of,
        currency=account.currency,
        items=items,
        by_component=dict(by_component),
        overdue_minor=sum(item.owed_minor for item in late),
        total_minor=sum(item.owed_minor for item in items),
        credit_minor=credit,
        oldest_unpaid_due=min((item.due_on for item in late), default=None),
    )


def _item(row: tuple[int, int, date, int, int, int, int, int, int, int, int]) -> ItemBalance:
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
