"""Figures that are counted from their own rows, and the largest cases under each problem."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction

from arrears.book.portfolio import api as portfolio
from arrears.foundation.api import Actor
from arrears.reports.contracts import CaseAmount, Period, RowFilters, Scope
from arrears.reports.queries.reading import fetch, fetch_joined, whole
from arrears.reports.queries.rows import source_values
from arrears.reports.queries.sources import BY_THE_SOURCE_ITSELF, SOURCES

COUNTED = (
    "low_willingness", "slow_cooperation", "quality_findings", "visit_accounts", "legal_accounts",
    "legal_questions", "legal_answers", "plans_running", "concerns_closed", "concerns_late", "person_days",
    "handled_by_people", "near_npl", "promises_ahead",
)  # fmt: skip
WITH_CASES = (
    "lost_contacts", "low_willingness", "slow_cooperation", "broken", "disputes", "quality_findings",
    "hardships", "complaints", "concerns_late", "overdue_debtors",
)  # fmt: skip
"""Figures whose largest cases a summary names."""
CASES_NAMED = 3
_LARGEST = """
SELECT code, creditor_id, debtor_id, currency, overdue FROM (
    SELECT c.code, n.creditor_id, n.debtor_id, n.currency, n.overdue,
           row_number() OVER (PARTITION BY c.code ORDER BY n.overdue DESC, n.debtor_id) AS place
    FROM (
        SELECT creditor_id, debtor_id, currency, sum(overdue_minor)::bigint AS overdue
        FROM night_proposals(%(night)s) WHERE creditor_id = ANY(%(creditors)s) AND overdue_minor > 0 GROUP BY 1, 2, 3
    ) n JOIN (@sources) c USING (creditor_id, debtor_id)
) ranked WHERE place <= %(named)s
"""
_OVERDUE_BY_NIGHT = """
SELECT 'overdue_debtors' AS code, n.creditor_id, n.debtor_id
FROM night_proposals(%(night)s) n LEFT JOIN team_owners(%(last)s) w USING (creditor_id, debtor_id)
WHERE n.overdue_minor > 0 AND n.creditor_id = ANY(%(creditors)s)
      AND (%(users)s::bigint[] IS NULL OR w.user_id = ANY(%(users)s))"""
"""Who is overdue need not be worked out of the ledger for a ranking by the night: amounts come from it later."""
_ACCOUNTS = """
SELECT a.creditor_id, a.account_id, a.debtor_id, a.currency FROM book_accounts(%(last)s) a
WHERE a.creditor_id = ANY(%(creditors)s) AND a.debtor_id = ANY(%(debtors)s) AND a.status = 'open'
"""
_OVERDUE = """
SELECT i.creditor_id, i.account_id,
       sum(i.owed_principal + i.owed_interest + i.owed_fee + i.owed_penalty + i.owed_cost + i.owed_tax)::bigint
FROM book_items_among(%(last)s, %(creditors)s, %(accounts)s) i WHERE i.due_on < %(last)s GROUP BY 1, 2
"""


def _mine(code: str) -> str:
    """The rows of a figure that are of the scope."""
    people = (
        ""
        if code in BY_THE_SOURCE_ITSELF
        else " AND (%(users)s::bigint[] IS NULL OR s.user_id = ANY(%(users)s))"
    )
    return f"({SOURCES[code]}) s WHERE s.creditor_id = ANY(%(creditors)s){people}"


def counted(scope: Scope, period: Period) -> dict[tuple[str, str], int | Fraction | None]:
    """Figures that are the number of their rows, by (code, currency); the same rows that their links open."""
    given = source_values(scope, period, RowFilters())
    parts = [
        f"SELECT '{code}', coalesce(sum(s.value), 0)::bigint FROM {_mine(code)}"  # noqa: S608 - codes of this module
        for code in COUNTED
    ]
    found: dict[tuple[str, str], int | Fraction | None] = {
        (str(code), ""): whole(value) for code, value in fetch_joined(" UNION ALL ".join(parts), given)
    }
    promised = f"SELECT s.currency, sum(s.value)::bigint FROM {_mine('promised_ahead')} GROUP BY 1"  # noqa: S608 - as above
    return found | {("promised_ahead", str(row[0])): whole(row[1]) for row in fetch(promised, given)}


def largest(
    scope: Scope, period: Period, values: Mapping[str, int | Fraction | None], actor: Actor
) -> dict[str, tuple[CaseAmount, ...]]:
    """The cases with the most overdue under each problem that there is: ranked by the latest night, amounts by
    the ledger at the end of the period. Nothing before the first night."""
    given = source_values(scope, period, RowFilters())
    codes = [code for code in WITH_CASES if values.get(code)]
    if given["night"] is None or not codes:
        return {}
    sources = " UNION ".join(
        _OVERDUE_BY_NIGHT
        if code == "overdue_debtors"
        else f"SELECT '{code}' AS code, s.creditor_id, s.debtor_id FROM {_mine(code)}"  # noqa: S608 - as above
        for code in codes
    )
    ranked = fetch_joined(_LARGEST.replace("@sources", sources), {**given, "named": CASES_NAMED})
    owed = _owed(given, {whole(row[2]) for row in ranked})
    names = portfolio.masked_names(actor, [whole(row[2]) for row in ranked])
    found: dict[str, list[CaseAmount]] = {}
    for code, creditor, debtor, currency, _overdue in ranked:
        amount = owed.get((creditor, debtor, currency), 0)
        if amount > 0:
            case = CaseAmount(
                creditor_id=creditor, debtor_id=debtor, name=names.get(debtor, "–"), currency=currency, overdue=amount
            )  # fmt: skip
            found.setdefault(str(code), []).append(case)
    return {
        code: tuple(sorted(cases, key=lambda one: (-one.overdue, one.debtor_id)))
        for code, cases in found.items()
    }


def _owed(given: Mapping[str, object], debtors: Iterable[int]) -> dict[tuple[int, int, str], int]:
    """What is overdue by the ledger, by (creditor, debtor, currency)."""
    accounts = fetch(_ACCOUNTS, {**given, "debtors": sorted(debtors)})
    cases = {
        (creditor, account): (creditor, debtor, currency) for creditor, account, debtor, currency in accounts
    }
    asked = {**given, "accounts": [account for _creditor, account in cases]}
    found: dict[tuple[int, int, str], int] = {}
    for creditor, account, overdue in fetch(_OVERDUE, asked):
        case = cases[creditor, account]
        found[case] = found.get(case, 0) + whole(overdue)
    return found
