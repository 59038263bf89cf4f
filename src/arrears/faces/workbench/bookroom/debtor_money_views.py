"""A payment of a debtor who named no account: spread over the accounts by law, shown before it is booked."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from arrears.book.payments import api as payments
from arrears.book.payments.contracts import DebtorPaymentOrder, EntryFacts, Posting, PostingRefused
from arrears.book.portfolio import api as portfolio
from arrears.book.portfolio.contracts import AccountFacts, AccountStatus, DebtorPage
from arrears.faces.workbench.access import in_scope
from arrears.faces.workbench.bookroom.file_forms import offer
from arrears.faces.workbench.bookroom.money_forms import HAND, new_key
from arrears.faces.workbench.bookroom.names import NAMES, WAY_WORDS
from arrears.faces.workbench.bookroom.rehearsal import undone
from arrears.faces.workbench.bookroom.rights import MOVE_MONEY
from arrears.faces.workbench.collector.day import as_of
from arrears.faces.workbench.fields import DayInput, MoneyField
from arrears.faces.workbench.templatetags.workbench import in_language
from arrears.foundation.access import actor_of, may
from arrears.foundation.api import Actor

Share = tuple[AccountFacts, EntryFacts]


class DebtorPaymentForm(forms.Form):
    amount = MoneyField(label=gettext_lazy("Amount"))
    currency = forms.ChoiceField(label=gettext_lazy("Currency"))
    effective_on = forms.DateField(label=gettext_lazy("Effective on"), widget=DayInput())
    way = forms.ChoiceField(label=gettext_lazy("Way"))
    memo = forms.CharField(
        label=gettext_lazy("Reference or proof"), required=False, max_length=400,
        help_text=gettext_lazy("The bank's reference or what the payer wrote."),
    )  # fmt: skip
    key = forms.RegexField(regex=rf"^{HAND}[0-9a-f]{{32}}$", widget=forms.HiddenInput)

    def __init__(self, *args: Any, currencies: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "currency", [(one, one) for one in currencies])
        offer(self, "way", [(code, in_language(words)) for code, words in WAY_WORDS.items()])
        amount, asked = self.fields["amount"], self.data.get("currency", "")
        assert isinstance(amount, MoneyField)
        amount.currency = asked if asked in currencies else (currencies or ["CNY"])[0]

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if "key" in self.errors:  # a hidden field has no place of its own for its error
            raise forms.ValidationError(_("The form lost its key; open it again."))
        return found


@may(*MOVE_MONEY)
@require_http_methods(["GET", "POST"])
@in_scope
def book_debtor_payment(request: HttpRequest, debtor_id: int) -> HttpResponse:
    """What the payment would settle on each account; with `act=book` it is booked."""
    actor = actor_of(request)
    page = portfolio.debtor_page(actor, debtor_id, as_of())
    currencies = sorted({one.currency for one in page.accounts if one.status is AccountStatus.OPEN})
    initial = {"effective_on": as_of(), "key": new_key()}
    form = DebtorPaymentForm(request.POST or None, currencies=currencies, initial=initial)
    shares: list[Share] = []
    if form.is_valid():
        try:
            if request.POST.get("act") == "book":
                done = _post(form, page, actor)
                told = (
                    _("This was booked before; nothing was booked again.")
                    if done[0].repeated
                    else _("It is booked.")
                )
                messages.success(request, told)
                return redirect("book_debtor", page.party.party_id)
            with undone():
                shares = _shares(_post(form, page, actor), page)
        except PostingRefused as refused:
            form.add_error(None, in_language(refused.words))
    context = {
        **NAMES,
        "party": page.party,
        "form": form,
        "shares": shares,
        "currencies": currencies,
        "said": [(name, value) for name, value in request.POST.items() if name in form.fields],
    }
    status = 422 if form.is_bound and not shares else 200
    return render(request, "workbench/bookroom/debtor_payment.html", context, status=status)


def _post(form: DebtorPaymentForm, page: DebtorPage, actor: Actor) -> tuple[Posting, ...]:
    said = form.cleaned_data
    order = DebtorPaymentOrder(
        creditor_id=page.party.creditor_id,
        debtor_id=page.party.party_id,
        amount=said["amount"],
        effective_on=said["effective_on"],
        key=said["key"],
        way=said["way"],
        memo=said["memo"],
    )
    return payments.post_debtor(order, actor)


def _shares(done: tuple[Posting, ...], page: DebtorPage) -> list[Share]:
    """The entry on each account, in the order of the accounts."""
    wanted = {posting.entry_id for posting in done}
    return [
        (account, entry)
        for account in page.accounts
        for entry in payments.entries_of(account.account_id)
        if entry.entry_id in wanted
    ]
