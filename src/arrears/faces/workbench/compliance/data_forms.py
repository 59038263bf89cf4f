"""Forms of requests for one's data."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from arrears.book.portfolio.contracts import ContactKind
from arrears.desk.care.contracts import PointOutlook
from arrears.faces.workbench.compliance.case_forms import offer
from arrears.faces.workbench.templatetags.workbench import in_language


class CorrectForm(forms.Form):
    name = forms.CharField(label=gettext_lazy("Name (empty: stays)"), required=False, max_length=100)
    region = forms.CharField(label=gettext_lazy("Region (empty: stays)"), required=False, max_length=80)
    birth_year = forms.IntegerField(
        label=gettext_lazy("Year of birth (empty: stays)"), required=False, min_value=1900, max_value=2099
    )
    contact_kind = forms.ChoiceField(label=gettext_lazy("A way to reach them to add"), required=False)
    contact_value = forms.CharField(label=gettext_lazy("Number or address"), required=False, max_length=200)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = {
            ContactKind.PHONE: _("Telephone"), ContactKind.EMAIL: _("E-mail"), ContactKind.ADDRESS: _("Address"),
        }  # fmt: skip
        offer(self, "contact_kind", [("", _("none")), *((kind.value, name) for kind, name in kinds.items())])

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if bool(said.get("contact_kind")) != bool(said.get("contact_value")):
            self.add_error("contact_value", _("Choose the kind and give the number or address."))
        return said


class DeletionForm(forms.Form):
    points = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Numbers and addresses that may go"),
        required=False,
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
    )
    party = forms.BooleanField(label=gettext_lazy("Everything that tells who the person is"), required=False)

    def __init__(self, *args: Any, points: Iterable[PointOutlook], whole: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        listed = [
            (
                one.point.contact_point_id,
                f"{one.point.masked} · {one.point.person_masked}: {in_language(one.why)}",
            )
            for one in points
        ]
        offer(self, "points", listed)
        if not listed:
            del self.fields["points"]
        if not whole:
            del self.fields["party"]
