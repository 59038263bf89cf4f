"""Approvals, one agreement's page and what is done on it."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from arrears.book.portfolio import api as portfolio
from arrears.book.portfolio.contracts import ContactKind
from arrears.desk.contact import api as contact
from arrears.desk.contact.contracts import CHANNEL_WORDS, Channel, ReachError
from arrears.desk.promises import api as promises
from arrears.desk.promises.contracts import (
    AgreementFacts,
    AgreementState,
    Consent,
    ConsentKind,
    Refused,
)
from arrears.faces.workbench.access import in_scope
from arrears.faces.workbench.agreements.forms import ConsentForm, DecisionForm, LinkForm
from arrears.faces.workbench.agreements.names import AGREEMENT_NAMES
from arrears.faces.workbench.collector.case_views import MAY_ACT
from arrears.faces.workbench.collector.forms import WhyForm
from arrears.faces.workbench.names import NAMES
from arrears.faces.workbench.templatetags.workbench import in_language, moment_text
from arrears.foundation.access import actor_of, may
from arrears.foundation.api import Actor, Role, file_ref, read_file, store_file
from arrears.kernel import clock

DECIDE = (Role.LEADER, Role.COMPLIANCE, Role.ADMINISTRATOR)
SEE = (Role.COLLECTOR, *DECIDE)
OPEN_STATES = (AgreementState.REQUESTED, AgreementState.APPROVED, AgreementState.ACTIVE)
LINK_CHANNELS = {ContactKind.PHONE: Channel.SMS, ContactKind.EMAIL: Channel.EMAIL}
WITH_PAPER = (AgreementState.APPROVED, AgreementState.ACTIVE, AgreementState.COMPLETED, AgreementState.BROKEN)


@may(*DECIDE)
@require_GET
def approvals(request: HttpRequest) -> HttpResponse:
    """What waits for this person's word, the oldest first."""
    actor = actor_of(request)
    context = {
        **NAMES,
        **AGREEMENT_NAMES,
        "waiting": promises.waiting_for(actor),
        "held": promises.waivers_waiting(actor),
    }
    return render(request, "workbench/agreements/approvals.html", context)


@may(*SEE)
@require_GET
@in_scope
def agreement(request: HttpRequest, agreement_id: int) -> HttpResponse:
    """One agreement: what is paid when, who granted it, how the debtor agreed, how it is kept."""
    actor = actor_of(request)
    return agreement_shown(request, actor, promises.agreement(agreement_id, actor))


def agreement_shown(
    request: HttpRequest, actor: Actor, found: AgreementFacts, status: int = 200, **more: Any
) -> HttpResponse:
    acts = actor.role in MAY_ACT
    deciding = found.id in {one.id for one in promises.waiting_for(actor)}
    context = {
        **NAMES,
        **AGREEMENT_NAMES,
        "agreement": found,
        "verdicts": promises.agreement_verdicts(found.id, actor),
        "decision": DecisionForm() if deciding else None,
        "consent": (
            ConsentForm(talks=_talks(actor, found))
            if acts and found.state is AgreementState.APPROVED
            else None
        ),
        "links": promises.offer_links(found.id, actor, clock.today(actor.zone)),
        "sending": (
            LinkForm(ways=ways)
            if acts and found.state is AgreementState.APPROVED and (ways := ways_to(found))
            else None
        ),
        "withdrawal": WhyForm() if acts and found.state in OPEN_STATES else None,
        "may_write": acts and found.state in WITH_PAPER,
        **more,
    }
    return render(request, "workbench/agreements/agreement.html", context, status=status)


def ways_to(found: AgreementFacts) -> list[tuple[int, str]]:
    """The debtor's own numbers and addresses that a message can reach, masked."""
    return [
        (point.contact_point_id, f"{in_language(CHANNEL_WORDS[LINK_CHANNELS[point.kind]])} · {point.masked}")
        for point in portfolio.contact_points(found.debtor_id)
        if point.kind in LINK_CHANNELS and point.usable and point.person_id == found.debtor_id
    ]


def _talks(actor: Actor, found: AgreementFacts) -> list[tuple[int, str]]:
    """The talks of the case in which it can have been agreed, newest first."""
    return [
        (talk.id, moment_text(talk.at) + (" · " + _("recorded") if talk.recording_id else ""))
        for talk in contact.attempts_of(actor, found.debtor_id)
        if talk.channel == Channel.CALL
    ]


def _acted(
    request: HttpRequest, agreement_id: int, name: str, form: forms.Form, act: Callable[[Actor], object]
) -> HttpResponse:
    """Do it and show the page anew; what was wrong is said beside its form."""
    actor = actor_of(request)
    found = promises.agreement(agreement_id, actor)
    if not form.is_valid():
        return agreement_shown(request, actor, found, 422, **{name: form})
    try:
        act(actor)
    except Refused as refused:
        return agreement_shown(request, actor, found, 422, **{name: form, "refused": refused})
    return redirect(reverse("agreement", args=[agreement_id]))


@may(*DECIDE)
@require_POST
@in_scope
def agreement_decide(request: HttpRequest, agreement_id: int) -> HttpResponse:
    """Grant or refuse a request."""
    form = DecisionForm(request.POST)
    granted = request.POST.get("granted") == "1"
    return _acted(
        request,
        agreement_id,
        "decision",
        form,
        lambda actor: promises.decide(agreement_id, granted, form.cleaned_data["why"], actor),
    )


@may(*MAY_ACT)
@require_POST
@in_scope
def agreement_consent(request: HttpRequest, agreement_id: int) -> HttpResponse:
    """The debtor agreed: from now on collection stops while it is kept."""
    actor = actor_of(request)
    found = promises.agreement(agreement_id, actor)
    form = ConsentForm(request.POST, request.FILES, talks=_talks(actor, found))
    return _acted(request, agreement_id, "consent", form, lambda who: _agree(form.cleaned_data, found, who))


def _agree(said: dict[str, Any], found: AgreementFacts, actor: Actor) -> None:
    kind, file, talk = ConsentKind(said["kind"]), said.get("file"), said.get("attempt_id")
    kept: uuid.UUID | None = None
    if file is not None:
        kept = store_file(
            file.read(),
            name=file.name,
            media_type=file.content_type or "application/octet-stream",
            creditor_id=found.creditor_id,
            actor=actor,
        ).id
        if kind is ConsentKind.TALK and talk is not None:
            _put_to_talk(talk, kept, actor)
    consent = Consent(
        kind=kind,
        at=clock.now(),
        attempt_id=talk if kind is ConsentKind.TALK else None,
        file_id=kept if kind is ConsentKind.SIGNED else None,
    )
    promises.agree(found.id, consent, actor)


def _put_to_talk(attempt_id: int, file_id: uuid.UUID, actor: Actor) -> None:
    try:
        contact.attach_recording(attempt_id, file_id, actor)
    except ReachError as error:
        raise Refused("recording", error.words) from error


@may(*MAY_ACT)
@require_POST
@in_scope
def agreement_withdraw(request: HttpRequest, agreement_id: int) -> HttpResponse:
    """End an agreement that is not completed."""
    form = WhyForm(request.POST)
    return _acted(
        request,
        agreement_id,
        "withdrawal",
        form,
        lambda actor: promises.withdraw_agreement(agreement_id, form.cleaned_data["why"], actor),
    )


@may(*MAY_ACT)
@require_POST
@in_scope
def agreement_write(request: HttpRequest, agreement_id: int) -> HttpResponse:
    """Write the agreement's paper in the chosen language, as PDF and Word."""
    language = "en" if "english" in request.POST else "zh-hans"
    return _acted(
        request,
        agreement_id,
        "paper",
        forms.Form(request.POST),
        lambda actor: promises.write_paper(agreement_id, actor, language),
    )


@may(*SEE)
@require_GET
@in_scope
def agreement_paper(request: HttpRequest, agreement_id: int, ending: str) -> HttpResponse:
    """The paper that was written; reading it leaves an audit line."""
    actor = actor_of(request)
    found = promises.agreement(agreement_id, actor)
    kept = {"pdf": found.document_id, "docx": found.document_docx_id}.get(ending)
    if kept is None:
        raise Http404
    ref = file_ref(kept, actor)
    response = HttpResponse(read_file(kept, actor), content_type=ref.media_type)
    response["Content-Disposition"] = f'attachment; filename="{ref.name}"'
    return response
