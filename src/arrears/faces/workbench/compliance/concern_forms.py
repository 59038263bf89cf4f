"""Forms about one concern."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from arrears.book.portfolio.contracts import ContactPointFacts
from arrears.desk.care import api as care
from arrears.desk.contact.contracts import AttemptFacts
from arrears.faces.workbench.compliance.case_forms import named_choices, offer
from arrears.faces.workbench.compliance.names import COMPLIANCE_NAMES
from arrears.faces.workbench.fields import DayInput
from arrears.faces.workbench.templatetags.workbench import in_language, moment_text

WHY = gettext_lazy("Why")


class CloseForm(forms.Form):
    result = forms.ChoiceField(label=gettext_lazy("Result"))
    answer = forms.CharField(
        label=gettext_lazy("Answer to the debtor"),
        required=False,
        max_length=4_000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    root_cause = forms.CharField(label=gettext_lazy("Root cause"), required=False, max_length=120)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "result", named_choices(care.RESULT_WORDS))


class ReviewForm(forms.Form):
    why = forms.CharField(label=gettext_lazy("What the review found"), max_length=200)


class OwnerForm(forms.Form):
    owner_id = forms.TypedChoiceField(label=gettext_lazy("Looks after it"), coerce=int)

    def __init__(self, *args: Any, owners: Mapping[int, str], at: int | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["owner_id"] = at
        offer(self, "owner_id", list(owners.items()))


class RateForm(forms.Form):
    complexity = forms.ChoiceField(label=gettext_lazy("How hard it is"))
    why = forms.CharField(label=WHY, max_length=200)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "complexity", named_choices(care.COMPLEXITY_WORDS))


class DueForm(forms.Form):
    due_on = forms.DateField(label=gettext_lazy("Answer due"), widget=DayInput())
    why = forms.CharField(label=WHY, max_length=200)

    def __init__(self, *args: Any, at: date | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["due_on"] = at


class LinkForm(forms.Form):
    attempt_id = forms.TypedChoiceField(label=gettext_lazy("Contact that it is about"), coerce=int)

    def __init__(self, *args: Any, talks: Iterable[AttemptFacts], at: int | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["attempt_id"] = at
        offer(self, "attempt_id", [(one.id, talk_words(one)) for one in talks])


class HandOutForm(forms.Form):
    point_id = forms.TypedChoiceField(label=gettext_lazy("By post or e-mail to"), coerce=int)

    def __init__(self, *args: Any, points: Iterable[ContactPointFacts], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = {"address": _("Letter"), "email": _("E-mail")}
        offer(
            self,
            "point_id",
            [(one.contact_point_id, f"{kinds[one.kind.value]} · {one.masked}") for one in points],
        )


def talk_words(one: AttemptFacts) -> str:
    """A contact in one line: when, by what, who."""
    return f"{moment_text(one.at)} · {in_language(COMPLIANCE_NAMES['CHANNELS'][one.channel])} · {one.by}"
