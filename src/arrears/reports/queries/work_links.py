"""Which rows stand behind the cells of the work tables: the figure's page, narrowed as the cell is."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

from arrears.foundation.api import SYSTEM
from arrears.people.team import api as team
from arrears.reports.contracts import Grid, Period, Scope
from arrears.reports.wording import rows_ref

Refs = dict[tuple[int, str], str]
CONTACTS = {
    "attempts": "attempts",
    "simulated": "simulated",
    "connected_rate": "connected_rate",
    "reached": "reached",
}
SCRIPTED = {"attempts": "script_attempts", "reached": "script_talks", "promised": "script_promises"}
PROMISES = {"taken": "promises", "kept": "kept", "broken": "broken", "kept_rate": "kept_rate"}
OVERALL = {0: "complaints", 2: "plans_running"}
"""Column by column, or row by row, the figure whose rows they are. What is not named has no page of its own."""


def _people(scope: Scope, by: str, key: str) -> Scope | None:
    """The scope of one row by person or team; None for what nobody did by hand."""
    if by == "person":
        ids: tuple[int, ...] = (int(key),) if key.isdigit() and key != "0" else ()
    else:
        ids = next((one.member_ids for one in team.teams(SYSTEM) if f"t{one.id}" == key), ())
    kept = tuple(one for one in ids if scope.user_ids is None or one in scope.user_ids)
    return dataclasses.replace(scope, user_ids=kept) if kept else None


def contact_refs(keys: Sequence[str], by: str, scope: Scope, period: Period, *, whole_at: int | None) -> Refs:
    """For each row by its key; `whole_at` is the row of all of them."""
    found: Refs = {}
    for place, key in enumerate(keys):
        if by == "channel":
            for column, code in CONTACTS.items():
                found[place, column] = rows_ref(scope, period, code, what=key)
        elif by == "script" and key:
            for column, code in SCRIPTED.items():
                found[place, column] = rows_ref(scope, period, code, what=key)
        elif by in ("person", "team") and (whose := _people(scope, by, key)):
            for column, code in CONTACTS.items():
                found[place, column] = rows_ref(whose, period, code)
    if whole_at is not None:
        found |= {(whole_at, column): rows_ref(scope, period, code) for column, code in CONTACTS.items()}
    return found


def promise_refs(
    keys: Sequence[str], by: str, scope: Scope, period: Period, currency: str, *, alone: bool
) -> Refs:
    """Counts are those of all currencies, so they have rows only when there is one (`alone`)."""
    found: Refs = {}
    for place, key in enumerate(keys):
        whose = _people(scope, by, key) if by in ("person", "team") else scope
        if whose is None:
            continue
        found[place, "promised"] = rows_ref(whose, period, "promised", currency)
        if alone:
            found |= {(place, column): rows_ref(whose, period, code) for column, code in PROMISES.items()}
    return found


def with_refs(grid: Grid, refs: Refs) -> Grid:
    """The table with links on the cells that say something."""
    at = {column.code: place for place, column in enumerate(grid.columns)}
    told = {key: ref for key, ref in refs.items() if grid.rows[key[0]][at[key[1]]] is not None}
    return dataclasses.replace(grid, refs=told)
