"""Analytics of a creditor's accounts: the tables of the pages, the same figures under the same names."""

from __future__ import annotations

import dataclasses
from datetime import date, timedelta
from fractions import Fraction
from typing import Annotated, Any, Literal

from django.conf import settings
from django.http import Http404, HttpRequest
from ninja import Field, Router, Schema

from arrears.faces.rest.v1.problems import answers
from arrears.faces.rest.v1.scope import creditor_in_scope
from arrears.faces.rest.v1.told import amount
from arrears.faces.rest.v1.values import ID_MAX, Code, Currency, Day, text
from arrears.foundation.access import api_auth
from arrears.foundation.api import Role
from arrears.kernel import clock
from arrears.kernel.days import month_first
from arrears.kernel.words import Words
from arrears.people.team import api as team
from arrears.reports import api as reports
from arrears.reports.api import Column, Grid, Period, Question, RowFilters, Unit

router = Router()
READERS = (Role.CREDITOR, Role.LEADER, Role.STRATEGIST, Role.COMPLIANCE, Role.ADMINISTRATOR)
Page = Literal["stock", "flow", "vintages", "liquidation", "movement", "forecast", "work", "targets"]
By = Literal[
    "", "bucket", "product", "kind", "region", "batch_id", "user_id", "opened_on", "placed_on", "first_overdue_on",
    "batch", "placed", "channel", "script", "hour", "person", "team",
]  # fmt: skip
ABOUT_PEOPLE = frozenset({"user_id", "person", "team"})
NAMES_PEOPLE = frozenset({"follow_ups"})
OWN_PRICES = frozenset({"costs"})
IN_STEP: dict[str, tuple[str, ...]] = {
    "stock": ("", "bucket", "product", "kind", "region", "batch_id", "user_id"),
    "vintages": ("", "opened_on", "placed_on", "first_overdue_on"),
    "liquidation": ("", "batch", "placed"),
    "work": ("", "channel", "script", "hour", "person", "team"),
}
"""What each page may be asked by; a page that is not here takes nothing."""


class WordsOut(Schema):
    zh: str
    en: str


class ColumnOut(Schema):
    """`unit`: count, money (major units as text), share (of one), ratio, text, day."""

    code: str
    label: WordsOut
    unit: str


class CellLink(Schema):
    """Where the rows behind a cell are in the workbench; `row` counts from 0."""

    row: int
    column: str
    address: str


class MeaningOut(Schema):
    """What columns mean. `codes`: `table.column`, or `table` for all of its columns."""

    codes: list[str]
    label: WordsOut
    meaning: WordsOut


class GridOut(Schema):
    """One table; a cell is null where a figure cannot be known, and words are told in both languages."""

    code: str
    title: WordsOut
    currency: str
    columns: list[ColumnOut]
    rows: list[list[Any]]
    links: list[CellLink]


class PageOut(Schema):
    page: str
    day: date | None
    first: date
    last: date
    tables: list[GridOut]
    definitions: list[MeaningOut]


def _words(words: Words) -> WordsOut:
    return WordsOut(zh=words.zh, en=words.en)


def _cell(value: object, column: Column, grid: Grid) -> Any:
    if isinstance(value, Words):
        return {"zh": value.zh, "en": value.en}
    if column.unit is Unit.MONEY and isinstance(value, int):
        return amount(value, grid.currency)
    if isinstance(value, Fraction | float):
        return round(float(value), 6)
    return str(value) if isinstance(value, date) else value


def _grid(grid: Grid) -> GridOut:
    rows = [
        [_cell(value, column, grid) for value, column in zip(row, grid.columns, strict=True)]
        for row in grid.rows
    ]
    columns = [ColumnOut(code=one.code, label=_words(one.label), unit=one.unit.value) for one in grid.columns]
    links = [
        CellLink(row=row, column=column, address=settings.PUBLIC_ADDRESS.rstrip("/") + ref)
        for (row, column), ref in grid.refs.items()
        if ref.startswith("/")
    ]
    return GridOut(
        code=grid.code,
        title=_words(grid.title),
        currency=grid.currency,
        columns=columns,
        rows=rows,
        links=links,
    )


@router.get(
    "/{code}/analytics/{page}",
    auth=api_auth(*READERS),
    response=answers(PageOut, 404, 422),
    summary="分析 · Analytics: the tables of a page",
    description="存量、迁徙、账龄、回收率、余额变动、预测、工作量、目标；与页面和 Excel 相同。"
    "人员与小组不对委托方系统提供。"
    " · Stock, flow, vintages, liquidation, movement, forecast, work, targets; the same as page and Excel. What a "
    "page cannot be asked by is told as 404. People and teams are not told to a creditor's system.",
)
def analytics(
    request: HttpRequest,
    code: Code,
    page: Page,
    first: Day | None = None,
    last: Day | None = None,
    by: By = "",
    currency: Currency | None = None,
    product: Annotated[str, text(60)] = "",
    region: Annotated[str, text(20)] = "",
    bucket: Annotated[str, text(10)] = "",
    batch: Annotated[int | None, Field(ge=1, le=ID_MAX)] = None,
    person: Annotated[int | None, Field(ge=1, le=ID_MAX)] = None,
    in_team: Annotated[int | None, Field(ge=1, le=ID_MAX)] = None,
) -> PageOut:
    actor, facts = creditor_in_scope(request, code)
    whose: list[int] | None = None if person is None else [person]
    if in_team is not None and whose is None:
        whose = [user for one in team.teams(actor) if one.id == in_team for user in one.member_ids]
    if actor.role is Role.CREDITOR and (whose is not None or by in ABOUT_PEOPLE or page == "targets"):
        raise Http404("people are not told to a creditor's system")
    if by not in IN_STEP.get(page, ("",)):
        raise Http404(f"{page} is not told by {by}")
    until = last or clock.today()
    begin = min(first or month_first(until), until)
    closed = [one for one in reports.closed_days() if one <= until]
    day = closed[-1] if closed else None
    before = [
        one for one in closed if day and one < day and one <= (first or month_first(day) - timedelta(days=1))
    ]
    question = Question(
        scope=dataclasses.replace(reports.scope_of_ids(actor, [facts.id], whose), creditor_ids=(facts.id,)),
        filters=RowFilters(product=product, region=region, bucket=bucket, batch_id=batch),
        currency=currency or facts.currency, period=Period(first=begin, last=until), day=day,
        first=before[-1] if before else None, by=by,
    )  # fmt: skip
    found = reports.grids(page, question, actor)
    if actor.role is Role.CREDITOR:
        found = tuple(one for one in found if one.code not in NAMES_PEOPLE | OWN_PRICES)
    tables = [_grid(one) for one in found]
    definitions = [
        MeaningOut(codes=sorted(one.codes), label=_words(one.label), meaning=_words(one.words))
        for one in reports.MEANINGS[page]
    ]
    return PageOut(page=page, day=day, first=begin, last=until, tables=tables, definitions=definitions)
