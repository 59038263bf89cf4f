"""One account decided on the screen: the night's own expressions on its rows alone, in milliseconds.

Limits are the whole book's affair: a single account is decided as without them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from threading import Lock
from typing import Any

import ibis
from ibis.expr.types import Table

from arrears.night.engine import columns
from arrears.night.engine.contracts import Policy
from arrears.night.engine.engines import INPUTS, unfused
from arrears.night.engine.rowwise import Row, Rowwise

_POLICIES_KEPT = 4
_building = Lock()


def decide_rows(policy: Policy, rows: Mapping[str, Iterable[Row]]) -> list[dict[str, Any]]:
    """The decisions (columns of `DECISION`) for rows of the night's tables by name; a table that is not named is
    empty, a column that a row lacks is null."""
    tables = {
        each.table: [{name: row.get(name) for name in each.columns} for row in rows.get(each.table, ())]
        for each in INPUTS
    }
    return _program(_Texts(policy)).run(tables)


class _Texts:
    """A policy as the argument of a cache: two are the same when their hash is."""

    def __init__(self, policy: Policy) -> None:
        self.policy = policy

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Texts) and other.policy.hash == self.policy.hash

    def __hash__(self) -> int:
        return hash(self.policy.hash)


@lru_cache(maxsize=_POLICIES_KEPT)
def _program(texts: _Texts) -> Rowwise:
    def stage(name: str, table: Table) -> Table:
        return ibis.table(table.schema(), name=name)

    unbound = {each.table: ibis.table(dict(each.columns), name=each.table) for each in INPUTS}
    with _building, unfused():
        return Rowwise(unbound, lambda tables, staged: columns.decide(tables, texts.policy, staged), stage)
