"""Stock, flow, vintages, movement and forecast over the closings of the days."""

from __future__ import annotations

import base64
from datetime import date, timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from arrears.book.portfolio import api as portfolio
from arrears.faces.workbench.analytics import asked
from arrears.faces.workbench.analytics.figure_views import NarrowForm
from arrears.foundation.access import actor_of, may
from arrears.foundation.api import Actor, creditors, users
from arrears.kernel.days import add_months, month_first
from arrears.kernel.words import Words
from arrears.reports import api as reports
from arrears.reports.api import JOINED, LEFT, Cut, Move, RowFilters, Scope

PAGE_SIZE = 50
GROUPS = {
    "bucket": _("Bucket"),
    "product": _("Product"),
    "creditor_id": _("Creditor"),
    "region": _("Region"),
    "user_id": _("Person"),
    "batch_id": _("Batch"),
}
MOVE_WORDS = {
    Move.JOINED: Words("新进入", "Joined"),
    Move.LEFT: Words("已离开", "Left"),
    Move.NEW: Words("新增逾期", "New delinquency"),
    Move.CURED: Words("回正", "Cured"),
    Move.WORSE: Words("恶化", "Worse"),
    Move.BETTER: Words("好转", "Better"),
    Move.SAME: Words("不变", "Unchanged"),
}
BEGIN_WORDS = {
    "day": Words("较上一日", "since the day before"),
    "month": Words("较月初", "since the month began"),
    "year": Words("较年初", "since the year began"),
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


def picture(drawn: Any) -> str:
    return base64.b64encode(reports.svg(drawn).encode()).decode()


def _language() -> str:
    return get_language() or "zh-hans"


def group_names(group: str, actor: Actor) -> dict[str, str]:
    """What the codes of a group are called; people, creditors and batches by name."""
    if group == "creditor_id":
        return {str(one.id): one.name for one in creditors(actor)}
    if group == "user_id":
        return {str(one.id): one.name for one in users(actor)}
    if group == "batch_id":
        return {str(one.batch_id): one.code for one in portfolio.batches(actor)}
    return {}


@may(*asked.ANALYSTS)
@require_GET
def stock(request: HttpRequest) -> HttpResponse:
    """What is open on a closed day, by a group, and how it changed."""
    ask = Ask(request)
    group = request.GET.get("group", "bucket")
    if group not in GROUPS:
        raise Http404
    context = ask.context("first") | {"groups": GROUPS, "group": group}
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
            "names": group_names(group, ask.actor),
            "changes": [
                (words, then, total.accounts - was.accounts, total.balance - was.balance,
                 total.overdue - was.overdue, total.non_performing - was.non_performing)
                for words, then, was in compared
            ],
            "chart": "" if group.endswith("_id") or not rows
            else picture(reports.stock_bars(rows, ask.currency, _language())),
        }  # fmt: skip
    return render(request, "workbench/analytics/stock.html", context)


@may(*asked.ANALYSTS)
@require_GET
def flow(request: HttpRequest) -> HttpResponse:
    """The roll-rate matrix between two closings, and what became of the accounts."""
    ask = Ask(request)
    first, amount = ask.before(), request.GET.get("by") == "amount"
    context = ask.context("bucket") | {"first": first, "first_iso": str(first or ""), "amount": amount}
    if ask.day is not None and first is not None:
        found = reports.roll(first, ask.day, ask.cut)
        names = {JOINED: Words("新进入", "joined"), LEFT: Words("离开", "left")}
        table = [
            (row, [(column, found.cell(row, column), found.rate(row, column, amount=amount)) for column in found.columns])
            for row in found.rows
        ]  # fmt: skip
        context |= {
            "matrix": found,
            "table": table,
            "NAMES": names,
            "moves": [(MOVE_WORDS[move], *sums, sums[2] - sums[1]) for move, sums in found.moves().items()],
            "chart": picture(reports.heat(found, amount, _language())) if found.buckets else "",
        }
    return render(request, "workbench/analytics/flow.html", context)


@may(*asked.ANALYSTS)
@require_GET
def flow_accounts(request: HttpRequest) -> HttpResponse:
    """The accounts of one cell, or of a stock when both days are the same."""
    ask = Ask(request)
    first = asked.day(request.GET, "from") or ask.day
    if ask.day is None or first not in ask.closed:
        raise Http404
    number = (asked.ids(request.GET.get("page", "")) or [1])[0]
    before, after = request.GET.get("before", "")[:10], request.GET.get("after", "")[:10]
    page = reports.account_page(first, ask.day, ask.cut, before, after, number, PAGE_SIZE)
    names = portfolio.masked_names(ask.actor, [one.debtor_id for one in page.items])
    context = ask.context() | {
        "page": page,
        "lines": [(one, names.get(one.debtor_id, "–")) for one in page.items],
        "first": first,
        "before": before,
        "after": after,
        "NAMES": {JOINED: Words("新进入", "joined"), LEFT: Words("离开", "left")},
    }
    return render(request, "workbench/analytics/accounts.html", context)


@may(*asked.ANALYSTS)
@require_GET
def vintages(request: HttpRequest) -> HttpResponse:
    """How the accounts of each month of opening (or placement) stand at each month end."""
    ask = Ask(request)
    by = "placed_on" if request.GET.get("by") == "placed_on" else "opened_on"
    context = ask.context("first", "bucket") | {"by": by}
    if ask.day is not None:
        points = reports.vintages(ask.day, ask.cut, by)
        months = sorted({one.months for one in points})
        by_vintage: dict[date, dict[int, Any]] = {}
        for one in points:
            by_vintage.setdefault(one.vintage, {})[one.months] = one
        context |= {
            "months": months,
            "table": [(v, [cells.get(month) for month in months]) for v, cells in sorted(by_vintage.items())],
            "chart": picture(reports.curves(points, _language())) if points else "",
        }
    return render(request, "workbench/analytics/vintages.html", context)


@may(*asked.ANALYSTS)
@require_GET
def movement(request: HttpRequest) -> HttpResponse:
    """The balance between two dates from the ledger: opening, flows, closing, and nothing left over."""
    actor, span = actor_of(request), asked.period(request.GET)
    scope = asked.scope(request.GET, actor)
    found = reports.movements(list(scope.creditor_ids), span.first, span.last)
    form = NarrowForm({**request.GET.dict(), "from": span.first, "to": span.last}, actor=actor)
    for name in ("team", "person", "batch", "bucket", "product", "region", "currency"):
        form.fields.pop(name, None)
    context = {
        "filters": form,
        "span": span,
        "scope": scope,
        "tables": [
            (one, [(reports.FLOW_WORDS[name], value) for name, value in one.flows.items() if value])
            for one in found
        ],
    }
    return render(request, "workbench/analytics/movement.html", context)


@may(*asked.ANALYSTS)
@require_GET
def outlook(request: HttpRequest) -> HttpResponse:
    """Money expected in the month of a day and the three after it, with interval and the error of the past."""
    ask = Ask(request)
    context = ask.context("first", "bucket")
    if ask.day is not None:
        found, start = reports.recoveries_ahead(ask.day, ask.cut)
        month = month_first(ask.day)
        context |= {
            "found": found,
            "start": start,
            "ahead": [(add_months(month, one.months_ahead), one) for one in found.ahead],
        }
    return render(request, "workbench/analytics/outlook.html", context)
