"""A link of the debtor's own to an approved agreement: made, sent through the gate, never shown here."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from arrears.book.portfolio import api as portfolio
from arrears.desk.contact import api as contact
from arrears.desk.contact.contracts import Channel, ReachError, ReachOrder, ReachResult, ReachState
from arrears.desk.promises import api as promises
from arrears.desk.promises.contracts import AgreementFacts, OfferLink, Refused
from arrears.faces.workbench.access import in_scope
from arrears.faces.workbench.agreements.forms import LinkForm
from arrears.faces.workbench.agreements.views import LINK_CHANNELS, agreement_shown, ways_to
from arrears.faces.workbench.collector.case_views import MAY_ACT
from arrears.faces.workbench.templatetags.workbench import in_language
from arrears.foundation.access import actor_of, may
from arrears.foundation.api import Actor

GONE_OUT = frozenset({ReachState.SENT})
SCRIPTS = {Channel.SMS: "offer_sms", Channel.EMAIL: "offer_email"}


@may(*MAY_ACT)
@require_POST
@in_scope
def agreement_link(request: HttpRequest, agreement_id: int) -> HttpResponse:
    """Send the debtor a link to read the agreement and answer. What does not go out leaves no link behind."""
    actor = actor_of(request)
    found = promises.agreement(agreement_id, actor)
    form = LinkForm(request.POST, ways=ways_to(found))
    if not form.is_valid():
        return agreement_shown(request, actor, found, 422, sending=form)
    try:
        link = promises.make_offer_link(agreement_id, actor)
    except Refused as refused:
        return agreement_shown(request, actor, found, 422, refused=refused)
    try:
        result = _send(request, actor, found, link, form.cleaned_data["to"])
    except ReachError as error:
        promises.settle_offer_link(link.id, went_out=False, actor=actor)
        form.add_error(None, in_language(error.words))
        return agreement_shown(request, actor, found, 422, sending=form)
    promises.settle_offer_link(link.id, went_out=result.state in GONE_OUT, actor=actor)
    if result.state in (ReachState.REFUSED, ReachState.FAILED):
        return agreement_shown(request, actor, found, 422, denial=result.denial, result=result)
    messages.add_message(
        request,
        messages.SUCCESS if result.state in GONE_OUT else messages.WARNING,  # simulated: nobody has it
        in_language(result.words),
    )
    return redirect("agreement", agreement_id)


def _send(
    request: HttpRequest, actor: Actor, found: AgreementFacts, link: OfferLink, point_id: int
) -> ReachResult:
    point = next(one for one in portfolio.contact_points(found.debtor_id) if one.contact_point_id == point_id)
    channel = LINK_CHANNELS[point.kind]
    order = ReachOrder(
        creditor_id=found.creditor_id,
        debtor_id=found.debtor_id,
        channel=channel,
        contact_point_id=point_id,
        person_id=found.debtor_id,
        account_ids=(found.account_id,),
        script=SCRIPTS[channel],
        blanks={
            "offer_link": request.build_absolute_uri(reverse("offer", args=[link.token])),
            "offer_until": link.expires_on.isoformat(),
        },
        key=f"offer-link:{link.id}",
    )
    return contact.reach(order, actor)
