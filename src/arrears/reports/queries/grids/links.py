"""Which accounts stand behind the cells of tables over closings: the page of accounts, narrowed as the cell is."""

from __future__ import annotations

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


def cell_ref(question: Question, first: date, last: date, before: str, after: str) -> str:
    """The address of the accounts that went from one bucket to another between two closings."""
    told = accounts_ref(question, last, "open").partition("?")[2]
    return f"/reports/flow/accounts/?from={first}&{urlencode({'before': before, 'after': after})}&{told}"
