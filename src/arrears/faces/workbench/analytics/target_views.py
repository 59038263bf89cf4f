"""Targets: the list with what is needed each working day, one with its days, the form that sets one."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from functools import partial
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from arrears.faces.workbench.analytics import asked, pictures
from arrears.faces.workbench.analytics.figure_views import NarrowForm
from arrears.faces.workbench.analytics.summary_views import abouts
from arrears.faces.workbench.collector.day import worked_day
from arrears.faces.workbench.fields import DayInput, MoneyField
from arrears.foundation.access import actor_of, may
from arrears.foundation.api import Actor, Role, creditors
from arrears.kernel.days import add_months, month_first, month_last
from arrears.reports import api as reports
from arrears.reports.api import (
    LIGHT_WORDS,
    TARGET_WORDS,
    Light,
    NoSuchScope,
    NoSuchTarget,
    Period,
    TargetKind,
    TargetLine,
    TargetOrder,
    TargetRefused,
)

SETTERS = (Role.LEADER, Role.STRATEGIST, Role.ADMINISTRATOR)
LIGHT_TAGS = {Light.GREEN: "tag-ok", Light.AMBER: "tag-warn", Light.RED: "tag-stop", Light.UNKNOWN: ""}
SPANS = {
    "month": gettext_lazy("This month"),
    "next_month": gettext_lazy("Next month"),
    "quarter": gettext_lazy("This quarter"),
    "free": gettext_lazy("Free dates"),
}


class TargetForm(forms.Form):
    """A goal: whose, what, how much, for which days."""

    about = forms.ChoiceField(label=gettext_lazy("About"))
    kind = forms.ChoiceField(label=gettext_lazy("Goal"), initial=TargetKind.RECOVERY.value)
    amount = MoneyField(
        label=gettext_lazy("Amount"), required=False, help_text=gettext_lazy("For money to bring in.")
    )
    percent = forms.DecimalField(
        label=gettext_lazy("Percent"),
        required=False,
        min_value=0,
        max_value=100,
        max_digits=5,
        decimal_places=2,
        help_text=gettext_lazy("For a share, for example 70."),
    )
    span = forms.ChoiceField(label=gettext_lazy("Period"), choices=list(SPANS.items()))
    first = forms.DateField(label=gettext_lazy("From"), required=False, widget=DayInput())
    last = forms.DateField(label=gettext_lazy("To"), required=False, widget=DayInput())
    even = forms.BooleanField(label=gettext_lazy("The same amount for each person"), required=False)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language = get_language() or "zh-hans"
        self._choose("about", abouts(actor))
        self._choose("kind", [(one.value, TARGET_WORDS[one].in_(language)) for one in TargetKind])

    def _choose(self, name: str, options: list[tuple[str, Any]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = options

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if found.get("span") == "free":
            if not (found.get("first") and found.get("last")):
                self.add_error("first", _("Free dates need a first and a last day."))
            elif found["last"] < found["first"]:
                self.add_error("last", _("The last day lies before the first."))
        money = found.get("kind") == TargetKind.RECEIVED
        if money and not found.get("amount"):
            self.add_error("amount", _("Say the amount."))
        if not money and not found.get("percent"):
            self.add_error("percent", _("Say the share in percent."))
        return found

    def period(self, today: date) -> Period:
        told = self.cleaned_data
        if told["span"] == "free":
            return Period(first=told["first"], last=told["last"])
        if told["span"] == "quarter":
            begin = date(today.year, 3 * ((today.month - 1) // 3) + 1, 1)
            return Period(first=begin, last=month_last(add_months(begin, 2)))
        begin = month_first(today) if told["span"] == "month" else add_months(month_first(today), 1)
        return Period(first=begin, last=month_last(begin))


def _rows(lines: tuple[TargetLine, ...]) -> list[dict[str, Any]]:
    return [
        {
            "line": one,
            "light": LIGHT_WORDS[Light(one.light)],
            "tag": LIGHT_TAGS[Light(one.light)],
            "kind": TARGET_WORDS[one.kind],
            "of_share": one.kind is TargetKind.OVERDUE_SHARE,
            "refs": reports.cell_refs(one),
        }
        for one in lines
    ]


def _listed(request: HttpRequest, form: TargetForm | None = None, status: int = 200) -> HttpResponse:
    actor, day = actor_of(request), asked.day(request.GET, "to") or worked_day()
    filters = NarrowForm({**request.GET.dict(), "to": day}, actor=actor)
    for name in ("first", "batch", "bucket", "product", "region", "currency"):
        del filters.fields[name]  # a goal is set for creditors and people, not for some of their accounts
    query = request.GET.copy()
    query["from"] = query["to"] = str(day)
    context = {
        "day": day,
        "query": query.urlencode(),
        "filters": filters,
        "export": "targets" if actor.role in asked.ANALYSTS else "",
        "rows": _rows(reports.targets(actor, day, asked.scope(request.GET, actor))),
        "form": form or (TargetForm(actor=actor) if actor.role in SETTERS else None),
        "currency": _currency(actor),
    }
    return render(request, "workbench/analytics/targets.html", context, status=status)


def _currency(actor: Actor) -> str:
    seen = creditors(actor)
    return seen[0].currency if seen else "CNY"


@may(*asked.READERS)
@require_GET
def targets(request: HttpRequest) -> HttpResponse:
    """Targets that run or come, each whole with its parts; a collector's own."""
    return _listed(request)


@may(*SETTERS)
@require_POST
def set_one(request: HttpRequest) -> HttpResponse:
    """Set a goal and share it out."""
    actor = actor_of(request)
    form = TargetForm(request.POST, actor=actor)
    if not form.is_valid():
        return _listed(request, form, status=422)
    told = form.cleaned_data
    about, _colon, ref = told["about"].partition(":")
    try:
        order = TargetOrder(
            kind=TargetKind(told["kind"]), scope=reports.scope_of(about, ref or None, actor),
            period=form.period(worked_day()), currency=_currency(actor),
            amount_minor=told["amount"].minor if told["amount"] else None,
            share=Fraction(told["percent"]) / 100 if told["percent"] else None, even=told["even"],
        )  # fmt: skip
        reports.set_target(order, actor)
    except NoSuchScope as missing:
        raise Http404 from missing
    except TargetRefused as refused:
        form.add_error(None, refused.words.in_(get_language() or "zh-hans"))
        return _listed(request, form, status=422)
    messages.success(request, _("The target was set and shared out."))
    return redirect("targets")


@may(*asked.READERS)
@require_GET
def target(request: HttpRequest, target_id: int) -> HttpResponse:
    """One target with what came in on each day."""
    actor, day = actor_of(request), asked.day(request.GET, "to") or worked_day()
    try:
        line, days = reports.target(target_id, actor, day)
    except NoSuchTarget as missing:
        raise Http404 from missing
    (row,) = _rows((line,))
    language = get_language() or "zh-hans"
    draw = None if row["of_share"] else partial(reports.target_course, line, days, language)
    may_set = actor.role in SETTERS
    made = reports.target_made(line, actor)
    context = {
        "row": row, "line": line, "days": [(on, amount, reports.received_ref(line, on)) for on, amount in days],
        "may_set": may_set, "made": made, "shared": _rows(made.shared), "language": language,
    }  # fmt: skip
    return pictures.page(request, "workbench/analytics/target.html", context, draw)


@may(*SETTERS)
@require_POST
def withdraw(request: HttpRequest, target_id: int) -> HttpResponse:
    """Take a target back with its parts."""
    try:
        reports.withdraw_target(target_id, actor_of(request))
    except NoSuchTarget as missing:
        raise Http404 from missing
    messages.success(request, _("The target was withdrawn."))
    return redirect("targets")
