"""Ways to reach the people of a case: added from a lawful source, marked, and what became of each."""

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
from arrears.book.portfolio.contracts import (
    ContactKind,
    ContactState,
    ContactUse,
    DebtorPage,
    LawfulSource,
    PortfolioError,
)
from arrears.faces.workbench.access import in_scope
from arrears.faces.workbench.bookroom.file_forms import offer
from arrears.faces.workbench.bookroom.lost_views import VERIFIED_AS
from arrears.faces.workbench.bookroom.names import NAMES, SOURCE_WORDS
from arrears.faces.workbench.bookroom.rights import FIND_DEBTORS
from arrears.faces.workbench.collector.day import as_of
from arrears.faces.workbench.names import CONTACT_KIND_WORDS, CONTACT_STATE_WORDS, ROLE_WORDS, USE_WORDS
from arrears.faces.workbench.templatetags.workbench import in_language
from arrears.foundation.access import actor_of, may
from arrears.foundation.api import Actor


class WayForm(forms.Form):
    """A number or address, of whom, known from where."""

    person = forms.TypedChoiceField(label=gettext_lazy("Of whom"), coerce=int)
    kind = forms.ChoiceField(label=gettext_lazy("Way"))
    value = forms.CharField(
        label=gettext_lazy("Number or address"), max_length=300,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip
    use = forms.ChoiceField(label=gettext_lazy("Whose use"))
    source = forms.ChoiceField(
        label=gettext_lazy("Where from"),
        help_text=gettext_lazy("Only lawful sources: no friends, no bought data, no scraping."),
    )
    why = forms.CharField(label=gettext_lazy("Reference or proof"), min_length=2, max_length=400)

    def __init__(self, *args: Any, page: DebtorPage, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = {page.party.party_id: f"{page.party.name_masked} · {in_language(ROLE_WORDS['debtor'])}"}
        for account in page.accounts:
            for role in account.roles:
                people.setdefault(role.party_id, f"{role.name_masked} · {in_language(ROLE_WORDS[role.role])}")
        offer(self, "person", [(str(party), name) for party, name in people.items()])
        offer(self, "kind", [(str(one), in_language(words)) for one, words in CONTACT_KIND_WORDS.items()])
        offer(self, "use", [(str(one), in_language(words)) for one, words in USE_WORDS.items()])
        offer(self, "source", [(str(one), in_language(words)) for one, words in SOURCE_WORDS.items()])
        self.fields["use"].initial = ContactUse.UNKNOWN.value


class MarkForm(forms.Form):
    point = forms.TypedChoiceField(label=gettext_lazy("Contact point"), coerce=int)
    state = forms.ChoiceField(label=gettext_lazy("What it is now"))
    why = forms.CharField(label=gettext_lazy("How it was verified"), min_length=2, max_length=400)

    def __init__(self, *args: Any, page: DebtorPage, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        points = [
            (str(one.contact_point_id), f"{one.masked} · {one.person_masked}") for one in page.contact_points
        ]
        offer(self, "point", points)
        offer(self, "state", [(str(one), in_language(CONTACT_STATE_WORDS[one])) for one in VERIFIED_AS])


@may(*FIND_DEBTORS)
@require_http_methods(["GET", "POST"])
@in_scope
def book_ways(request: HttpRequest, debtor_id: int) -> HttpResponse:
    """Every way to reach the people of a case with its past; one added, one marked."""
    actor = actor_of(request)
    page = portfolio.debtor_page(actor, debtor_id, as_of())
    act = request.POST.get("act", "")
    add = WayForm(request.POST if act == "add" else None, page=page, auto_id="add-%s")
    mark = MarkForm(request.POST if act == "mark" else None, page=page, auto_id="mark-%s")
    if (act == "add" and add.is_valid() and _added(add, actor)) or (
        act == "mark" and mark.is_valid() and _marked(mark, actor)
    ):
        messages.success(request, _("It is on record."))
        return redirect("book_ways", page.party.party_id)
    past = portfolio.contact_changes(actor, [one.contact_point_id for one in page.contact_points])
    context = {
        **NAMES,
        "party": page.party,
        "points": [(one, past.get(one.contact_point_id, ())) for one in page.contact_points],
        "add": add,
        "mark": mark,
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "workbench/bookroom/ways.html", context, status=status)


def _added(form: WayForm, actor: Actor) -> bool:
    said = form.cleaned_data
    try:
        portfolio.add_contact_point(
            said["person"],
            ContactKind(said["kind"]),
            said["value"],
            source=LawfulSource(said["source"]).value,
            use=ContactUse(said["use"]),
            why=said["why"],
            actor=actor,
        )
    except PortfolioError as refused:
        form.add_error("value", in_language(refused.words))
        return False
    return True


def _marked(form: MarkForm, actor: Actor) -> bool:
    said = form.cleaned_data
    try:
        portfolio.set_contact_state(said["point"], ContactState(said["state"]), why=said["why"], actor=actor)
    except PortfolioError as refused:
        form.add_error(None, in_language(refused.words))
        return False
    return True
