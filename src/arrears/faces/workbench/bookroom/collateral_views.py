"""Collateral of an account: what became of it and where it is, each step with its reason."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from arrears.book.portfolio import api as portfolio
from arrears.book.portfolio.contracts import PortfolioError
from arrears.faces.workbench.access import in_scope
from arrears.faces.workbench.bookroom.account_views import key_in_scope
from arrears.faces.workbench.bookroom.file_forms import offer
from arrears.faces.workbench.bookroom.names import COLLATERAL_WORDS, NAMES
from arrears.faces.workbench.bookroom.rights import NOTE_COLLATERAL
from arrears.faces.workbench.templatetags.workbench import in_language
from arrears.foundation.access import actor_of, may


class CollateralForm(forms.Form):
    state = forms.ChoiceField(label=gettext_lazy("State"))
    location_note = forms.CharField(label=gettext_lazy("Location"), required=False, max_length=400)
    why = forms.CharField(label=gettext_lazy("Reason"), min_length=2, max_length=400)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "state", [(code, in_language(words)) for code, words in COLLATERAL_WORDS.items()])


@may(*NOTE_COLLATERAL)
@require_http_methods(["GET", "POST"])
@in_scope
def book_collateral(request: HttpRequest, account_id: int, collateral_id: int) -> HttpResponse:
    """A thing that secures an account: its past, and the next step noted."""
    actor = actor_of(request)
    key = key_in_scope(account_id, actor)
    facts = portfolio.account_facts(account_id)
    thing = next((one for one in facts.collateral if one.collateral_id == collateral_id), None)
    if thing is None:
        raise Http404
    known = {"state": thing.state, "location_note": thing.location_note}
    form = CollateralForm(request.POST or None, initial=known)
    if form.is_valid():
        said = form.cleaned_data
        try:
            portfolio.set_collateral_state(
                collateral_id,
                said["state"],
                why=said["why"],
                actor=actor,
                location_note=said["location_note"],
            )
        except PortfolioError as refused:
            form.add_error(None, in_language(refused.words))
        else:
            messages.success(request, _("The step is on record."))
            return redirect("book_collateral", account_id, collateral_id)
    context = {
        **NAMES,
        "facts": facts,
        "thing": thing,
        "steps": portfolio.collateral_history(actor, key.creditor_id, collateral_id),
        "form": form,
    }
    return render(
        request, "workbench/bookroom/collateral.html", context, status=422 if form.is_bound else 200
    )
