"""Stock, flow, vintages, movement and forecast over the closings of the days."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial
from itertools import groupby
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from arrears.faces.workbench.analytics import asked, pictures
from arrears.faces.workbench.analytics.cost_views import PRICERS
from arrears.faces.workbench.analytics.figure_views import MEDIA, NarrowForm
from arrears.foundation.access import actor_of, may
from arrears.foundation.api import Actor, creditors
from arrears.kernel.days import month_first
from arrears.reports import api as reports
from arrears.reports.api import BEGIN_WORDS, MOVE_WORDS, SIDE_WORDS, Cut, Question, RowFilters, Scope

PAGE_SIZE = 50
GROUPS = {
    "bucket": _("Bucket"),
    "product": _("Product"),
    "creditor_id": _("Creditor"),
    "region": _("Region"),
    "user_id": _("Person"),
    "batch_id": _("Batch"),
}
VINTAGES = {
    "opened_on": _("By month of opening"),
    "placed_on": _("By month of placement"),
    "first_overdue_on": _("By month of first delinquency"),
}
STEPS = {"batch": _("By batch"), "placed": _("By month of placement")}
WORK = {
    "channel": _("By channel"),
    "script": _("By script"),
    "hour": _("By hour"),
    "person": _("By person"),
    "team": _("By team"),
}


class Ask:
    """What a page of this module is about: the closing, the cut, the form that shows both."""

    def __init__(self, request: HttpRequest) -> None:
        self.query = request.GET
        self.actor: Actor = actor_of(request)
        self.scope: Scope = asked.scope(self.query, self.actor)
        self.closed = reports.closed_days()
        self.day = self._closed_by(asked.day(self.query, "to"))
        batch = asked.ids(str(self.query.get("batch", "")))
        self.filters = RowFilters(
            product=str(self.query.get("product", ""))[:60],
            region=str(self.query.get("region", ""))[:20],
            bucket=str(self.query.get("bucket", ""))[:10],
            batch_id=batch[0] if batch else None,
        )
        seen = creditors(self.actor)
        self.currency = str(self.query.get("currency", ""))[:3].upper() or (
            seen[0].currency if seen else "CNY"
        )
        self.cut: Cut = reports.cut_of(self.scope, self.filters, self.currency)

    def _closed_by(self, wanted: date | None) -> date | None:
        """The newest closing on or before the day that is asked for."""
        found = [one for one in self.closed if wanted is None or one <= wanted]
        return found[-1] if found else None

    def before(self) -> date | None:
        """The closing that a flow begins at: the one asked for, else the last of the month before."""
        if self.day is None:
            return None
        wanted = asked.day(self.query, "from") or month_first(self.day) - timedelta(days=1)
        found = [one for one in self.closed if one < self.day and one <= wanted]
        earlier = [one for one in self.closed if one < self.day]
        return found[-1] if found else (earlier[0] if earlier else None)

    def question(self, by: str = "") -> Question:
        """The same for the tables that page, REST and Excel share."""
        return Question(
            scope=self.scope, filters=self.filters, currency=self.currency, period=asked.period(self.query),
            day=self.day, first=self.before(), by=by,
        )  # fmt: skip

    def context(self, *without: str) -> dict[str, Any]:
        form = NarrowForm(
            {**self.query.dict(), "to": self.day, "from": self.before(), "currency": self.currency},
            actor=self.actor,
        )
        for name in without:
            form.fields.pop(name, None)
        return {
            "filters": form,
            "day": self.day,
            "day_iso": str(self.day or ""),
            "currency": self.currency,
            "scope": self.scope,
            "query": self.query.urlencode(),
            "kept_users": self.query.get("users", ""),
        }


def _language() -> str:
    return get_language() or "zh-hans"


@may(*asked.ANALYSTS)
@require_GET
def stock(request: HttpRequest) -> HttpResponse:
    """What is open on a closed day, by a group, and how it changed."""
    ask = Ask(request)
    group = request.GET.get("group", "bucket")
    if group not in GROUPS:
        raise Http404
    context = ask.context("first") | {"groups": GROUPS, "group": group, "export": "stock"}
    draw: pictures.Draw | None = None
    if ask.day is not None:
        total = reports.stock_total(ask.day, ask.cut)
        rows = reports.stock_by(ask.day, ask.cut, group)
        compared = [
            (BEGIN_WORDS[name], then, reports.stock_total(then, ask.cut))
            for name, then in reports.begins(ask.day, ask.closed).items()
            if then is not None
        ]
        context |= {
            "total": total,
            "rows": rows,
            "names": reports.group_names(group, ask.actor),
            "stated": reports.stated(ask.question(), ask.actor),
            "changes": [
                (words, then, f"{then}", total.accounts - was.accounts, total.balance - was.balance,
                 total.overdue - was.overdue, total.non_performing - was.non_performing)
                for words, then, was in compared
            ],
        }  # fmt: skip
        if rows and not group.endswith("_id"):
            draw = partial(reports.stock_bars, rows, ask.currency, _language())
    return pictures.page(request, "workbench/analytics/stock.html", context, draw)


@may(*asked.ANALYSTS)
@require_GET
def flow(request: HttpRequest) -> HttpResponse:
    """The roll-rate matrix between two closings, and what became of the accounts."""
    ask = Ask(request)
    first, amount = ask.before(), request.GET.get("by") == "amount"
    context = ask.context() | {
        "first": first,
        "first_iso": str(first or ""),
        "amount": amount,
        "export": "flow",
    }
    draw: pictures.Draw | None = None
    if ask.day is not None and first is not None:
        found = reports.roll(first, ask.day, ask.cut)
        table = [
            (row, [(column, found.cell(row, column), found.rate(row, column, amount=amount)) for column in found.columns])
            for row in found.rows
        ]  # fmt: skip
        context |= {
            "matrix": found,
            "table": table,
            "NAMES": SIDE_WORDS,
            "moves": [
                (move.value, MOVE_WORDS[move], *sums, sums[2] - sums[1])
                for move, sums in found.moves().items()
            ],
        }
        draw = (
            partial(reports.heat, found, amount, _language()) if found.buckets and not found.stage else None
        )
    return pictures.page(request, "workbench/analytics/flow.html", context, draw)


def _runs(cells: dict[int, Any], months: list[int]) -> list[tuple[Any, int]]:
    """A row's cells, each with the columns it takes: years in which nothing was closed yet are one empty cell."""
    alike = groupby(months, key=lambda month: month if month in cells else None)
    return [(cells.get(month) if month is not None else None, len(list(same))) for month, same in alike]


@may(*asked.ANALYSTS)
@require_GET
def vintages(request: HttpRequest) -> HttpResponse:
    """How the accounts of each month of opening (or placement) stand at each month end."""
    ask = Ask(request)
    by = request.GET.get("by", "")
    by = by if by in VINTAGES else "opened_on"
    context = ask.context("first") | {"by": by, "BY": VINTAGES, "export": "vintages", "stage": ask.cut.bucket}
    context["cell_rows"] = "open" if ask.cut.bucket else "bad"
    draw: pictures.Draw | None = None
    if ask.day is not None:
        points = reports.vintages(ask.day, ask.cut, by)
        months = sorted({one.months for one in points})
        by_vintage: dict[date, dict[int, Any]] = {}
        for one in points:
            by_vintage.setdefault(one.vintage, {})[one.months] = one
        context |= {
            "months": months,
            "table": [(v, _runs(cells, months)) for v, cells in sorted(by_vintage.items())],
        }
        draw = partial(reports.curves, points, _language()) if points else None
    return pictures.page(request, "workbench/analytics/vintages.html", context, draw)


@may(*asked.ANALYSTS)
@require_GET
def movement(request: HttpRequest) -> HttpResponse:
    """The balance between two dates from the ledger: opening, flows, closing, and nothing left over."""
    ask, span = Ask(request), asked.period(request.GET)
    form = NarrowForm({**request.GET.dict(), "from": span.first, "to": span.last}, actor=ask.actor)
    form.fields.pop("currency")
    tables = reports.grids("movement", ask.question(), ask.actor)
    context = ask.context() | {"filters": form, "export": "movement", "span": span, "tables": tables}
    return render(request, "workbench/analytics/movement.html", context)


@may(*asked.ANALYSTS)
@require_GET
def outlook(request: HttpRequest) -> HttpResponse:
    """Money expected in the month of a day and the three after it, with interval and the error of the past."""
    ask = Ask(request)
    tables = [one for one in reports.grids("forecast", ask.question(), ask.actor) if one.rows]
    context = ask.context("first") | {"export": "forecast", "tables": tables}
    return render(request, "workbench/analytics/outlook.html", context)


@may(*asked.ANALYSTS)
@require_GET
def liquidation(request: HttpRequest) -> HttpResponse:
    """What of the placed amount came in, by months since placement; recovery of the opening arrears."""
    ask, by = Ask(request), request.GET.get("by", "") or "batch"
    if by not in STEPS:
        raise Http404
    context = ask.context("first") | {"by": by, "BY": STEPS, "export": "liquidation", "here": "liquidation"}
    context |= {"title": _("Liquidation"), "needs_closing": ask.day is None}
    draw: pictures.Draw | None = None
    if ask.day is not None:
        found = reports.grids("liquidation", ask.question(by), ask.actor)
        draw = partial(reports.steps_chart, found[0], _language()) if found and found[0].rows else None
        context |= {"grids": found}
    return pictures.page(request, "workbench/analytics/grids.html", context, draw)


@may(*asked.ANALYSTS)
@require_GET
def work(request: HttpRequest) -> HttpResponse:
    """Contacts, talks, promises, money beside effort, and what is late, of a period."""
    actor, span, by = actor_of(request), asked.period(request.GET), request.GET.get("by", "") or "channel"
    if by not in WORK:
        raise Http404
    ask = Ask(request)
    form = NarrowForm({**request.GET.dict(), "from": span.first, "to": span.last}, actor=actor)
    form.fields.pop("currency", None)
    context = ask.context() | {
        "filters": form, "by": by, "BY": WORK, "export": "work", "here": "work_figures", "title": _("Work"), "span": span,
        "may_price": actor.role in PRICERS,
        "grids": reports.grids("work", ask.question(by), actor),
    }  # fmt: skip
    return render(request, "workbench/analytics/grids.html", context)


@may(*asked.ANALYSTS)
@require_GET
def page_export(request: HttpRequest, page: str) -> HttpResponse:
    """The tables of a page as a workbook; names of debtors are in none of them."""
    ask = Ask(request)
    if page not in reports.PAGES:
        raise Http404
    question = ask.question(request.GET.get("group" if page == "stock" else "by", ""))
    try:
        content = reports.export_page(page, question, ask.actor, _language())
    except ValueError as unknown:
        raise Http404 from unknown
    name = f"{page}-{question.day or question.period.last}.xlsx"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=MEDIA["xlsx"], headers=headers)
