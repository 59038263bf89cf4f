"""Placement batches: what was placed, what is still in hand, what was recalled or given back and why."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_http_methods

from arrears.book.portfolio import api as portfolio
from arrears.book.portfolio.contracts import BatchFacts, PortfolioError
from arrears.faces.workbench.access import in_scope
from arrears.faces.workbench.bookroom.lists import PAGE_ROWS, Cell, as_file, page_number, paged, wants_file
from arrears.faces.workbench.bookroom.names import ACCOUNT_STATUS_WORDS, BATCH_STATUS_WORDS, NAMES
from arrears.faces.workbench.bookroom.rights import END_BATCHES, SEE_BATCHES
from arrears.faces.workbench.fields import DayInput
from arrears.faces.workbench.templatetags.workbench import in_language
from arrears.foundation.access import actor_of, may
from arrears.foundation.api import Actor, Role, creditors
from arrears.kernel.clock import today
from arrears.people.team.contracts import Page

EXPORTED_MAX = 100_000
NUMBERS_MAX = 5_000


class EndForm(forms.Form):
    """Accounts leave a batch: all that are open, or the numbers named."""

    how = forms.ChoiceField(
        label=gettext_lazy("What happened"),
        choices=(
            ("recall", gettext_lazy("The creditor takes them back")),
            ("return", gettext_lazy("We give them back")),
        ),
    )
    on = forms.DateField(label=gettext_lazy("On"), widget=DayInput())
    reason = forms.CharField(label=gettext_lazy("Reason"), min_length=2, max_length=400)
    numbers = forms.CharField(
        label=gettext_lazy("Contract numbers"), required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("One a line; empty: the whole batch."),
    )  # fmt: skip
    sure = forms.BooleanField(label=gettext_lazy("The work on these accounts ends"))

    def clean_numbers(self) -> list[str] | None:
        numbers = self.cleaned_data["numbers"].replace(",", "\n").split()
        if len(numbers) > NUMBERS_MAX:
            raise forms.ValidationError(_("At most 5,000 numbers at once."))
        return numbers or None


@may(*SEE_BATCHES)
@require_GET
def book_batches(request: HttpRequest) -> HttpResponse:
    """All placement batches in scope, newest first."""
    actor = actor_of(request)
    asked = request.GET.get("creditor", "")
    houses = {one.id: one.name for one in creditors(actor)}
    found = [
        one for one in portfolio.batches(actor) if not asked.isdecimal() or one.creditor_id == int(asked)
    ]
    if wants_file(request):
        headings = [
            _("Batch"),
            _("Creditor"),
            _("Placed"),
            _("State"),
            _("Accounts"),
            _("Still open"),
            _("Notes"),
        ]
        rows: list[list[Cell]] = [
            [
                one.code,
                houses.get(one.creditor_id, ""),
                one.placed_on,
                in_language(BATCH_STATUS_WORDS[one.status]),
                one.accounts,
                one.open_accounts,
                one.note,
            ]
            for one in found
        ]
        return as_file(request, "batches", headings, rows)
    context = {**NAMES, "page": paged(request, found), "houses": houses, "asked": asked}
    return render(request, "workbench/bookroom/batches.html", context)


@may(*SEE_BATCHES)
@require_http_methods(["GET", "POST"])
@in_scope
def book_batch(request: HttpRequest, creditor_id: int, code: str) -> HttpResponse:
    """A batch with its accounts; a leader takes accounts out of it, with the reason."""
    actor = actor_of(request)
    batch = portfolio.batch_by_code(actor, creditor_id, code)
    may_end = actor.role in END_BATCHES
    form = EndForm(request.POST or None, initial={"on": today(actor.zone)})
    if may_end and form.is_valid() and _ended(request, form, batch, actor):
        return redirect("book_batch", creditor_id, code)
    if wants_file(request):
        return _exported(request, batch, actor)
    number = page_number(request)
    page: Page[Any] = Page(
        items=portfolio.batch_accounts(
            actor, batch.batch_id, creditor_id, first=(number - 1) * PAGE_ROWS, count=PAGE_ROWS
        ),
        number=number,
        size=PAGE_ROWS,
        total=batch.accounts,
    )
    context = {
        **NAMES,
        "batch": batch,
        "house": {one.id: one.name for one in creditors(actor)}.get(creditor_id, ""),
        "page": page,
        "form": form if may_end and batch.open_accounts else None,
        "may_open": actor.role is not Role.ADMINISTRATOR,
    }
    status = 422 if form.is_bound and may_end else 200
    return render(request, "workbench/bookroom/batch.html", context, status=status)


def _ended(request: HttpRequest, form: EndForm, batch: BatchFacts, actor: Actor) -> bool:
    said = form.cleaned_data
    end = portfolio.recall_batch if said["how"] == "recall" else portfolio.return_batch
    try:
        count = end(
            batch.creditor_id,
            batch.code,
            on=said["on"],
            reason=said["reason"],
            actor=actor,
            numbers=said["numbers"],
        )
    except PortfolioError as refused:
        form.add_error(None, in_language(refused.words))
        return False
    text = ngettext("{count} account left the batch.", "{count} accounts left the batch.", count)
    messages.success(request, text.format(count=count))
    return True


def _exported(request: HttpRequest, batch: BatchFacts, actor: Actor) -> HttpResponse:
    headings = [_("Account"), _("Product"), _("Debtor"), _("State"), _("Placed"), _("Ended"), _("Reason")]
    found = portfolio.batch_accounts(actor, batch.batch_id, batch.creditor_id, count=EXPORTED_MAX)
    rows = [
        [
            one.number,
            one.product,
            one.name_masked,
            in_language(ACCOUNT_STATUS_WORDS[one.status]),
            one.placed_on,
            one.ended_on,
            one.reason,
        ]
        for one in found
    ]
    return as_file(request, "batch-accounts", headings, rows)
