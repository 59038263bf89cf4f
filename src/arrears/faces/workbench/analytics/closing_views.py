"""What stands behind the figures of closings: accounts, a creditor's own totals, the parts of a forecast."""

from __future__ import annotations

import contextlib
from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from arrears.faces.workbench.analytics import asked
from arrears.faces.workbench.analytics.analysis_views import GROUPS, PAGE_SIZE, VINTAGES, Ask
from arrears.faces.workbench.analytics.figure_views import MEDIA
from arrears.faces.workbench.templatetags.workbench import in_language
from arrears.foundation.access import may
from arrears.kernel.days import add_months, month_first
from arrears.kernel.words import Words
from arrears.reports import api as reports
from arrears.reports.api import SIDE_WORDS, Between, Move, Which

ROWS = {
    "open": _("Open accounts"),
    "overdue": _("Overdue"),
    "non_performing": _("More than 90 days past due"),
    "bad": _("More than 30 days past due"),
    "lost": _("Without contact"),
    "placed": _("Placed, ended ones too"),
    "received": _("With money received"),
    "arrears": _("Overdue when the month began"),
    "paid": _("Of these, with money received"),
}
AHEAD_MAX = 3
DAYS_MAX = 10
SIDES = (("placed", "received"), ("arrears", "paid"))
"""Rows that are read beside one another; all others are parts of the stock."""
PARTS = ("open", "overdue", "bad", "non_performing", "lost")
TABS = {"placed": "liquidation", "received": "liquidation", "arrears": "liquidation", "paid": "liquidation"}


CHANGES = {
    "accounts": _("Accounts that joined or left"),
    "balance": _("Change of the balance"),
    "overdue": _("Change of the overdue"),
    "non_performing": _("Change of the non-performing balance"),
}


def _number(request: HttpRequest) -> int:
    return (asked.ids(request.GET.get("page", "")) or [1])[0]


def _export(ask: Ask, which: Which | Between, form: str, title: str) -> HttpResponse:
    """All accounts behind a cell as a file; names masked, the export audited."""
    content = reports.export_accounts(
        which, ask.cut, form=form, title=title, language=get_language() or "zh", actor=ask.actor
    )
    name = f"accounts-{ask.day}.{form}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=MEDIA[form], headers=headers)


def _which(ask: Ask) -> Which:
    query = ask.query
    rows, eve = query.get("rows", "open"), asked.day(query, "eve")
    if ask.day is None or rows not in ROWS or (eve and (eve not in ask.closed or eve >= ask.day)):
        raise Http404
    return Which(
        day=ask.day, rows=rows, group=query.get("group", "")[:20], value=query.get("value", "")[:60], eve=eve
    )


@may(*asked.ANALYSTS)
@require_GET
def closing_accounts(request: HttpRequest) -> HttpResponse:
    """The accounts of a closing behind one figure, with their sums, which are the figure."""
    ask = Ask(request)
    which = _which(ask)
    rows, group, value = which.rows, which.group, which.value
    try:
        if request.GET.get("form") in MEDIA:
            return _export(ask, which, request.GET["form"], str(ROWS[rows]))
        page = reports.behind(which, ask.cut, _number(request), PAGE_SIZE)
    except ValueError as unknown:
        raise Http404 from unknown
    called = reports.group_names(group, ask.actor).get(value, value) or "–"
    context = ask.context("first") | {
        "page": page,
        "lines": reports.shown_accounts(page.items, ask.actor),
        "which": which,
        "title": ROWS[rows],
        "tab": "vintages" if group in VINTAGES and rows not in TABS else TABS.get(rows, "stock"),
        "group_label": {**GROUPS, **VINTAGES}.get(group, ""),
        "group_value": called,
        "rows_of": {one: ROWS[one] for one in next((side for side in SIDES if rows in side), PARTS)},
        "kept": [(name, ask.query[name]) for name in ("rows", "group", "value", "eve") if ask.query.get(name)],
        "of_placement": rows in SIDES[0],
        "of_month": rows in SIDES[1],
    }  # fmt: skip
    return render(request, "workbench/analytics/closing.html", context)


def _between(ask: Ask) -> tuple[Between, str]:
    """What the query asks of two closings, and the fate of accounts when it names one."""
    query = ask.query
    first, change = asked.day(query, "from") or ask.day, query.get("change", "")
    if ask.day is None or first is None or first not in ask.closed or change not in ("", *CHANGES):
        raise Http404
    named = query.get("move", "")
    cells = None
    if named:
        move = next((one for one in Move if one.value == named), None)
        if move is None or first > ask.day:
            raise Http404
        cells = reports.roll(first, ask.day, ask.cut).cells_of(move)
    which = Between(
        first=first, last=ask.day, before=query.get("before", "")[:10], after=query.get("after", "")[:10], cells=cells,
        change=change,
    )  # fmt: skip
    return which, named


@may(*asked.ANALYSTS)
@require_GET
def flow_accounts(request: HttpRequest) -> HttpResponse:
    """The accounts behind a number between two closings: of a cell, of a fate, of a change of the stock."""
    ask = Ask(request)
    which, named = _between(ask)
    title = (
        CHANGES[which.change] if which.change else reports.MOVE_WORDS[Move(named)] if named else _("Accounts")
    )
    if request.GET.get("form") in MEDIA:
        return _export(ask, which, request.GET["form"], str(_("Accounts")))
    page = reports.account_page(which, ask.cut, _number(request), PAGE_SIZE)
    context = ask.context() | {
        "page": page,
        "lines": reports.shown_accounts(page.items, ask.actor),
        "which": which,
        "title": in_language(title) if isinstance(title, Words) else title,
        "tab": "stock" if which.change else "flow",
        "of": reports.MEASURE_WORDS[which.change or "balance"],
        "counted": which.change == "accounts",
        "with_money": not which.change,
        "NAMES": SIDE_WORDS,
    }
    return render(request, "workbench/analytics/accounts.html", context)


@may(*asked.ANALYSTS)
@require_GET
def stated_totals(request: HttpRequest) -> HttpResponse:
    """What creditors stated of their whole portfolio on the days that a number was made of."""
    ask, days = Ask(request), list[date]()
    for text in request.GET.get("days", "").split(",")[:DAYS_MAX]:
        with contextlib.suppress(ValueError):
            days.append(date.fromisoformat(text))
    found = reports.stated_rows(ask.question(), days, ask.actor)
    context = ask.context() | {
        "tables": [found] if found.rows else [],
        "title": in_language(found.title),
        "tab": "stock",
    }
    return render(request, "workbench/analytics/made.html", context)


@may(*asked.ANALYSTS)
@require_GET
def forecast_month(request: HttpRequest) -> HttpResponse:
    """What one expected month is made of, or what a past one was forecast with."""
    ask, tested = Ask(request), asked.day(request.GET, "of")
    ahead = (asked.ids(request.GET.get("ahead", "")) or [0])[0]
    if ask.day is None or ahead > AHEAD_MAX:
        raise Http404
    tables = reports.forecast_month_grids(ask.question(), ahead, tested)
    month = tested or add_months(month_first(ask.day), ahead)
    title = _("Forecast: what %(month)s is made of") % {"month": f"{month:%Y-%m}"}
    context = ask.context() | {"tables": tables, "title": title, "tab": "outlook"}
    return render(request, "workbench/analytics/made.html", context)
