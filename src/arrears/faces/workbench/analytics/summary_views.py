"""Work summaries: the list, one written on demand, the download, the same as a page."""

from __future__ import annotations

import dataclasses
from collections import Counter
from functools import partial
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from arrears.faces.workbench.analytics import asked, pictures
from arrears.faces.workbench.collector.day import worked_day
from arrears.faces.workbench.fields import DayInput
from arrears.foundation.access import actor_of, may
from arrears.foundation.api import Actor, Role, creditors, read_file, users
from arrears.kernel.words import Words
from arrears.people.team import api as team
from arrears.reports import api as reports
from arrears.reports.api import NoSuchScope

SCOPE_KINDS = {
    "company": Words("公司", "Company"),
    "team": Words("小组", "Team"),
    "person": Words("个人", "Person"),
}
SPANS = {
    "day": gettext_lazy("Day"),
    "week": gettext_lazy("Week"),
    "month": gettext_lazy("Month"),
    "last_month": gettext_lazy("Last month"),
    "quarter": gettext_lazy("Quarter"),
    "half": gettext_lazy("Half-year"),
    "year": gettext_lazy("Year"),
    "free": gettext_lazy("Free dates"),
}
FORMS = {"docx": "Word", "pdf": "PDF"}


class WriteForm(forms.Form):
    """What to write a summary about."""

    about = forms.ChoiceField(label=gettext_lazy("About"))
    span = forms.ChoiceField(label=gettext_lazy("Period"), choices=list(SPANS.items()), initial="month")
    first = forms.DateField(label=gettext_lazy("From"), required=False, widget=DayInput())
    last = forms.DateField(label=gettext_lazy("To"), required=False, widget=DayInput())
    language = forms.ChoiceField(
        label=gettext_lazy("Language"), choices=[("zh-hans", "中文"), ("en", "English")]
    )
    form = forms.ChoiceField(label=gettext_lazy("Form"), choices=list(FORMS.items()))

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["about"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = abouts(actor)

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if found.get("span") == "free":
            if not (found.get("first") and found.get("last")):
                self.add_error("first", _("Free dates need a first and a last day."))
            elif found["last"] < found["first"]:
                self.add_error("last", _("The last day lies before the first."))
        return found


def abouts(actor: Actor) -> list[tuple[str, Any]]:
    """Whom the actor may write about: `kind:ref`."""
    if actor.role is Role.COLLECTOR:
        own = [one for one in users(actor) if one.id == actor.user_id]
        return [(f"person:{one.username}", one.name) for one in own]
    houses = [
        ("company:", _("All creditors")),
        *((f"company:{one.code}", one.name) for one in creditors(actor)),
    ]
    return [
        (_("Company"), houses),
        (_("Team"), [(f"team:{one.name}", one.name) for one in team.teams(actor)]),
        (_("Person"), [(f"person:{one.username}", one.name) for one in users(actor, Role.COLLECTOR)]),
    ]


def _listed(request: HttpRequest, form: WriteForm | None = None, status: int = 200) -> HttpResponse:
    actor = actor_of(request)
    number = (asked.ids(request.GET.get("page", "")) or [1])[0]
    first = {"language": get_language() or "zh-hans", "first": worked_day(), "last": worked_day()}
    spans = asked.spans(worked_day())
    scope = asked.scope(request.GET, actor)
    context = {
        "page": reports.written(actor, page=number),
        "form": form or WriteForm(actor=actor, initial=first),
        "KINDS": SCOPE_KINDS,
        "FORMS": FORMS,
        "pages": [(SPANS[name], asked.query_of(scope, span)) for name, span in spans.items()],
    }
    return render(request, "workbench/analytics/summaries.html", context, status=status)


@may(*asked.READERS)
@require_GET
def summaries(request: HttpRequest) -> HttpResponse:
    """Summaries that were written, newest first, and the form that writes one."""
    return _listed(request)


@may(*asked.READERS)
@require_POST
def write(request: HttpRequest) -> HttpResponse:
    """Write one summary now."""
    actor = actor_of(request)
    form = WriteForm(request.POST, actor=actor)
    if not form.is_valid():
        return _listed(request, form, status=422)
    told = form.cleaned_data
    kind, _colon, ref = told["about"].partition(":")
    span = asked.spans(worked_day()).get(told["span"])
    first, last = (span.first, span.last) if span else (told["first"], told["last"])
    try:
        reports.write_summary(
            scope=kind, ref=ref or None, first=first, last=last, language=told["language"], actor=actor,
            form=told["form"],
        )  # fmt: skip
    except NoSuchScope as missing:
        raise Http404 from missing
    messages.success(request, _("The summary was written."))
    return redirect("summaries")


@may(*asked.READERS)
@require_GET
def download(request: HttpRequest, file_id: UUID) -> HttpResponse:
    """The file of a summary in the reader's scope; reading it leaves an audit line."""
    actor = actor_of(request)
    try:
        facts = reports.written_file(file_id, actor)
    except LookupError as missing:
        raise Http404 from missing
    content = read_file(file_id, actor)
    name = f"summary-{facts.kind}-{facts.first}-{facts.last}.{facts.form}"
    return HttpResponse(
        content,
        content_type=reports.MEDIA[facts.form],
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@may(*asked.READERS)
@require_GET
def read(request: HttpRequest) -> HttpResponse:
    """The summary of a scope and a period as a page; `present` shows it for a meeting."""
    actor, language = actor_of(request), get_language() or "zh-hans"
    scope, span = asked.scope(request.GET, actor), asked.period(request.GET)
    found = reports.summary(scope, span, actor)
    words = reports.content(found, language, actor.zone)
    draw = partial(reports.summary_chart, found, language) if words.buckets else None
    context = {
        "words": words,
        "query": asked.query_of(scope, span),
        "present": request.GET.get("present") == "1",
        "parts": [(words.headings["results"], words.results), (words.headings["methods"], words.methods)],
        "grids": [one for one in (words.channels, words.scripts, words.refused) if one],
    }
    return pictures.page(request, "workbench/analytics/read.html", context, draw)


@may(*asked.READERS)
@require_GET
def capacity(request: HttpRequest) -> HttpResponse:
    """Who works in the period after a summary's, on which days, and who is away: behind the plan's figures."""
    actor = actor_of(request)
    scope, span = asked.scope(request.GET, actor), asked.period(request.GET)
    found = reports.capacity(scope, span, actor)
    names = {one.id: one.name for one in users(actor)}
    absent = Counter(user for user, _day in found.away)
    gone = Counter(day for _user, day in found.away)

    def of(user: int) -> str:
        return asked.query_of(dataclasses.replace(scope, user_ids=(user,)), span)

    context = {
        "found": found,
        "scope": scope,
        "span": span,
        "people": [(names.get(one, "–"), len(found.days) - absent[one], of(one)) for one in found.people],
        "days": [(day, len(found.people) - gone[day]) for day in found.days],
        "away": [(names.get(user, "–"), day, of(user)) for user, day in found.away],
        "query": asked.query_of(scope, span),
    }  # fmt: skip
    return render(request, "workbench/analytics/capacity.html", context)
