"""Forms about one case at the gate: each asks where the proof is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from arrears.faces.workbench.compliance.names import COMPLIANCE_NAMES, CONSENT_WORDS, LIFT_WORDS
from arrears.faces.workbench.fields import DayInput
from arrears.faces.workbench.names import STOP_WORDS
from arrears.faces.workbench.templatetags.workbench import in_language

CHANNELS = ("call", "sms", "email", "letter", "visit", "in_app")
BY_OTHER_ROOMS = frozenset({"plan_kept", "mandate_ended"})
"""Stops that the promise and the placement place themselves."""


def named_choices(words: Mapping[Any, Any]) -> list[tuple[str, str]]:
    """Codes with their words in the reader's language, for a field of choices."""
    return [(str(code), in_language(said)) for code, said in words.items()]


def _channels() -> list[tuple[str, str]]:
    return [
        ("", _("every channel")),
        *((code, in_language(COMPLIANCE_NAMES["CHANNELS"][code])) for code in CHANNELS),
    ]


def offer(form: forms.Form, name: str, options: list[tuple[Any, str]]) -> None:
    """Give a field of a form its choices."""
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = options


class StopForm(forms.Form):
    kind = forms.ChoiceField(label=gettext_lazy("Kind of stop"))
    channel = forms.ChoiceField(label=gettext_lazy("Channel"), required=False)
    contact_point_id = forms.TypedChoiceField(
        label=gettext_lazy("Only this number or address"), required=False, coerce=int, empty_value=None
    )
    since = forms.DateField(label=gettext_lazy("Since (empty: now)"), required=False, widget=DayInput())
    until = forms.DateField(
        label=gettext_lazy("Free again from (empty: until lifted)"), required=False, widget=DayInput()
    )
    reference = forms.CharField(label=gettext_lazy("Where the proof is"), max_length=200)

    def __init__(self, *args: Any, points: Mapping[int, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = {kind: words for kind, words in STOP_WORDS.items() if kind not in BY_OTHER_ROOMS}
        offer(self, "kind", named_choices(offered))
        offer(self, "channel", _channels())
        offer(self, "contact_point_id", [("", _("all of them")), *points.items()])

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("kind") == "stop_channel" and not said.get("channel"):
            self.add_error("channel", _("Choose the channel that is stopped."))
        if said.get("since") and said.get("until") and said["until"] <= said["since"]:
            self.add_error("until", _("The end lies before the beginning."))
        return said


class ConsentForm(forms.Form):
    kind = forms.ChoiceField(label=gettext_lazy("Agreed to"))
    person_id = forms.TypedChoiceField(label=gettext_lazy("Who agreed"), coerce=int)
    channel = forms.ChoiceField(label=gettext_lazy("Channel"), required=False)
    given_on = forms.DateField(label=gettext_lazy("Given on (empty: now)"), required=False, widget=DayInput())
    until = forms.DateField(
        label=gettext_lazy("Ends before (empty: until withdrawn)"), required=False, widget=DayInput()
    )
    evidence = forms.CharField(label=gettext_lazy("Where the proof is"), max_length=200)

    def __init__(self, *args: Any, people: Mapping[int, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "kind", named_choices(CONSENT_WORDS))
        offer(self, "person_id", list(people.items()))
        offer(self, "channel", _channels())


class RefusedForm(forms.Form):
    person_id = forms.TypedChoiceField(label=gettext_lazy("Who does not want to be contacted"), coerce=int)
    reference = forms.CharField(label=gettext_lazy("Where the proof is"), max_length=200)

    def __init__(self, *args: Any, people: Mapping[int, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "person_id", list(people.items()))


class LiftForm(forms.Form):
    stop_id = forms.IntegerField(widget=forms.HiddenInput)
    ground = forms.ChoiceField(label=gettext_lazy("Why it ends"))
    why = forms.CharField(label=gettext_lazy("In words, with where the proof is"), max_length=300)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "ground", named_choices(LIFT_WORDS))


class WithdrawForm(forms.Form):
    consent_id = forms.IntegerField(widget=forms.HiddenInput)
    why = forms.CharField(label=gettext_lazy("In words, with where the proof is"), max_length=300)
