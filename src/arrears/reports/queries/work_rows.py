"""Asking for rows of work: one statement under scope, people and filters."""

from __future__ import annotations

from typing import Any, Literal

from arrears.reports.contracts import Question
from arrears.reports.queries.chosen import in_chosen, with_chosen
from arrears.reports.queries.reading import fetch_joined
from arrears.reports.queries.rows import source_values


def asked(
    question: Question, sql: str, user: str, per: Literal["case", "account", "either"] = "case", **parts: str
) -> list[tuple[Any, ...]]:
    """The rows of one statement under scope, people and filters. `user`: the column of whose work a row is; `per`:
    whether rows are of cases or of accounts."""
    mine = (
        f"t.creditor_id = ANY(%(creditors)s) AND (%(users)s::bigint[] IS NULL OR {user} = ANY(%(users)s))"
        f"{in_chosen(question.filters, 't.', per)}"
    )
    values = source_values(question.scope, question.period, question.filters)
    return fetch_joined(with_chosen(question.filters, sql.format(mine=mine, **parts)), values)
