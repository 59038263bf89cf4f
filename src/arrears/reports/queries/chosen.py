"""The accounts that filters by product, region, batch and bucket leave, as a table that other questions look into."""

from __future__ import annotations

from typing import Literal

from arrears.reports.contracts import RowFilters

CHOSEN = """
chosen AS MATERIALIZED (
    SELECT f.creditor_id, f.debtor_id, f.account_id
    FROM book_accounts(%(last)s) f LEFT JOIN night_proposals(%(night)s) n USING (creditor_id, account_id)
    WHERE f.creditor_id = ANY(%(creditors)s)
      AND (%(product)s = '' OR f.product = %(product)s)
      AND (%(region)s = '' OR f.region = %(region)s)
      AND (%(batch)s::bigint IS NULL OR f.batch_id = %(batch)s)
      AND (%(bucket)s = '' OR n.bucket = %(bucket)s)
)"""
"""As they stand at the end of the period; the bucket is that of the last night. Values as `rows.source_values`."""
_BY_CASE = "({at}creditor_id, {at}debtor_id) IN (SELECT c.creditor_id, c.debtor_id FROM chosen c)"
_BY_ACCOUNT = "({at}creditor_id, {at}account_id) IN (SELECT c.creditor_id, c.account_id FROM chosen c)"
_BY: dict[str, str] = {
    "case": _BY_CASE,
    "account": _BY_ACCOUNT,
    "either": f"CASE WHEN {{at}}account_id IS NULL THEN {_BY_CASE} ELSE {_BY_ACCOUNT} END",
}


def in_chosen(filters: RowFilters, at: str, per: Literal["case", "account", "either"]) -> str:
    """The further condition of a question whose rows are of cases or of accounts; empty where nothing narrows.

    `at`: the name of the table with its dot. A case is chosen when one of its accounts is.
    """
    return f" AND {_BY[per].format(at=at)}" if filters.narrows_accounts else ""


def with_chosen(filters: RowFilters, sql: str) -> str:
    """The question with the table of chosen accounts before it, where something narrows."""
    return f"WITH {CHOSEN}\n{sql}" if filters.narrows_accounts else sql
