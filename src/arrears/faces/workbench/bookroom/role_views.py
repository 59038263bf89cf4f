"""People on an account beside the debtor: proof of their relation, who is added by hand, whose role has ended."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from arrears.book.portfolio import api as portfolio
from arrears.book.portfolio.contracts import OF_DEBTOR, LawfulSource, PortfolioError, RoleOnAccount
from arrears.faces.workbench.access import in_scope
from arrears.faces.workbench.bookroom.account_views import key_in_scope
from arrears.faces.workbench.bookroom.file_forms import offer
from arrears.faces.workbench.bookroom.names import NAMES, SOURCE_WORDS
from arrears.faces.workbench.bookroom.rights import KEEP_ROLES
from arrears.faces.workbench.collector.day import as_of
from arrears.faces.workbench.names import ROLE_WORDS
from arrears.faces.workbench.templatetags.workbench import in_language
from arrears.foundation.access import actor_of, may
from arrears.foundation.api import Actor

BY_HAND = tuple(role for role in RoleOnAccount if role in OF_DEBTOR)


class PersonForm(forms.Form):
    """Somebody who owes nothing, added by hand."""

    role = forms.ChoiceField(label=gettext_lazy("Role"))
    name = forms.CharField(label=gettext_lazy("Name"), max_length=100)
    phone = forms.CharField(label=gettext_lazy("Telephone"), required=False, max_length=40)
    source = forms.ChoiceField(label=gettext_lazy("Known from"))
    proof = forms.CharField(
        label=gettext_lazy("Proof of the relation"), required=False, max_length=200,
        help_text=gettext_lazy("Which document and where it lies; a spouse counts as one with proof alone."),
    )  # fmt: skip
    why = forms.CharField(label=gettext_lazy("Reason"), min_length=2, max_length=400)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "role", [(str(role), in_language(ROLE_WORDS[role])) for role in BY_HAND])
        offer(self, "source", [(str(one), in_language(words)) for one, words in SOURCE_WORDS.items()])


class StepForm(forms.Form):
    """One of the two things that may become of a role."""

    role_id = forms.IntegerField(min_value=1)
    act = forms.ChoiceField(choices=[("prove", "prove"), ("end", "end")])
    said = forms.CharField(min_length=2, max_length=200)


@may(*KEEP_ROLES)
@require_http_methods(["GET", "POST"])
@in_scope
def book_roles(request: HttpRequest, account_id: int) -> HttpResponse:
    """Everybody on an account: proof noted, a role ended, a person added."""
    actor = actor_of(request)
    key = key_in_scope(account_id, actor)
    step = request.method == "POST" and "act" in request.POST
    form = PersonForm(request.POST if request.method == "POST" and not step else None)
    if step and _stepped(request, actor, account_id):
        return redirect("book_roles", account_id)
    if form.is_valid() and _added(form, actor, account_id):
        messages.success(request, _("The person is on record."))
        return redirect("book_roles", account_id)
    context = {
        **NAMES,
        "facts": portfolio.account_facts(account_id),
        "debtor": portfolio.debtor_page(actor, key.debtor_id, as_of()).party,
        "by_hand": BY_HAND,
        "form": form,
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "workbench/bookroom/roles.html", context, status=status)


def _added(form: PersonForm, actor: Actor, account_id: int) -> bool:
    said = form.cleaned_data
    try:
        portfolio.add_person(
            account_id,
            RoleOnAccount(said["role"]),
            name=said["name"],
            phone=said["phone"],
            source=LawfulSource(said["source"]),
            proof=said["proof"],
            why=said["why"],
            actor=actor,
        )
    except PortfolioError as refused:
        form.add_error(None, in_language(refused.words))
        return False
    return True


def _stepped(request: HttpRequest, actor: Actor, account_id: int) -> bool:
    form = StepForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Say what the proof is, or why the role ends."))
        return False
    said = form.cleaned_data
    try:
        if said["act"] == "prove":
            portfolio.prove_role(account_id, said["role_id"], proof=said["said"], actor=actor)
        else:
            portfolio.end_role(account_id, said["role_id"], on=as_of(), why=said["said"], actor=actor)
    except PortfolioError as refused:
        messages.error(request, in_language(refused.words))
        return False
    messages.success(request, _("The step is on record."))
    return True
