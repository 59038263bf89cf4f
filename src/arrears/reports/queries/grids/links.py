"""Which accounts stand behind the cells of tables over closings: the page of accounts, narrowed as the cell is."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from urllib.parse import urlencode

from arrears.reports.contracts import Question

Refs = dict[tuple[int, str], str]
STOCK = {
    "accounts": "open", "debtors": "open", "balance": "open", "overdue": "overdue", "non_performing": "non_performing",
    "ratio": "non_performing", "lost": "lost",
}  # fmt: skip
VINTAGE = {"accounts": "open", "balance": "open", "bad": "bad", "share": "bad"}
STEPS = {"accounts": "placed", "placed": "placed", "received": "received", "share": "received"}
RECOVERY = {
    "accounts": "arrears", "overdue": "arrears", "paid": "paid", "received": "arrears", "by_count": "paid",
    "by_amount": "arrears",
}  # fmt: skip
"""By column, the rows of analytics.behind that its number is made of."""


def accounts_ref(
    question: Question, day: date, rows: str, group: str = "", value: str = "", eve: date | None = None
) -> str:
    """The address of the accounts of a closing behind one cell."""
    scope, filters = question.scope, question.filters
    told: dict[str, object] = {
        "to": day, "rows": rows, "group": group, "value": value if group else "", "eve": eve or "",
        "currency": question.currency, "product": filters.product, "region": filters.region, "bucket": filters.bucket,
        "batch": filters.batch_id or "",
        "creditors": ",".join(str(one) for one in scope.creditor_ids if filters.creditor_id in (None, one)),
        "users": ",".join(str(one) for one in scope.user_ids or ()),
    }  # fmt: skip
    return f"/reports/accounts/?{urlencode({name: one for name, one in told.items() if one != ''})}"


def cell_ref(question: Question, first: date, last: date, **told: str) -> str:
    """The address of the accounts behind a number between two closings: `before` and `after` for those that went from
    one bucket to another, `move` for those of one fate, `change` for those whose measure is another one."""
    kept = accounts_ref(question, last, "open").partition("?")[2]
    return f"/reports/flow/accounts/?from={first}&{urlencode({name: one for name, one in told.items() if one})}&{kept}"


CHANGES = {
    "accounts": "accounts", "balance": "balance", "overdue": "overdue", "non_performing": "non_performing",
}  # fmt: skip
"""By column of a change of the stock, what of an account is compared."""
MOVED = ("accounts", "before", "after", "change")


def stated_ref(question: Question, creditor_id: int, days: Iterable[date], product: str = "") -> str:
    """The address of what a creditor stated of its whole portfolio on some days."""
    told = {
        "creditors": str(creditor_id), "days": ",".join(str(one) for one in days), "currency": question.currency,
        "product": product,
    }  # fmt: skip
    return f"/reports/stated/?{urlencode({name: one for name, one in told.items() if one})}"


def expected_ref(question: Question, day: date, **told: str) -> str:
    """The address of what an expected month was made of: `ahead` months ahead, or `of` a past month."""
    kept = accounts_ref(question, day, "").partition("?")[2]
    return f"/reports/forecast/month/?{urlencode(told)}&{kept}"
