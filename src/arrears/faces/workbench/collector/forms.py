"""The forms of the case page: they read what was typed, the rooms' doors decide what may be."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from enum import StrEnum
from typing import Any, ClassVar, TypeVar

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from arrears.desk.care.contracts import DATA_REQUEST_WORDS, KIND_WORDS, ConcernKind, WishKind
from arrears.desk.contact.contracts import CHANNEL_WORDS, NOTE_CHARS_MAX, OUTCOME_WORDS, Outcome
from arrears.faces.workbench.fields import DayInput, MomentInput, MoneyField
from arrears.faces.workbench.templatetags.workbench import in_language, plain_amount
from arrears.kernel.reasons import REASON_WORDS, Reason
from arrears.kernel.words import Words
from arrears.people.team.contracts import DEPARTMENT_WORDS

Code = TypeVar("Code", bound=StrEnum)
WISH_WORDS: dict[WishKind, Words] = {
    WishKind.NO_CHANNEL: Words("不要用某一渠道", "Not by one channel"),
    WishKind.NO_CONTACT: Words("不要再联系", "No contact at all"),
}
WAYS_TO_PAY: dict[str, Words] = {
    "transfer": Words("银行转账", "Bank transfer"),
    "debit": Words("自动扣款", "Direct debit"),
    "app": Words("委托方应用内还款", "In the creditor's app"),
    "counter": Words("柜台", "At the counter"),
}


def choices(names: Mapping[Any, Words], first: str | None = None) -> list[tuple[str, str]]:
    """A room's table of words as the choices of a field; `first` is what stands for nothing chosen."""
    found = [(str(getattr(code, "value", code)), in_language(words)) for code, words in names.items()]
    return found if first is None else [("", first), *found]


class NoteArea(forms.Textarea):
    def __init__(self, draft: str = "", rows: int = 3) -> None:
        attrs: dict[str, Any] = {"rows": rows, "maxlength": NOTE_CHARS_MAX}
        super().__init__(attrs={**attrs, "data-draft": draft} if draft else attrs)


class OutcomeForm(forms.Form):
    """What came of an attempt."""

    code = forms.ChoiceField(label=gettext_lazy("What came of it"), widget=forms.RadioSelect)
    note = forms.CharField(
        label=gettext_lazy("Notes"), required=False, max_length=NOTE_CHARS_MAX, widget=NoteArea()
    )
    duration_s = forms.IntegerField(
        label=gettext_lazy("Length of the talk in seconds"), required=False, min_value=0, max_value=24 * 3600
    )
    call_back_at = forms.DateTimeField(
        label=gettext_lazy("Call back at"), required=False, widget=MomentInput(),
        help_text=gettext_lazy("Needed when a time to call back was agreed."),
    )  # fmt: skip
    written = forms.BooleanField(label=gettext_lazy("It came in writing"), required=False)

    def __init__(self, *args: Any, attempt_id: int, channel: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        code = self.fields["code"]
        assert isinstance(code, forms.ChoiceField)
        code.choices = choices(OUTCOME_WORDS)
        if channel != "call":
            del self.fields["duration_s"]
        self.use_required_attribute = False

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if found.get("code") == Outcome.CALL_BACK and not found.get("call_back_at"):
            self.add_error("call_back_at", _("Say when to call back."))
        return found


class CorrectForm(OutcomeForm):
    """A recorded outcome put right: with a reason, for what was recorded stays in the evidence."""

    why = forms.CharField(label=gettext_lazy("Why it is corrected"), min_length=2, max_length=200)

    def __init__(self, *args: Any, attempt_id: int, channel: str, **kwargs: Any) -> None:
        super().__init__(*args, attempt_id=attempt_id, channel=channel, **kwargs)
        code = self.fields["code"]
        assert isinstance(code, forms.ChoiceField)
        code.widget = forms.Select(choices=choices(OUTCOME_WORDS))
        self.order_fields(("code", "why", "note", "call_back_at", "duration_s", "written"))


class AccountForm(forms.Form):
    """A form about one account of the case (or, where it may be left open, about all of them)."""

    about_all: ClassVar[bool] = False
    account_id = forms.TypedChoiceField(
        label=gettext_lazy("Account"), coerce=int, empty_value=None, widget=forms.Select
    )

    def __init__(self, *args: Any, accounts: Iterable[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["account_id"]
        assert isinstance(field, forms.ChoiceField)
        named = [(str(account_id), label) for account_id, label in accounts]
        field.required = not self.about_all
        field.choices = [("", _("All accounts")), *named] if self.about_all else named
        if len(named) == 1 and not self.about_all:
            field.initial = named[0][0]


class PromiseForm(AccountForm):
    amount = MoneyField(label=gettext_lazy("Promised amount"))
    due_on = forms.DateField(label=gettext_lazy("Promised day"), widget=DayInput())
    way = forms.ChoiceField(label=gettext_lazy("Way of paying"), required=False)

    def __init__(
        self, *args: Any, currency: str, overdue_minor: int, today: date, latest: date | None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        amount, way = self.fields["amount"], self.fields["way"]
        assert isinstance(amount, MoneyField)
        assert isinstance(way, forms.ChoiceField)
        amount.currency = currency
        amount.initial = plain_amount(overdue_minor, currency) if overdue_minor else ""
        way.choices = choices(WAYS_TO_PAY, first=_("Not said"))
        widget = self.fields["due_on"].widget
        widget.attrs["min"] = today.isoformat()
        if latest:
            widget.attrs["max"] = latest.isoformat()


class ConcernForm(AccountForm):
    """A dispute, a hardship, a complaint, a wish: it stops or changes every channel at once."""

    about_all = True
    kind = forms.ChoiceField(label=gettext_lazy("What was raised"))
    text = forms.CharField(
        label=gettext_lazy("In the debtor's words"), max_length=NOTE_CHARS_MAX, widget=NoteArea()
    )
    amount = MoneyField(
        label=gettext_lazy("Disputed amount"), required=False,
        help_text=gettext_lazy("Only for a dispute of a part; empty means all of it."),
    )  # fmt: skip
    wish = forms.ChoiceField(label=gettext_lazy("The wish"), required=False)
    channel = forms.ChoiceField(label=gettext_lazy("Channel"), required=False)
    data_request = forms.ChoiceField(label=gettext_lazy("The request"), required=False)
    written = forms.BooleanField(label=gettext_lazy("It came in writing"), required=False)

    def __init__(self, *args: Any, currency: str, case: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._choose("kind", choices(KIND_WORDS))
        self._choose("wish", choices(WISH_WORDS, first=_("No wish")))
        self._choose("channel", choices(CHANNEL_WORDS, first=_("All channels")))
        self._choose("data_request", choices(DATA_REQUEST_WORDS, first=_("No request")))
        self.fields["text"].widget = NoteArea(draft=f"concern-{case}")
        amount = self.fields["amount"]
        assert isinstance(amount, MoneyField)
        amount.currency = currency
        self.order_fields(
            ("kind", "text", "account_id", "amount", "wish", "channel", "data_request", "written")
        )

    def _choose(self, name: str, options: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = options

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        kind = found.get("kind")
        if kind == ConcernKind.WISH and not found.get("wish"):
            self.add_error("wish", _("Say what is wished."))
        if kind == ConcernKind.WISH and found.get("wish") == WishKind.NO_CHANNEL and not found.get("channel"):
            self.add_error("channel", _("Say which channel."))
        if kind == ConcernKind.DATA_REQUEST and not found.get("data_request"):
            self.add_error("data_request", _("Say what is requested."))
        if found.get("amount") and not found.get("account_id"):
            self.add_error("account_id", _("A part can only be disputed on one account."))
        return found


class ReasonForm(AccountForm):
    reason = forms.ChoiceField(label=gettext_lazy("Why in arrears"))
    evidence = forms.CharField(
        label=gettext_lazy("What shows it"), required=False, max_length=NOTE_CHARS_MAX, widget=NoteArea()
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reason = self.fields["reason"]
        assert isinstance(reason, forms.ChoiceField)
        known = {code: words for code, words in REASON_WORDS.items() if code is not Reason.UNKNOWN}
        reason.choices = choices(known)


class TaskForm(AccountForm):
    about_all = True
    department = forms.ChoiceField(label=gettext_lazy("Department"))
    question = forms.CharField(
        label=gettext_lazy("Question or task"), max_length=NOTE_CHARS_MAX, widget=NoteArea()
    )

    def __init__(self, *args: Any, case: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        department = self.fields["department"]
        assert isinstance(department, forms.ChoiceField)
        department.choices = choices(DEPARTMENT_WORDS)
        self.fields["question"].widget = NoteArea(draft=f"task-{case}")
        self.order_fields(("department", "account_id", "question"))


class FollowUpForm(forms.Form):
    due_on = forms.DateField(label=gettext_lazy("On"), widget=DayInput())
    at = forms.TimeField(
        label=gettext_lazy("At"), required=False, widget=forms.TimeInput({"type": "time"}, format="%H:%M")
    )
    what = forms.CharField(label=gettext_lazy("What is to be done"), max_length=300)

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["due_on"].widget.attrs["min"] = today.isoformat()


class LaterForm(forms.Form):
    until = forms.DateTimeField(label=gettext_lazy("Until"), widget=MomentInput())
    why = forms.CharField(label=gettext_lazy("Reason"), min_length=2, max_length=200)


class WhyForm(forms.Form):
    """A reason in words, for what leaves a trace: unmasking, withdrawing."""

    why = forms.CharField(label=gettext_lazy("Reason"), min_length=2, max_length=200)


class ComposeForm(forms.Form):
    """A message before it is put to the gate."""

    subject = forms.CharField(label=gettext_lazy("Subject"), max_length=200, required=False)
    text = forms.CharField(
        label=gettext_lazy("Text"), max_length=20_000, widget=forms.Textarea(attrs={"rows": 7})
    )

    def __init__(self, *args: Any, channel: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if channel != "email":
            del self.fields["subject"]
