"""Forms that move money on an account: what is typed becomes an order, the ledger decides whether it may be."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from arrears.book.payments.contracts import OWED_COMPONENTS, Balance, Component
from arrears.book.portfolio.contracts import AccountFacts
from arrears.faces.workbench.bookroom.file_forms import offer
from arrears.faces.workbench.bookroom.names import WAY_WORDS
from arrears.faces.workbench.fields import DayInput, MoneyField
from arrears.faces.workbench.names import COMPONENT_WORDS
from arrears.faces.workbench.templatetags.workbench import amount_text, in_language, plain_amount

HAND = "hand/"
"""What keys of entries that a person posts begin with; the rest is made once per form."""


def new_key() -> str:
    return HAND + uuid.uuid4().hex


class MoneyForm(forms.Form):
    """What every posting by hand has: the day it counts from, and a key that makes it happen once."""

    effective_on = forms.DateField(label=gettext_lazy("Effective on"), widget=DayInput())
    key = forms.RegexField(regex=rf"^{HAND}[0-9a-f]{{32}}$", widget=forms.HiddenInput)

    def __init__(self, *args: Any, facts: AccountFacts, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field, MoneyField):
                field.currency = facts.currency

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if "key" in self.errors:  # a hidden field has no place of its own for its error
            raise forms.ValidationError(_("The form lost its key; open it again."))
        return found


class PaymentForm(MoneyForm):
    amount = MoneyField(label=gettext_lazy("Amount"))
    way = forms.ChoiceField(label=gettext_lazy("Way"))
    designation = forms.CharField(
        label=gettext_lazy("Instalments that the debtor named"), required=False, max_length=200,
        help_text=gettext_lazy("Their numbers, such as 3, 4. Empty: the agreed or statutory order."),
    )  # fmt: skip
    memo = forms.CharField(
        label=gettext_lazy("Reference or proof"), required=False, max_length=400,
        help_text=gettext_lazy("The bank's reference or what the payer wrote."),
    )  # fmt: skip
    field_order = ("amount", "effective_on", "way", "designation", "memo", "key")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "way", [(code, in_language(words)) for code, words in WAY_WORDS.items()])

    def clean_designation(self) -> tuple[int, ...]:
        parts = [
            part for part in self.cleaned_data["designation"].replace("，", ",").split(",") if part.strip()
        ]
        try:
            return tuple(int(part) for part in parts)
        except ValueError as error:
            raise forms.ValidationError(_("Numbers of instalments, separated by commas")) from error


class RefundForm(MoneyForm):
    amount = MoneyField(label=gettext_lazy("Amount"))
    why = forms.CharField(label=gettext_lazy("Reason"), min_length=2, max_length=400)
    field_order = ("amount", "effective_on", "why", "key")


class TransferForm(MoneyForm):
    to_account = forms.TypedChoiceField(label=gettext_lazy("To account"), coerce=int)
    amount = MoneyField(label=gettext_lazy("Amount"))
    why = forms.CharField(label=gettext_lazy("Reason"), min_length=2, max_length=400)
    field_order = ("to_account", "amount", "effective_on", "why", "key")

    def __init__(self, *args: Any, others: Sequence[AccountFacts], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "to_account", [(str(one.account_id), one.number) for one in others])


class PointsForm(MoneyForm):
    points = forms.IntegerField(label=gettext_lazy("Points"), min_value=1, max_value=10**9)
    field_order = ("points", "effective_on", "key")


class GiveUpForm(MoneyForm):
    """An amount for each component that is owed."""

    why = forms.CharField(label=gettext_lazy("Reason"), min_length=2, max_length=400)

    def __init__(self, *args: Any, balance: Balance, everything: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.parts = [one for one in OWED_COMPONENTS if balance.by_component.get(one)]
        for part in self.parts:
            owed = balance.by_component[part]
            field = MoneyField(
                label=in_language(COMPONENT_WORDS[part]),
                required=False,
                initial=plain_amount(owed, balance.currency) if everything else None,
                help_text=_("Owed: {amount}").format(amount=amount_text(owed, balance.currency)),
            )
            field.currency = balance.currency
            self.fields[part.value] = field
        self.order_fields([*(part.value for part in self.parts), "effective_on", "why", "key"])

    def amounts(self) -> dict[Component, int]:
        said = {part: self.cleaned_data.get(part.value) for part in self.parts}
        return {part: money.minor for part, money in said.items() if money is not None}

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if not self.errors and not self.amounts():
            raise forms.ValidationError(_("Say how much of which component."))
        return found


class ReverseForm(MoneyForm):
    why = forms.CharField(label=gettext_lazy("Reason"), min_length=2, max_length=400)
