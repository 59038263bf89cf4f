"""How the balance of open accounts moved between two dates, from the ledger: opening + flows = closing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from arrears.reports.contracts import Period, RowFilters, Scope
from arrears.reports.definitions import FLOW_WORDS
from arrears.reports.queries.chosen import CHOSEN, in_chosen
from arrears.reports.queries.moved import MOVED, OF_THEM, books
from arrears.reports.queries.reading import fetch_joined, whole
from arrears.reports.queries.rows import source_values

_SUMS = ", ".join(f"coalesce(sum({one}), 0)::bigint" for one in MOVED.values())
_FLOWS = f"""
{books(MOVED)}SELECT a.currency, {_SUMS}
FROM a LEFT JOIN told t USING (creditor_id, account_id) WHERE {OF_THEM}{{mine}} GROUP BY 1 ORDER BY 1
"""  # noqa: S608 - constants of this room
_OWNED = """ AND (a.creditor_id, a.debtor_id) IN (
    SELECT w.creditor_id, w.debtor_id FROM team_owners(%(last)s) w WHERE w.user_id = ANY(%(users)s))"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Movement:
    """The balance of open accounts of one currency between two dates, both at the end of the day."""

    currency: str
    opening: int
    flows: dict[str, int]
    closing: int

    @property
    def unexplained(self) -> int:
        """What opening and flows leave over against the closing balance: nothing, or the book is wrong."""
        return self.closing - self.opening - sum(self.flows.values())


def movements(
    scope: Scope, first: date, last: date, filters: RowFilters | None = None
) -> tuple[Movement, ...]:
    """Opening at the end of `first`, flows after it up to `last`, closing at the end of `last`, by currency.

    People are those who own the cases on the last day, and accounts are narrowed as they stand then: opening and
    closing are of the same accounts.
    """
    filters = filters or RowFilters()
    values = source_values(scope, Period(first=first, last=last), filters)
    mine = in_chosen(filters, "a.", "account") + ("" if scope.user_ids is None else _OWNED)
    sql = _FLOWS.format(mine=mine)
    if filters.narrows_accounts:
        sql = sql.replace("WITH a AS", f"WITH {CHOSEN}, a AS", 1)
    found = []
    for currency, *sums in fetch_joined(sql, values):
        opening, *flows, closing = (whole(one) for one in sums)
        found.append(
            Movement(
                currency=str(currency),
                opening=opening,
                flows=dict(zip(FLOW_WORDS, flows, strict=True)),
                closing=closing,
            )
        )
    return tuple(one for one in found if filters.currency in ("", one.currency))
