"""The tables of each page of analytics, once for the page, REST and Excel."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from arrears.foundation.api import Actor
from arrears.reports.contracts import Grid, Question
from arrears.reports.queries.grids.ahead import movement_grids, target_grids
from arrears.reports.queries.grids.flow import flow_grids, liquidation_grids, vintage_grids
from arrears.reports.queries.grids.forecast import outlook_grids
from arrears.reports.queries.grids.stock import stock_grids
from arrears.reports.queries.work import work

PAGES: Mapping[str, Callable[[Question, Actor], tuple[Grid, ...]]] = {
    "stock": stock_grids,
    "flow": flow_grids,
    "vintages": vintage_grids,
    "liquidation": liquidation_grids,
    "movement": movement_grids,
    "forecast": outlook_grids,
    "work": lambda question, actor: work(question),
    "targets": target_grids,
}


def grids(page: str, question: Question, actor: Actor) -> tuple[Grid, ...]:
    """The tables of a page. KeyError for an unknown page; ValueError for a group that it does not know."""
    return PAGES[page](question, actor)
