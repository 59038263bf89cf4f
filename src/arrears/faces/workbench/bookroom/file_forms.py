"""Forms of the files: sending one up, narrowing the list, giving a reason."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from arrears.book.intake import api as intake
from arrears.book.intake.contracts import FileKind, IntakeError
from arrears.faces.workbench.bookroom.names import FILE_KIND_WORDS, FILE_STATE_WORDS
from arrears.faces.workbench.fields import DayInput
from arrears.faces.workbench.templatetags.workbench import in_language
from arrears.foundation.api import Actor, creditors

UPLOAD_BYTES_MAX = 256 * 1024 * 1024
"""What a browser may send up; larger files come through the watched folder."""
SUM = "sum-"
ENDINGS = ".csv,.txt,.tsv,.xlsx,.xls,.json,.jsonl,.ndjson,.parquet"


def offer(form: forms.Form, name: str, options: Iterable[tuple[str, str]]) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = list(options)


def creditor_options(actor: Actor) -> list[tuple[str, str]]:
    return [(str(one.id), one.name) for one in creditors(actor)]


def mapping_options(creditor_id: int, actor: Actor) -> list[tuple[str, list[tuple[str, str]]]]:
    """The mappings of a creditor under what their rows are; a saved one says its version."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for one in intake.mappings(creditor_id, actor):
        title = in_language(one.title)
        label = _("{title} · version {number}").format(title=title, number=one.version)
        group = in_language(FILE_KIND_WORDS[one.kind])
        groups.setdefault(group, []).append((one.code, label if one.version else title))
    return list(groups.items())


class UploadForm(forms.Form):
    """Whose file, of which day, read by which mapping; what the sender says it holds."""

    creditor = forms.TypedChoiceField(label=gettext_lazy("Creditor"), coerce=int)
    mapping = forms.ChoiceField(label=gettext_lazy("Mapping"))
    business_date = forms.DateField(
        label=gettext_lazy("Business date"), widget=DayInput(),
        help_text=gettext_lazy("The day that the file speaks of."),
    )  # fmt: skip
    file = forms.FileField(
        label=gettext_lazy("File"), max_length=200, widget=forms.FileInput(attrs={"accept": ENDINGS}),
        help_text=gettext_lazy("CSV, Excel, JSON or Parquet, up to 256 MiB."),
    )  # fmt: skip
    batch = forms.CharField(
        label=gettext_lazy("Placement batch"), required=False, max_length=60,
        help_text=gettext_lazy("Empty: accounts keep their batch."),
    )  # fmt: skip
    rows = forms.IntegerField(
        label=gettext_lazy("Rows, as the sender says"), required=False, min_value=0, max_value=10**9
    )
    accounts = forms.IntegerField(
        label=gettext_lazy("Accounts, as the sender says"), required=False, min_value=0, max_value=10**9
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.actor = actor
        options = creditor_options(actor)
        offer(self, "creditor", options)
        named = (
            self.data.get("creditor") or self.initial.get("creditor") or (options[0][0] if options else "")
        )
        known = str(named) if str(named) in dict(options) else ""
        offer(self, "mapping", mapping_options(int(known), actor) if known else [])  # type: ignore[arg-type]  # groups are choices too

        for kind in FileKind:
            for one in intake.summed_fields(kind):
                self.fields[f"{SUM}{one.code}"] = forms.CharField(
                    label=in_language(one.words), required=False, max_length=24,
                    widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
                )  # fmt: skip

    def sums(self) -> list[tuple[str, list[forms.BoundField]]]:
        """The inputs for sums of columns under what a file's rows are."""
        return [
            (
                in_language(FILE_KIND_WORDS[kind]),
                [self[f"{SUM}{one.code}"] for one in intake.summed_fields(kind)],
            )
            for kind in FileKind
        ]

    def sums_open(self) -> bool:
        """Whether somebody has begun to state sums."""
        return any(field.data for _kind, fields in self.sums() for field in fields)

    def clean(self) -> dict[str, Any]:
        """`expected`: everything that the sender states about the file, None when it states nothing."""
        said = super().clean() or self.cleaned_data
        if "mapping" not in said or "creditor" not in said:
            return said
        sums = {name.removeprefix(SUM): text for name, text in said.items() if name.startswith(SUM) and text}
        try:
            said["expected"] = intake.control_totals(
                said["creditor"], said["mapping"], self.actor,
                rows=said.get("rows"), accounts=said.get("accounts"), sums=sums,
            )  # fmt: skip
        except IntakeError as error:
            raise forms.ValidationError(in_language(error.words)) from error
        return said

    def clean_file(self) -> Any:
        sent = self.cleaned_data["file"]
        if sent.size > UPLOAD_BYTES_MAX:
            raise forms.ValidationError(_("The file is larger than 256 MiB; put it into the watched folder."))
        return sent


class FilesFilter(forms.Form):
    creditor = forms.TypedChoiceField(label=gettext_lazy("Creditor"), required=False, coerce=int)
    state = forms.ChoiceField(label=gettext_lazy("State"), required=False)
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), required=False)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "creditor", [("", _("All creditors")), *creditor_options(actor)])
        states = [(str(code), in_language(words)) for code, words in FILE_STATE_WORDS.items()]
        offer(self, "state", [("", _("All states")), *states])
        kinds = [(str(code), in_language(words)) for code, words in FILE_KIND_WORDS.items()]
        offer(self, "kind", [("", _("All kinds")), *kinds])
        for field in self.fields.values():
            field.widget.attrs["data-autosubmit"] = ""


class WhyForm(forms.Form):
    why = forms.CharField(label=gettext_lazy("Reason"), min_length=2, max_length=400)
