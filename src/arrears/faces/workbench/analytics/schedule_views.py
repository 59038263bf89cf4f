"""Around the written summary: own words, schedules with their readers, the house's own Word template."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from arrears.faces.workbench.analytics import asked
from arrears.faces.workbench.analytics.summary_views import FORMS, SCOPE_KINDS, SPANS, abouts
from arrears.foundation.access import actor_of, may
from arrears.foundation.api import Actor, Role, users
from arrears.kernel.words import Words
from arrears.reports import api as reports
from arrears.reports.api import SECTIONS, NoSuchScope, ScheduleOrder, TemplateUnusable

WORDS_MAX = 4_000
SECTION_LABELS = {
    "results": gettext_lazy("Results"),
    "methods": gettext_lazy("Methods"),
    "problems": gettext_lazy("Problems"),
    "measures": gettext_lazy("Measures"),
    "next": gettext_lazy("Next period"),
    "care": gettext_lazy("Care and complaints"),
}
STATES = {
    "sent": Words("已发送", "sent"),
    "simulated": Words("模拟，未发出", "simulated, not sent"),
    "refused": Words("未发送：无邮箱或超出范围", "not sent: no address, or out of scope"),
    "failed": Words("发送失败", "failed"),
}
PERIODS = {name: label for name, label in SPANS.items() if name not in ("last_month", "free")}


class WordsForm(forms.Form):
    """A paragraph for each section; empty ones say nothing."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for section in SECTIONS:
            self.fields[section] = forms.CharField(
                label=SECTION_LABELS[section], required=False, max_length=WORDS_MAX,
                widget=forms.Textarea(attrs={"rows": 4}),
            )  # fmt: skip


class PlanForm(forms.Form):
    """A summary after each period, and to whom it goes."""

    about = forms.ChoiceField(label=gettext_lazy("About"))
    span = forms.ChoiceField(label=gettext_lazy("Period"), choices=list(PERIODS.items()), initial="month")
    language = forms.ChoiceField(
        label=gettext_lazy("Language"), choices=[("zh-hans", "中文"), ("en", "English")]
    )
    form = forms.ChoiceField(label=gettext_lazy("Form"), choices=list(FORMS.items()))
    readers = forms.MultipleChoiceField(
        label=gettext_lazy("Readers"),
        help_text=gettext_lazy("Users with an e-mail address; several with Ctrl."),
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, options in (
            ("about", abouts(actor)),
            ("readers", [(str(one.id), one.name) for one in users(actor) if one.active]),
        ):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = options


@may(*asked.READERS)
@require_http_methods(["GET", "POST"])
def words(request: HttpRequest) -> HttpResponse:
    """The own words of a scope and a period; what is kept is carried on to the next periods."""
    actor = actor_of(request)
    scope, span = asked.scope(request.GET, actor), asked.period(request.GET)
    form = WordsForm(request.POST or None, initial=reports.own_words(scope, span))
    query = asked.query_of(scope, span)
    if request.method == "POST" and form.is_valid():
        reports.keep_words(scope, span, form.cleaned_data, actor)
        messages.success(request, _("The words were kept."))
        return redirect(f"{reverse('summary_read')}?{query}")
    context = {"form": form, "scope": scope, "span": span, "query": query}
    return render(request, "workbench/analytics/words.html", context, status=422 if form.errors else 200)


def _listed(request: HttpRequest, form: PlanForm | None = None, status: int = 200) -> HttpResponse:
    actor = actor_of(request)
    first = {"language": get_language() or "zh-hans", "readers": [str(actor.user_id)]}
    context = {
        "schedules": reports.schedules(actor),
        "form": form or PlanForm(actor=actor, initial=first),
        "KINDS": SCOPE_KINDS,
        "PERIODS": PERIODS,
        "STATES": STATES,
        "template": reports.template_facts(),
        "administers": actor.role is Role.ADMINISTRATOR,
    }
    return render(request, "workbench/analytics/schedules.html", context, status=status)


@may(*asked.ANALYSTS)
@require_GET
def schedules(request: HttpRequest) -> HttpResponse:
    """Schedules that run, and the form that adds one."""
    return _listed(request)


@may(*asked.ANALYSTS)
@require_POST
def plan(request: HttpRequest) -> HttpResponse:
    """Add a schedule."""
    actor = actor_of(request)
    form = PlanForm(request.POST, actor=actor)
    if not form.is_valid():
        return _listed(request, form, status=422)
    told = form.cleaned_data
    kind, _colon, ref = told["about"].partition(":")
    order = ScheduleOrder(
        scope=kind, ref=ref, span=told["span"], language=told["language"], form=told["form"],
        reader_ids=tuple(int(one) for one in told["readers"]),
    )  # fmt: skip
    try:
        reports.plan_summary(order, actor)
    except NoSuchScope as missing:
        raise Http404 from missing
    messages.success(request, _("The schedule was set."))
    return redirect("schedules")


@may(*asked.ANALYSTS)
@require_POST
def end(request: HttpRequest, schedule_id: int) -> HttpResponse:
    """Stop a schedule."""
    try:
        reports.end_schedule(schedule_id, actor_of(request))
    except LookupError as missing:
        raise Http404 from missing
    messages.success(request, _("The schedule was ended."))
    return redirect("schedules")


@may(Role.ADMINISTRATOR)
@require_POST
def template(request: HttpRequest) -> HttpResponse:
    """Bring the house's own Word template, or go back to the one that ships."""
    actor, file = actor_of(request), request.FILES.get("file")
    if file is None:
        reports.drop_template(actor)
        messages.success(request, _("The template that ships is used again."))
        return redirect("schedules")
    try:
        reports.bring_template(file.read(), file.name or "summary.docx", actor)
    except TemplateUnusable as unusable:
        messages.error(request, _("The template cannot be used: %(why)s") % {"why": unusable})
        return redirect("schedules")
    messages.success(request, _("The template is used from now on."))
    return redirect("schedules")


@may(*asked.ANALYSTS)
@require_GET
def shipped(request: HttpRequest) -> HttpResponse:
    """The template that ships, to be changed in Word."""
    headers = {"Content-Disposition": 'attachment; filename="summary.docx"'}
    return HttpResponse(reports.shipped_template(), content_type=reports.MEDIA["docx"], headers=headers)
