"""The accounts behind the figures of closings: stock, vintages, liquidation, recovery."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from arrears.book.portfolio import api as portfolio
from arrears.faces.workbench.analytics import asked
from arrears.faces.workbench.analytics.analysis_views import GROUPS, PAGE_SIZE, VINTAGES, Ask
from arrears.foundation.access import may
from arrears.foundation.api import creditors
from arrears.reports import api as reports
from arrears.reports.api import Which

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
SIDES = (("placed", "received"), ("arrears", "paid"))
"""Rows that are read beside one another; all others are parts of the stock."""
PARTS = ("open", "overdue", "bad", "non_performing", "lost")
TABS = {"placed": "liquidation", "received": "liquidation", "arrears": "liquidation", "paid": "liquidation"}


@may(*asked.ANALYSTS)
@require_GET
def closing_accounts(request: HttpRequest) -> HttpResponse:
    """The accounts of a closing behind one figure, with their sums, which are the figure."""
    ask, query = Ask(request), request.GET
    rows, group, value = query.get("rows", "open"), query.get("group", ""), query.get("value", "")[:60]
    eve = asked.day(query, "eve")
    if ask.day is None or rows not in ROWS or (eve and (eve not in ask.closed or eve >= ask.day)):
        raise Http404
    which = Which(day=ask.day, rows=rows, group=group, value=value, eve=eve)
    number = (asked.ids(query.get("page", "")) or [1])[0]
    try:
        page = reports.behind(which, ask.cut, number, PAGE_SIZE)
    except ValueError as unknown:
        raise Http404 from unknown
    names = portfolio.masked_names(ask.actor, [one.debtor_id for one in page.items])
    houses = {one.id: one.name for one in creditors(ask.actor)}
    called = reports.group_names(group, ask.actor).get(value, value) or "–"
    context = ask.context("first") | {
        "page": page,
        "lines": [(one, names.get(one.debtor_id, "–"), houses.get(one.creditor_id, "–")) for one in page.items],
        "which": which,
        "title": ROWS[rows],
        "tab": "vintages" if group in VINTAGES and rows not in TABS else TABS.get(rows, "stock"),
        "group_label": {**GROUPS, **VINTAGES}.get(group, ""),
        "group_value": called,
        "rows_of": {one: ROWS[one] for one in next((side for side in SIDES if rows in side), PARTS)},
        "kept": [(name, query[name]) for name in ("rows", "group", "value", "eve") if query.get(name)],
        "of_placement": rows in SIDES[0],
        "of_month": rows in SIDES[1],
    }  # fmt: skip
    return render(request, "workbench/analytics/closing.html", context)
