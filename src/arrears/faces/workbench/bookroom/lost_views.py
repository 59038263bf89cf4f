"""Lost contact (失联) worked through lawful sources alone, and contact points that are due to be verified anew."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from arrears.book.portfolio import api as portfolio
from arrears.book.portfolio.contracts import ContactKind, ContactState, LawfulSource, PortfolioError
from arrears.faces.workbench.access import in_scope
from arrears.faces.workbench.bookroom.file_forms import WhyForm, offer
from arrears.faces.workbench.bookroom.lists import as_file, paged, wants_file
from arrears.faces.workbench.bookroom.names import NAMES, SOURCE_WORDS
from arrears.faces.workbench.bookroom.rights import FIND_DEBTORS
from arrears.faces.workbench.fields import DayInput
from arrears.faces.workbench.names import CONTACT_KIND_WORDS, CONTACT_STATE_WORDS
from arrears.faces.workbench.templatetags.workbench import in_language
from arrears.foundation.access import actor_of, may
from arrears.foundation.api import Actor, creditors
from arrears.kernel.clock import today

VERIFIED_AS = (
    ContactState.VALID,
    ContactState.WRONG_NUMBER,
    ContactState.OUT_OF_SERVICE,
    ContactState.REFUSED,
    ContactState.LOST,
)


class AttemptForm(forms.Form):
    """One attempt: where was looked, which entry says so, what came of it."""

    source = forms.ChoiceField(
        label=gettext_lazy("Where from"),
        help_text=gettext_lazy("Only lawful sources: no friends, no bought data, no scraping."),
    )
    reference = forms.CharField(
        label=gettext_lazy("Reference or proof"), required=False, max_length=200,
        help_text=gettext_lazy("Which letter, call or register entry, seen when. A public register needs it."),
    )  # fmt: skip
    result = forms.CharField(label=gettext_lazy("Result"), min_length=2, max_length=400)
    on = forms.DateField(label=gettext_lazy("On"), widget=DayInput())
    kind = forms.ChoiceField(label=gettext_lazy("Way that was found"), required=False)
    value = forms.CharField(
        label=gettext_lazy("Number or address found"), required=False, max_length=300,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "source", [(str(code), in_language(words)) for code, words in SOURCE_WORDS.items()])
        kinds = [(str(code), in_language(words)) for code, words in CONTACT_KIND_WORDS.items()]
        offer(self, "kind", [("", _("Nothing")), *kinds])

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if bool(found.get("kind")) != bool(found.get("value", "").strip()):
            self.add_error("value", _("Give what was found and its kind, or neither."))
        return found


class VerifyForm(forms.Form):
    state = forms.ChoiceField(label=gettext_lazy("Result"))
    why = forms.CharField(label=gettext_lazy("How it was verified"), min_length=2, max_length=400)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "state", [(str(one), in_language(CONTACT_STATE_WORDS[one])) for one in VERIFIED_AS])


@may(*FIND_DEBTORS)
@require_GET
def book_lost(request: HttpRequest) -> HttpResponse:
    """Debtors whom no known way reaches, longest lost first."""
    actor = actor_of(request)
    found = portfolio.lost_contacts(actor)
    houses = {one.id: one.name for one in creditors(actor)}
    if wants_file(request):
        headings = [_("Debtor"), _("Creditor"), _("Lost since"), _("Searches"), _("Last search")]
        rows = [
            [one.name_masked, houses.get(one.creditor_id, ""), one.since, one.attempts, one.last_attempt_on]
            for one in found
        ]
        return as_file(request, "lost-contacts", headings, rows)
    context = {**NAMES, "page": paged(request, found), "houses": houses}
    return render(request, "workbench/bookroom/lost.html", context)


@may(*FIND_DEBTORS)
@require_http_methods(["GET", "POST"])
@in_scope
def book_lost_case(request: HttpRequest, case_id: int) -> HttpResponse:
    """One search: every attempt with source and reference; a find closes it, or it rests for a time."""
    actor = actor_of(request)
    case, attempts = portfolio.lost_contact(actor, case_id)
    day = today(actor.zone)
    resting = request.POST.get("act") == "rest"
    form = AttemptForm(request.POST if request.POST and not resting else None, initial={"on": day})
    why = WhyForm(request.POST if resting else None)
    try:
        if resting and why.is_valid():
            portfolio.give_up(case_id, on=day, why=why.cleaned_data["why"], actor=actor)
            messages.success(request, _("The search rests; the debtor comes back to the list after 90 days."))
            return redirect("book_lost")
        if form.is_valid():
            _record(form, case_id, actor)
            messages.success(request, _("The attempt is on record."))
            return redirect("book_lost_case", case_id)
    except PortfolioError as refused:
        (form if form.is_bound else why).add_error(None, in_language(refused.words))
    context = {
        **NAMES,
        "case": case,
        "attempts": attempts,
        "form": form,
        "why": why,
        "open": case.state == "open",
        "house": {one.id: one.name for one in creditors(actor)}.get(case.creditor_id, ""),
    }
    status = 422 if form.is_bound or why.is_bound else 200
    return render(request, "workbench/bookroom/lost_case.html", context, status=status)


def _record(form: AttemptForm, case_id: int, actor: Actor) -> None:
    said = form.cleaned_data
    found = (ContactKind(said["kind"]), said["value"].strip()) if said["kind"] else None
    portfolio.record_attempt(
        case_id,
        source=LawfulSource(said["source"]),
        reference=said["reference"],
        result=said["result"],
        on=said["on"],
        actor=actor,
        found=found,
    )


@may(*FIND_DEBTORS)
@require_http_methods(["GET", "POST"])
@in_scope
def book_verify(request: HttpRequest) -> HttpResponse:
    """Contact points whose verification is old, oldest first; a person says what they are now."""
    actor = actor_of(request)
    if request.method == "POST":
        return _verified(request)
    found = portfolio.points_to_verify(actor, portfolio.due_for_verification(actor, today(actor.zone)))
    houses = {one.id: one.name for one in creditors(actor)}
    if wants_file(request):
        headings = [
            _("Debtor"),
            _("Creditor"),
            _("Kind"),
            _("Contact point"),
            _("Verified on"),
            _("Where from"),
        ]
        rows = [
            [
                one.name_masked,
                houses.get(one.creditor_id, ""),
                in_language(CONTACT_KIND_WORDS[one.kind]),
                one.masked,
                one.verified_on,
                one.source,
            ]
            for one in found
        ]
        return as_file(request, "to-verify", headings, rows)
    context = {**NAMES, "page": paged(request, found), "houses": houses, "form": VerifyForm()}
    return render(request, "workbench/bookroom/verify.html", context)


def _verified(request: HttpRequest) -> HttpResponse:
    number, form = request.POST.get("id", ""), VerifyForm(request.POST)
    if not number.isdecimal():
        raise Http404
    if not form.is_valid():
        messages.error(request, _("Say what came of it and how it was verified."))
        return redirect("book_verify")
    said = form.cleaned_data
    try:
        portfolio.set_contact_state(
            int(number), ContactState(said["state"]), why=said["why"], actor=actor_of(request)
        )
    except PortfolioError as refused:
        messages.error(request, in_language(refused.words))
    else:
        messages.success(request, _("The contact point is marked."))
    return redirect("book_verify")
