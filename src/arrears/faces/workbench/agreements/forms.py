"""The forms of agreements: they read what was typed, the promises room decides what may be."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from arrears.desk.promises.contracts import ConsentKind
from arrears.faces.workbench.collector.forms import WAYS_TO_PAY, AccountForm, choices
from arrears.faces.workbench.fields import DayInput, MoneyField
from arrears.faces.workbench.names import COMPONENT_WORDS
from arrears.faces.workbench.templatetags.workbench import plain_amount
from arrears.kernel.words import Words

MONTHS_MAX = 60
FILE_BYTES_MAX = 50 * 2**20
PAPERS = (".pdf", ".png", ".jpg", ".jpeg", ".docx")
SOUNDS = (".mp3", ".wav", ".m4a", ".ogg", ".opus")
GIVEN_UP = ("penalty", "fee", "interest", "cost", "principal")
CONSENT_WORDS: dict[ConsentKind, Words] = {
    ConsentKind.TALK: Words("通话中同意（须有录音）", "In a recorded talk"),
    ConsentKind.SIGNED: Words("签署的协议", "On signed paper"),
    ConsentKind.LINK: Words("债务人本人通过链接同意", "By a link of the debtor's own"),
}
BY_US = (ConsentKind.TALK, ConsentKind.SIGNED)
"""What a person of the house can record; a link is answered by the debtor alone."""


class OfferForm(AccountForm):
    """What every agreement says: the account, how it is paid, why."""

    why = forms.CharField(
        label=gettext_lazy("Why it is asked for"), min_length=2, max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip
    way = forms.ChoiceField(label=gettext_lazy("Way of paying"), required=False)
    last = ("way", "why")

    def __init__(
        self, *args: Any, accounts: Iterable[tuple[int, str]], currency: str, today: date, **kwargs: Any
    ) -> None:
        super().__init__(*args, accounts=accounts, **kwargs)
        way = self.fields["way"]
        assert isinstance(way, forms.ChoiceField)
        way.choices = choices(WAYS_TO_PAY, first=_("Not said"))
        for field in self.fields.values():
            if isinstance(field, MoneyField):
                field.currency = currency
            elif isinstance(field, forms.DateField):
                field.widget.attrs["min"] = today.isoformat()
        self.order_fields([name for name in self.fields if name not in self.last] + list(self.last))

    def about(self, account_id: int, path: str) -> None:
        """The account whose figures stand in the form; another choice brings its own."""
        field = self.fields["account_id"]
        field.initial = str(account_id)
        field.widget.attrs |= {"hx-get": path, "hx-target": "#work", "hx-disabled-elt": "this"}

    def start_with(self, **amounts: tuple[int, str]) -> None:
        """Fill amounts (minor units, currency) that are known before anybody types."""
        for name, (minor, currency) in amounts.items():
            if minor > 0:
                self.fields[name].initial = plain_amount(minor, currency)


class PlanForm(OfferForm):
    amount = MoneyField(label=gettext_lazy("Amount to spread"))
    months = forms.IntegerField(label=gettext_lazy("Months"), min_value=2, max_value=MONTHS_MAX, initial=6)
    starts_on = forms.DateField(
        label=gettext_lazy("Starts on"), widget=DayInput(),
        help_text=gettext_lazy("The first payment is due a month later."),
    )  # fmt: skip
    annual_rate = forms.DecimalField(
        label=gettext_lazy("Yearly rate in per cent"), required=False, min_value=0, max_value=36,
        decimal_places=4, help_text=gettext_lazy("Empty: no interest."),
    )  # fmt: skip
    income = MoneyField(label=gettext_lazy("Monthly income"), required=False)
    outgoings = MoneyField(label=gettext_lazy("Necessary monthly spending"), required=False)

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, today=today, **kwargs)
        self.fields["starts_on"].initial = today


class SettlementForm(OfferForm):
    amount = MoneyField(
        label=gettext_lazy("Lump sum"),
        help_text=gettext_lazy("What is owed beyond it is given up once it has come in."),
    )
    due_on = forms.DateField(label=gettext_lazy("To be paid by"), widget=DayInput())


class ExtensionForm(OfferForm):
    amount = MoneyField(label=gettext_lazy("Amount"))
    due_on = forms.DateField(label=gettext_lazy("New day"), widget=DayInput())


class WaiverForm(OfferForm):
    component = forms.ChoiceField(label=gettext_lazy("What is given up"))
    amount = MoneyField(label=gettext_lazy("Amount"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["way"]
        component = self.fields["component"]
        assert isinstance(component, forms.ChoiceField)
        component.choices = choices({name: COMPONENT_WORDS[name] for name in GIVEN_UP})


class DecisionForm(forms.Form):
    """Granting needs no words, refusing does: the promises room says so."""

    why = forms.CharField(label=gettext_lazy("Reason"), required=False, max_length=300)


class LinkForm(forms.Form):
    """Where the link goes: the debtor's own numbers and addresses, by the gate."""

    to = forms.TypedChoiceField(label=gettext_lazy("Send a link to"), coerce=int)

    def __init__(self, *args: Any, ways: Iterable[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["to"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(str(key), label) for key, label in ways]


class ConsentForm(forms.Form):
    """How the debtor agreed, with what shows it."""

    kind = forms.ChoiceField(label=gettext_lazy("How it was agreed"))
    attempt_id = forms.TypedChoiceField(
        label=gettext_lazy("The talk"), required=False, coerce=int, empty_value=None
    )
    file = forms.FileField(
        label=gettext_lazy("Recording or signed paper"), required=False,
        help_text=gettext_lazy("At most 50 MB. A talk that has its recording needs none."),
    )  # fmt: skip

    def __init__(self, *args: Any, talks: Iterable[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kind, talk = self.fields["kind"], self.fields["attempt_id"]
        assert isinstance(kind, forms.ChoiceField)
        assert isinstance(talk, forms.ChoiceField)
        kind.choices = choices({one: CONSENT_WORDS[one] for one in BY_US})
        talk.choices = [("", _("None")), *[(str(key), label) for key, label in talks]]

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        file = found.get("file")
        if file is None:
            return found
        allowed = SOUNDS if found.get("kind") == ConsentKind.TALK else PAPERS
        if not file.name.lower().endswith(allowed):
            self.add_error(
                "file", _("This kind of file is not taken here: {kinds}.").format(kinds=", ".join(allowed))
            )
        if file.size > FILE_BYTES_MAX:
            self.add_error("file", _("The file is larger than 50 MB."))
        return found


class AnswerForm(forms.Form):
    answer = forms.CharField(
        label=gettext_lazy("Answer"), max_length=4000, widget=forms.Textarea(attrs={"rows": 3})
    )
