"""Which rows stand behind the cells of the work tables: the figure's page, narrowed as the cell is."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence

from arrears.foundation.api import SYSTEM
from arrears.people.team import api as team
from arrears.reports.contracts import Grid, Question, Scope
from arrears.reports.wording import rows_ref

Refs = dict[tuple[int, str], str]
CONTACTS = {
    code: code
    for code in (
        "attempts",
        "simulated",
        "calls",
        "connected_rate",
        "reached",
        "reached_rate",
        "promise_rate",
    )
} | {"promised": "talk_promises", "minutes": "talk_minutes"}
SCRIPTED = {
    "attempts": "script_attempts", "reached": "script_talks", "promised": "script_promises", "minutes": "script_minutes",
}  # fmt: skip
PROMISES = {
    "taken": "promises", "kept": "kept", "partly": "partly_kept", "late": "late_kept", "broken": "broken",
    "kept_rate": "kept_rate",
}  # fmt: skip
AMOUNTS = {"promised": "promised", "kept_amount": "kept_amount"}
OVERALL = {0: "complaints", 1: "complaints_per_thousand", 2: "plans_running", 3: "follow_ups_late"}
TASKS = {"asked": "tasks_asked", "answered": "tasks_answered", "late": "tasks_late"}
"""Column by column, or row by row, the figure whose rows they are. What is not named has no page of its own."""


def ref(
    question: Question,
    code: str,
    currency: str = "",
    whose: Scope | None = None,
    creditor: str = "",
    **narrowed: str,
) -> str:
    """The address of a figure's rows under the question's own filters, and more; of one creditor where it is named."""
    kept = question.filters
    if creditor:
        whose = dataclasses.replace(whose or question.scope, creditor_ids=(int(creditor),))
    limits = {
        "product": kept.product, "region": kept.region, "bucket": kept.bucket,
        "batch": "" if kept.batch_id is None else str(kept.batch_id),
    }  # fmt: skip
    return rows_ref(whose or question.scope, question.period, code, currency, **limits, **narrowed)


def _people(scope: Scope, by: str, key: str) -> Scope | None:
    """The scope of one row by person or team; None for what nobody did by hand."""
    if by == "person":
        ids: tuple[int, ...] = (int(key),) if key.isdigit() and key != "0" else ()
    else:
        ids = next((one.member_ids for one in team.teams(SYSTEM) if f"t{one.id}" == key), ())
    kept = tuple(one for one in ids if scope.user_ids is None or one in scope.user_ids)
    return dataclasses.replace(scope, user_ids=kept) if kept else None


def contact_refs(keys: Sequence[str], question: Question, by: str, *, whole_at: int | None) -> Refs:
    """For each row by its key; `whole_at` is the row of all of them."""
    found: Refs = {}
    for place, key in enumerate(keys):
        if by == "channel":
            found |= {(place, column): ref(question, code, what=key) for column, code in CONTACTS.items()}
        elif by == "hour":
            found |= {(place, column): ref(question, code, hour=key) for column, code in CONTACTS.items()}
        elif by == "script" and key:
            found |= {(place, column): ref(question, code, what=key) for column, code in SCRIPTED.items()}
        elif by in ("person", "team") and (whose := _people(question.scope, by, key)):
            found |= {(place, column): ref(question, code, whose=whose) for column, code in CONTACTS.items()}
    if whole_at is not None:
        found |= {(whole_at, column): ref(question, code) for column, code in CONTACTS.items()}
    return found


def promise_refs(keys: Sequence[str], question: Question, by: str, currency: str, *, alone: bool) -> Refs:
    """Counts are those of all currencies, so they have rows only when there is one (`alone`)."""
    found: Refs = {}
    for place, key in enumerate(keys):
        whose = _people(question.scope, by, key) if by in ("person", "team") else question.scope
        if whose is None:
            continue
        for column, code in AMOUNTS.items():
            found[place, column] = ref(question, code, currency, whose)
        if alone:
            found |= {(place, column): ref(question, code, whose=whose) for column, code in PROMISES.items()}
    return found


def with_refs(grid: Grid, refs: Mapping[tuple[int, str], str]) -> Grid:
    """The table with links on the cells that say something."""
    at = {column.code: place for place, column in enumerate(grid.columns)}
    told = {key: ref for key, ref in refs.items() if grid.rows[key[0]][at[key[1]]] is not None}
    return dataclasses.replace(grid, refs=told)
