"""Suspected duplicates: proposed by the book, merged by a person, undone by a person."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from arrears.book.portfolio import api as portfolio
from arrears.book.portfolio.contracts import PortfolioError
from arrears.faces.workbench.access import in_scope
from arrears.faces.workbench.bookroom.file_forms import WhyForm
from arrears.faces.workbench.bookroom.lists import paged
from arrears.faces.workbench.bookroom.names import NAMES
from arrears.faces.workbench.bookroom.rights import DECIDE_MERGES
from arrears.faces.workbench.templatetags.workbench import in_language
from arrears.foundation.access import actor_of, may
from arrears.kernel.clock import today

PAIRS_PAGE = 20
STATES = ("open", "merged", "kept_apart")


@may(*DECIDE_MERGES)
@require_http_methods(["GET", "POST"])
@in_scope
def book_pairs(request: HttpRequest) -> HttpResponse:
    """Pairs that may be one party, and the merges that were decided."""
    actor = actor_of(request)
    if request.method == "POST":
        return _decided(request)
    asked, debtor = request.GET.get("state", "open"), request.GET.get("debtor", "")
    state = asked if asked in STATES else "open"
    debtor_id = int(debtor) if debtor.isdecimal() else None
    found = portfolio.merge_proposals(actor, state, debtor_id)
    context = {
        **NAMES,
        "page": paged(request, found, PAIRS_PAGE),
        "state": state,
        "states": STATES,
        "debtor": debtor,
        "merges": portfolio.merges(actor)[:PAIRS_PAGE],
    }
    return render(request, "workbench/bookroom/pairs.html", context)


def _decided(request: HttpRequest) -> HttpResponse:
    actor, said = actor_of(request), request.POST
    number = said.get("id", "")
    if not number.isdecimal():
        raise Http404
    if said.get("act") == "look":
        return _looked(request, int(number))
    form = WhyForm(said)
    why = form.cleaned_data["why"] if form.is_valid() else ""
    try:
        if said.get("act") == "apart":
            portfolio.keep_apart(int(number), actor=actor)
            messages.success(request, _("They stay two; the pair is not proposed again."))
        elif said.get("act") == "undo":
            portfolio.undo_merge(int(number), actor=actor)
            messages.success(request, _("The merge is undone."))
        elif said.get("keep", "").isdecimal():
            portfolio.merge(int(number), keep_id=int(said["keep"]), why=why, actor=actor)
            messages.success(request, _("The two are one now; it can be undone below."))
        else:
            messages.error(request, _("Choose which of the two to keep."))
    except PortfolioError as refused:
        messages.error(request, in_language(refused.words))
    return redirect("book_pairs")


def _looked(request: HttpRequest, debtor_id: int) -> HttpResponse:
    """Look for duplicates of one debtor now, as a load does for what it brings."""
    actor = actor_of(request)
    try:
        party = portfolio.debtor_page(actor, debtor_id, today(actor.zone)).party
    except portfolio.NoSuchParty as missing:
        raise Http404 from missing
    found = portfolio.propose_pairs(party.creditor_id, [party.party_id])
    text = ngettext("{count} new pair was found.", "{count} new pairs were found.", found)
    messages.info(request, text.format(count=found))
    return redirect("book_debtor", party.party_id)
