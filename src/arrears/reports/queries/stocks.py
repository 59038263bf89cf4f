"""Stock and money out of the ledger, by who owns the case: read once a day or period, for a person, the team of
the person and the company alike."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from arrears.reports.contracts import Period
from arrears.reports.queries.reading import fetch

_STOCK = """
SELECT a.currency, coalesce(w.user_id, 0), count(*), count(DISTINCT (a.creditor_id, a.debtor_id)),
       count(*) FILTER (WHERE o.overdue > 0), count(DISTINCT (a.creditor_id, a.debtor_id)) FILTER (WHERE a.lost_contact),
       count(DISTINCT (a.creditor_id, a.debtor_id)) FILTER (WHERE o.overdue > 0),
       coalesce(sum(o.overdue), 0)::bigint, coalesce(sum(o.owed), 0)::bigint
FROM book_accounts(%(day)s) a
LEFT JOIN (
    SELECT creditor_id, account_id, sum(billed_minor - paid_minor) AS owed,
           sum(billed_minor - paid_minor) FILTER (WHERE due_on < %(day)s) AS overdue
    FROM book_items(%(day)s) GROUP BY 1, 2
) o USING (creditor_id, account_id)
LEFT JOIN team_owners(%(day)s) w USING (creditor_id, debtor_id)
WHERE a.creditor_id = ANY(%(creditors)s) AND a.status = 'open'
GROUP BY GROUPING SETS ((1, 2), (2))
"""
_RECEIVED = """
SELECT a.currency, coalesce(w.user_id, 0), count(*) FILTER (WHERE r.amount_minor > 0),
       coalesce(sum(r.amount_minor), 0)::bigint
FROM book_receipts(%(last)s) r JOIN book_accounts(%(last)s) a USING (creditor_id, account_id)
LEFT JOIN team_owners(%(last)s) w USING (creditor_id, debtor_id)
WHERE r.creditor_id = ANY(%(creditors)s) AND r.effective_on BETWEEN %(first)s AND %(last)s
GROUP BY 1, 2
"""
_ANY = """
SELECT EXISTS (SELECT FROM book_accounts(%(day)s) WHERE creditor_id = ANY(%(creditors)s))
"""
People = tuple[int, ...] | None


@dataclass(slots=True)
class Sums:
    """Stock of some people on a day, or money in a period; amounts in minor units by currency."""

    accounts: int = 0
    debtors: int = 0
    overdue_accounts: int = 0
    lost: int = 0
    overdue_debtors: int = 0
    received_count: int = 0
    overdue: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    balance: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    received: dict[str, int] = field(default_factory=lambda: defaultdict(int))


class Stocks:
    """What was read of the ledger for some creditors."""

    def __init__(self, creditor_ids: tuple[int, ...]) -> None:
        self.creditors = list(creditor_ids)
        self._days: dict[date, list[tuple[str | None, int, int, int, int, int, int, int, int]]] = {}
        self._money: dict[Period, list[tuple[str, int, int, int]]] = {}

    def began(self, day: date) -> bool:
        """Whether there was any account by a day."""
        return bool(fetch(_ANY, {"day": day, "creditors": self.creditors})[0][0])

    def on(self, day: date, people: People) -> Sums:
        """The stock at the end of a day. A debtor has one owner, so people add up; one debtor with accounts in
        two currencies is one debtor."""
        if day not in self._days:
            given: Mapping[str, object] = {"day": day, "creditors": self.creditors}
            self._days[day] = [tuple(row) for row in fetch(_STOCK, given)]
        found = Sums()
        for currency, user, accounts, debtors, behind, lost, late, overdue, balance in self._days[day]:
            if people is not None and user not in people:
                continue
            if currency is None:
                found.accounts += accounts
                found.debtors += debtors
                found.overdue_accounts += behind
                found.lost += lost
                found.overdue_debtors += late
            else:
                found.overdue[currency] += overdue
                found.balance[currency] += balance
        return found

    def money(self, period: Period, people: People) -> Sums:
        """What came in."""
        if period not in self._money:
            given = {"first": period.first, "last": period.last, "creditors": self.creditors}
            self._money[period] = [(row[0], row[1], row[2], row[3]) for row in fetch(_RECEIVED, given)]
        found = Sums()
        for currency, user, count, amount in self._money[period]:
            if people is None or user in people:
                found.received_count += count
                found.received[currency] += amount
        return found
