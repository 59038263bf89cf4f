"""What a debtor types: who they are, and what they answer."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy

ID_CHARS_MAX = 40
WORDS_MAX = 2_000


class ProofForm(forms.Form):
    id_number = forms.CharField(
        label=gettext_lazy("Your id number"), max_length=ID_CHARS_MAX,
        help_text=gettext_lazy("The whole number, as on your id card; for a company its registration number."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )  # fmt: skip


class AgreeForm(forms.Form):
    """`seen` is the text that was shown; the room compares it."""

    seen = forms.CharField(max_length=64, widget=forms.HiddenInput())
    agreed = forms.BooleanField(
        label=gettext_lazy("I have read this agreement and agree to it."),
        error_messages={"required": gettext_lazy("Tick this if you agree.")},
    )


class DeclineForm(forms.Form):
    text = forms.CharField(
        label=gettext_lazy("What you would like us to know (you need not say anything)"), required=False,
        max_length=WORDS_MAX, widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip
