"""The forms of the leader's seat."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from arrears.faces.workbench.fields import DayInput
from arrears.foundation.api import Actor, Role, users


def collectors(actor: Actor) -> list[tuple[int, str]]:
    """The people that the leader sees and who take cases."""
    return [(one.id, one.name) for one in users(actor, Role.COLLECTOR) if one.active]


class PeopleForm(forms.Form):
    """A form that names people: each field of `people` offers those who take cases."""

    people: tuple[str, ...] = ()

    def __init__(self, *args: Any, people: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in self.people:
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = [("", "—"), *((str(user_id), label) for user_id, label in people)]


class ReassignForm(PeopleForm):
    """All open cases of one person to another, with the reason."""

    people = ("from_user", "to_user")
    from_user = forms.TypedChoiceField(label=gettext_lazy("From"), coerce=int)
    to_user = forms.TypedChoiceField(label=gettext_lazy("To"), coerce=int)
    why = forms.CharField(label=gettext_lazy("Reason"), min_length=2, max_length=200)

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if found.get("from_user") and found.get("from_user") == found.get("to_user"):
            self.add_error("to_user", _("Choose somebody else."))
        return found


class AssignForm(PeopleForm):
    """One case or many to a person, with the reason."""

    people = ("to_user",)
    to_user = forms.TypedChoiceField(label=gettext_lazy("To"), coerce=int)
    why = forms.CharField(label=gettext_lazy("Reason"), min_length=2, max_length=200)


class AbsenceForm(PeopleForm):
    """Somebody is away: who, from when to when, who stands in."""

    people = ("user", "deputy")
    user = forms.TypedChoiceField(label=gettext_lazy("Who is away"), coerce=int)
    first = forms.DateField(label=gettext_lazy("From"), widget=DayInput())
    last = forms.DateField(label=gettext_lazy("To"), widget=DayInput())
    deputy = forms.TypedChoiceField(
        label=gettext_lazy("Stands in"), coerce=int, required=False, empty_value=None,
        help_text=gettext_lazy("Nobody: the cases go to whoever takes the next one."),
    )  # fmt: skip
    why = forms.CharField(label=gettext_lazy("Reason"), required=False, max_length=120)

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("first", "last"):
            self.fields[name].widget.attrs["min"] = today.isoformat()
            self.fields[name].initial = today
