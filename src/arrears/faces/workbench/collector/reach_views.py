"""Reaching somebody and saying what came of it. The gate decides; this page shows what it said."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from arrears.book.portfolio import api as portfolio
from arrears.book.portfolio.contracts import ContactPointFacts, DebtorPage
from arrears.desk.contact import api as contact
from arrears.desk.contact.contracts import (
    Channel,
    Effect,
    Follow,
    Outcome,
    OutcomeOrder,
    OutcomeResult,
    ReachError,
    ReachOrder,
    ReachState,
)
from arrears.desk.scripts import api as scripts
from arrears.faces.workbench.access import in_scope
from arrears.faces.workbench.collector import case as cases
from arrears.faces.workbench.collector import day as days
from arrears.faces.workbench.collector import understood
from arrears.faces.workbench.collector.case_views import MAY_ACT, frame
from arrears.faces.workbench.collector.forms import ComposeForm, OutcomeForm
from arrears.faces.workbench.templatetags.workbench import in_language
from arrears.foundation.access import actor_of, may
from arrears.foundation.api import Actor

NEXT_FORM = {
    Effect.TAKE_PROMISE: "case_promise",
    Effect.RECORD_CONCERN: "case_concern",
    Effect.RECORD_REASON: "case_reason",
}


def changed(response: HttpResponse) -> HttpResponse:
    """Tell the page that the case is not what it was: its parts are fetched again."""
    response["HX-Trigger"] = "case-changed"
    return response


def _point(page: DebtorPage, asked: str) -> ContactPointFacts:
    for point in page.contact_points:
        if str(point.contact_point_id) == asked:
            return point
    raise Http404


def _channel(name: str) -> Channel:
    try:
        return Channel(name)
    except ValueError as unknown:
        raise Http404 from unknown


def _refused_order(request: HttpRequest, error: ReachError, back: str = "") -> HttpResponse:
    context = {"words": error.words, "back": back}
    return render(request, "workbench/collector/forms/not_asked.html", context, status=422)


@may(*MAY_ACT)
@require_POST
@in_scope
def case_reach(request: HttpRequest, debtor_id: int) -> HttpResponse:
    """Put one contact to the gate; a refusal is shown with rule, source and next permitted time."""
    actor = actor_of(request)
    page = cases.debtor_page(actor, debtor_id, days.as_of())
    channel = _channel(request.POST.get("channel", ""))
    point = _point(page, request.POST.get("contact_point_id", ""))
    code = request.POST.get("script") or None
    order = ReachOrder(
        creditor_id=page.party.creditor_id,
        debtor_id=debtor_id,
        channel=channel,
        contact_point_id=point.contact_point_id,
        person_id=point.person_id,
        script=code,
        language=request.POST.get("language") or None,
        subject=request.POST.get("subject", "")[:200],
        text=request.POST.get("text") or None,
        disclosures=() if code or channel is not Channel.CALL else ("identity", "recording"),
        key=request.POST.get("key") or None,
    )
    back = "" if channel is Channel.CALL else _compose_url(debtor_id, channel, point)
    try:
        result = contact.reach(order, actor)
    except ReachError as error:
        return _refused_order(request, error, back)
    context = {**frame(actor, page), "result": result, "channel": channel.value, "back": back}
    if result.state is ReachState.REFUSED:
        context["denial"] = result.denial
        return changed(render(request, "workbench/collector/forms/refusal.html", context))
    assert result.attempt_id is not None
    context["attempt_id"] = result.attempt_id
    context["form"] = OutcomeForm(attempt_id=result.attempt_id, channel=channel.value)
    if channel is Channel.CALL and result.state is not ReachState.FAILED:
        why = f"attempt:{result.attempt_id}"
        context["dial"] = portfolio.reveal(actor, contact_point_id=point.contact_point_id, why=why)
        context["dial_masked"] = point.masked
    return changed(render(request, "workbench/collector/forms/outcome.html", context))


def _compose_url(debtor_id: int, channel: Channel, point: ContactPointFacts) -> str:
    address = reverse("case_compose", args=[debtor_id, channel.value])
    return f"{address}?contact_point_id={point.contact_point_id}"


@may(*MAY_ACT)
@require_GET
@in_scope
def case_compose(request: HttpRequest, debtor_id: int, channel: str) -> HttpResponse:
    """A message before it goes to the gate: the best script filled, or the text to be changed.

    The name stays masked until the text is opened for change, which leaves an audit line.
    """
    actor, kind = actor_of(request), _channel(channel)
    page = cases.debtor_page(actor, debtor_id, days.as_of())
    point = _point(page, request.GET.get("contact_point_id", ""))
    language = page.party.language or actor.language
    found = scripts.for_case(
        request.GET.get("stage", "any"), "any", kind.value, language, audience=cases.audience(page)
    )
    asked = request.GET.get("code", "")
    chosen = next((one for one in found if one.code == asked), found[0] if found else None)
    change = request.GET.get("change") == "1"
    context = {
        **frame(actor, page),
        "channel": kind.value,
        "point": point,
        "scripts": found,
        "chosen": chosen,
        "change": change,
        "key": uuid4().hex,
        "here": _compose_url(debtor_id, kind, point),
        "language": language,
    }
    if chosen is not None:
        context |= _drafted(actor, page, point, kind, chosen, change=change)
    initial = {"subject": context.get("subject", ""), "text": context.get("text", "")}
    context["form"] = ComposeForm(initial=initial, channel=kind.value)
    return render(request, "workbench/collector/forms/compose.html", context)


def _drafted(
    actor: Actor,
    page: DebtorPage,
    point: ContactPointFacts,
    channel: Channel,
    script: scripts.ScriptFacts,
    *,
    change: bool,
) -> dict[str, Any]:
    names = {"name": point.person_masked, "debtor": page.party.name_masked}
    if change:
        why = f"{channel.value} {script.code}"
        names = {"name": portfolio.reveal(actor, party_id=point.person_id, field="name", why=why)}
    order = ReachOrder(
        creditor_id=page.party.creditor_id,
        debtor_id=page.party.party_id,
        channel=channel,
        contact_point_id=point.contact_point_id,
        person_id=point.person_id,
        script=script.code,
        language=script.language,
        blanks=names,
    )
    try:
        subject, text = contact.preview_text(order, actor)
    except ReachError as error:
        return {"missing": in_language(error.words), "subject": script.subject, "text": script.text}
    return {"subject": subject, "text": text}


@may(*MAY_ACT)
@require_http_methods(["GET", "POST"])
@in_scope
def case_outcome(request: HttpRequest, debtor_id: int, attempt_id: int) -> HttpResponse:
    """The outcome of an attempt; what follows from it is shown with what is left to record."""
    actor = actor_of(request)
    page = cases.debtor_page(actor, debtor_id, days.as_of())
    attempt = contact.attempt(attempt_id, actor)
    if attempt.debtor_id != debtor_id:
        raise Http404
    form = OutcomeForm(request.POST or None, attempt_id=attempt_id, channel=attempt.channel)
    context = {**frame(actor, page), "attempt_id": attempt_id, "channel": attempt.channel, "form": form}
    if form.is_valid():
        try:
            result = contact.record_outcome(_outcome(attempt_id, form.cleaned_data), actor)
        except ReachError as error:
            form.add_error(None, in_language(error.words))
        else:
            context |= {
                "outcome": result.code,
                "follow_up_on": result.follow_up_on,
                "follows": _follows(debtor_id, result),
                **_proposed(actor, page, attempt, result),
            }
            return changed(render(request, "workbench/collector/forms/follows.html", context))
    status = 422 if form.is_bound else 200
    return render(request, "workbench/collector/forms/outcome_fields.html", context, status=status)


def _outcome(attempt_id: int, said: dict[str, Any]) -> OutcomeOrder:
    return OutcomeOrder(
        attempt_id=attempt_id,
        code=Outcome(said["code"]),
        note=said["note"],
        duration_s=said.get("duration_s"),
        call_back_at=said["call_back_at"],
        written=said["written"],
    )


def _proposed(
    actor: Actor, page: DebtorPage, attempt: contact.AttemptFacts, result: OutcomeResult
) -> dict[str, Any]:
    """What the note says beyond the outcome: offered, never recorded by itself."""
    currency, owed = understood.currency_of(page)
    found = understood.of_attempt(attempt, actor, currency, owed)
    offers = understood.proposed(page.party.party_id, result.attempt_id, result.code, found)
    return {"proposed": offers, "currency": currency}


def _follows(debtor_id: int, result: OutcomeResult) -> list[dict[str, Any]]:
    return [
        {"done": follow.done, "words": follow.words, "url": _next_form(debtor_id, result, follow)}
        for follow in result.follows
    ]


def _next_form(debtor_id: int, result: OutcomeResult, follow: Follow) -> str:
    name = "" if follow.done else NEXT_FORM.get(follow.effect, "")
    if not name:
        return ""
    kind = follow.detail.get("kind", "")
    return f"{reverse(name, args=[debtor_id])}?attempt_id={result.attempt_id}&kind={kind}"


@may(*MAY_ACT)
@require_POST
@in_scope
def case_note(request: HttpRequest, debtor_id: int, attempt_id: int) -> HttpResponse:
    """Keep the note of a running talk, sealed, so that nothing typed is lost."""
    actor = actor_of(request)
    attempt = contact.attempt(attempt_id, actor)
    if attempt.debtor_id != debtor_id:
        raise Http404
    try:
        contact.save_note(attempt_id, request.POST.get("note", ""), actor)
    except ReachError as error:
        return HttpResponse(in_language(error.words), status=422, content_type="text/plain; charset=utf-8")
    return HttpResponse(_("Note kept"), content_type="text/plain; charset=utf-8")
