"""Mappings: which heading holds which field, guessed, chosen by a person, tried on the file, kept as versions."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from arrears.book.intake import api as intake
from arrears.book.intake.contracts import FileKind, HeadingGuess, IntakeError, MappingFacts
from arrears.faces.workbench.access import in_scope
from arrears.faces.workbench.bookroom.file_forms import creditor_options, offer
from arrears.faces.workbench.bookroom.held import Held, held
from arrears.faces.workbench.bookroom.mapping_draft import (
    DEFAULTS,
    SETTINGS,
    Draft,
    DraftColumn,
    changes,
    draft_of,
    met,
    toml_of,
)
from arrears.faces.workbench.bookroom.mapping_fields import column_choices, field_groups, setting_choices
from arrears.faces.workbench.bookroom.names import NAMES
from arrears.faces.workbench.bookroom.rehearsal import undone
from arrears.faces.workbench.bookroom.rights import KEEP_MAPPINGS
from arrears.faces.workbench.templatetags.workbench import in_language
from arrears.foundation.access import actor_of, may
from arrears.foundation.api import Actor, creditor_by_id, creditors, require_scope

COLUMNS_MAX = 200
SURE = 0.9
TRIED_BYTES_MAX = 4 * 1024 * 1024
"""Up to this size a change in the editor is tried on the whole file at once."""
TRIED_REJECTS = 10
PREVIEW_SHOWN = 5


class CopyForm(forms.Form):
    """A name of its own for a copy of a mapping."""

    creditor = forms.TypedChoiceField(label=gettext_lazy("Creditor"), coerce=int)
    code = forms.SlugField(
        label=gettext_lazy("Name of the copy"), max_length=40,
        help_text=gettext_lazy("Letters, digits, - and _. The same name as a shipped mapping takes its place."),
    )  # fmt: skip

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "creditor", creditor_options(actor))


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One row of the editor: a heading, what was guessed of it, what is chosen."""

    place: int
    column: DraftColumn
    guess: HeadingGuess | None = None

    @property
    def sure(self) -> bool:
        return self.guess is not None and self.guess.confidence >= SURE


def _creditor_id(request: HttpRequest, actor: Actor) -> int:
    asked = request.GET.get("creditor", "")
    houses = creditors(actor)
    if asked.isdecimal():
        require_scope(actor, int(asked))
        return int(asked)
    if not houses:
        raise Http404
    return houses[0].id


@may(*KEEP_MAPPINGS)
@require_GET
@in_scope
def book_mappings(request: HttpRequest) -> HttpResponse:
    """The mappings that a creditor's files may use: shipped ones to be copied, own ones with versions."""
    actor = actor_of(request)
    if not creditors(actor):
        return render(request, "workbench/bookroom/mappings.html", {**NAMES, "houses": ()})
    creditor_id = _creditor_id(request, actor)
    found = intake.mappings(creditor_id, actor)
    context = {
        **NAMES,
        "houses": creditors(actor),
        "creditor_id": creditor_id,
        "own": [one for one in found if one.version],
        "shipped": [one for one in found if not one.version],
    }
    return render(request, "workbench/bookroom/mappings.html", context)


def _facts(creditor_id: int, code: str, actor: Actor) -> tuple[MappingFacts, ...]:
    found = intake.mapping_versions(creditor_id, code, actor)
    if not found:
        raise Http404
    return found


@may(*KEEP_MAPPINGS)
@require_http_methods(["GET", "POST"])
@in_scope
def book_mapping(request: HttpRequest, creditor_id: int, code: str) -> HttpResponse:
    """A mapping's versions, what changed between two of them, and a copy to edit."""
    actor = actor_of(request)
    versions = _facts(creditor_id, code, actor)
    form = CopyForm(request.POST or None, actor=actor, initial={"creditor": creditor_id, "code": f"{code}-2"})
    if form.is_valid():
        said = form.cleaned_data
        try:
            text = intake.mapping_text(creditor_id, code, actor)
            intake.save_mapping(said["creditor"], said["code"], text, actor)
        except IntakeError as error:
            form.add_error("code", in_language(error.words))
        else:
            return redirect("book_mapping_edit", said["creditor"], said["code"])
    shown, other = _two(request, versions)
    text = intake.mapping_version_text(creditor_id, code, shown, actor)
    compared = intake.mapping_version_text(creditor_id, code, other, actor) if other is not None else None
    draft = draft_of(text)
    context = {
        **NAMES,
        "creditor": creditor_by_id(creditor_id),
        "code": code,
        "facts": versions[0],
        "versions": versions,
        "shown": shown,
        "other": other,
        "draft": draft,
        "fields": dict(column_choices(draft.kind)),
        "settings": _settings_shown(draft),
        "changes": changes(compared, text) if compared is not None else None,
        "form": form,
        "editable": bool(versions[0].version),
    }
    return render(request, "workbench/bookroom/mapping.html", context, status=422 if form.errors else 200)


def _two(request: HttpRequest, versions: tuple[MappingFacts, ...]) -> tuple[int, int | None]:
    """The version in view, and the one that it is compared with."""
    known = [one.version for one in versions]
    asked = [request.GET.get(name, "") for name in ("version", "with")]
    shown, other = [int(text) if text.isdecimal() and int(text) in known else None for text in asked]
    newest = known[0] if shown is None else shown
    if other is None and "with" not in request.GET:
        other = next((number for number in known if number < newest), None)
    return newest, other if other != newest else None


def _settings_shown(draft: Draft) -> list[tuple[str, str]]:
    return [
        (label, dict(options).get(draft.settings.get(name, ""), draft.settings.get(name, "")))
        for name, label, options in setting_choices()
    ]


# --- the editor ------------------------------------------------------------------------------------------


@may(*KEEP_MAPPINGS)
@require_http_methods(["GET", "POST"])
@in_scope
def book_mapping_edit(request: HttpRequest, creditor_id: int, code: str) -> HttpResponse:
    """Edit a creditor's own mapping; saving makes the next version."""
    actor = actor_of(request)
    versions = _facts(creditor_id, code, actor)
    if not versions[0].version:
        return redirect("book_mapping", creditor_id, code)
    if request.method == "POST":
        return _posted(request, actor, creditor_id, None, code)
    draft = draft_of(intake.mapping_text(creditor_id, code, actor))
    blank = tuple(DraftColumn(heading="") for _place in range(3))
    draft = replace(draft, columns=(*draft.columns, *blank))
    return _editor(request, draft, creditor_id=creditor_id, code=code)


@may(*KEEP_MAPPINGS)
@require_http_methods(["GET", "POST"])
@in_scope
def book_mapping_guess(request: HttpRequest, token: str) -> HttpResponse:
    """Make a mapping for a file that was sent up: columns guessed, confirmed by a person, tried on the file."""
    actor = actor_of(request)
    kept = held(token, actor)
    if request.method == "POST":
        return _posted(request, actor, kept.creditor_id, kept, kept.mapping)
    start = draft_of(intake.mapping_text(kept.creditor_id, kept.mapping, actor))
    asked = request.GET.get("kind", start.kind)
    kind = FileKind(asked) if asked in set(FileKind) else FileKind.PORTFOLIO
    try:
        guesses = intake.guess_headings(kept.content(actor), kind=kind, name=kept.name)
    except IntakeError as error:
        return render(
            request, "workbench/bookroom/mapping_edit.html", {"error": error, "held": kept, "token": token}
        )
    own = intake.mapping_versions(kept.creditor_id, kept.mapping, actor)[0].version > 0
    draft = _guessed(start, kind, guesses, keep_others=own)
    return _editor(
        request, draft, creditor_id=kept.creditor_id, code=kept.mapping, kept=kept, guesses=guesses
    )


def _guessed(start: Draft, kind: FileKind, guesses: tuple[HeadingGuess, ...], *, keep_others: bool) -> Draft:
    """The mapping that was chosen, laid over the file; what it does not know is filled by guesses.

    `keep_others`: columns that this file does not have stay, since other files of the creditor may.
    """
    if start.kind != kind.value:
        start = Draft(kind=kind.value, title_zh="", title_en="", settings=dict(DEFAULTS), columns=())
    laid = met(start, [guess.heading for guess in guesses])
    columns, others = list(laid.columns[: len(guesses)]), laid.columns[len(guesses) :]
    used = {column.field for column in columns if column.field}
    for place, guess in enumerate(guesses):
        if not columns[place].field and guess.field and guess.field not in used:
            columns[place] = replace(columns[place], field=guess.field, unit=guess.unit or "")
            used.add(guess.field)
    return replace(laid, columns=(*columns, *(others if keep_others else ())))


def _editor(
    request: HttpRequest,
    draft: Draft,
    *,
    creditor_id: int,
    code: str,
    kept: Held | None = None,
    guesses: tuple[HeadingGuess, ...] = (),
    problem: IntakeError | None = None,
) -> HttpResponse:
    by_heading = {guess.heading: guess for guess in guesses}
    lines = [
        Line(place=place, column=column, guess=by_heading.get(column.heading))
        for place, column in enumerate(draft.columns)
    ]
    context: dict[str, Any] = {
        **NAMES,
        "creditor": creditor_by_id(creditor_id),
        "code": code,
        "draft": draft,
        "lines": lines,
        "groups": field_groups(draft.kind),
        "settings": [
            (name, label, options, draft.settings.get(name, "")) for name, label, options in setting_choices()
        ],
        "held": kept,
        "token": kept.token if kept else "",
        "problem": problem,
        "kinds": [(kind.value, in_language(words)) for kind, words in _kind_words()],
    }
    return render(request, "workbench/bookroom/mapping_edit.html", context, status=422 if problem else 200)


def _kind_words() -> list[tuple[FileKind, Any]]:
    return [(kind, NAMES["FILE_KINDS"][kind]) for kind in FileKind]


def _posted(
    request: HttpRequest, actor: Actor, creditor_id: int, kept: Held | None, code: str
) -> HttpResponse:
    """What the editor sends: tried without a trace, or saved as the next version."""
    draft = read_draft(request)
    name = request.POST.get("code", code).strip() or code
    if request.POST.get("act") != "save":
        return _tried(request, draft, actor, creditor_id, kept, name)
    try:
        saved = intake.save_mapping(creditor_id, name, toml_of(draft), actor)
    except IntakeError as error:
        return _editor(request, draft, creditor_id=creditor_id, code=name, kept=kept, problem=error)
    messages.success(request, _("The mapping is saved as version {number}.").format(number=saved.version))
    if kept is not None:
        return redirect("book_held", replace(kept, mapping=name).token)
    return redirect("book_mapping", creditor_id, name)


def _tried(
    request: HttpRequest, draft: Draft, actor: Actor, creditor_id: int, kept: Held | None, code: str
) -> HttpResponse:
    """The draft on the file: how its first rows would be read, and what a small file would give."""
    context: dict[str, Any] = {**NAMES, "fields": dict(column_choices(draft.kind)), "draft": draft}
    try:
        with undone():
            intake.save_mapping(creditor_id, code, toml_of(draft), actor)
            if kept is not None:
                context |= _on_the_file(replace(kept, mapping=code), draft, actor)
    except IntakeError as error:
        context["error"] = error
    return render(request, "workbench/bookroom/parts/mapping_tried.html", context)


def _on_the_file(kept: Held, draft: Draft, actor: Actor) -> dict[str, Any]:
    content = kept.content(actor)
    headings, rows = intake.preview(
        content, creditor_id=kept.creditor_id, mapping=kept.mapping, actor=actor, name=kept.name
    )
    read = {column.heading: column.field for column in draft.columns if column.field}
    found: dict[str, Any] = {
        "headings": [(heading, read.get(heading, "")) for heading in headings],
        "rows": rows[:PREVIEW_SHOWN],
    }
    if len(content) <= TRIED_BYTES_MAX:
        report = intake.accept(
            content,
            creditor=kept.creditor(actor).code,
            mapping=kept.mapping,
            business_date=kept.business_date,
            actor=actor,
            dry_run=True,
            name=kept.name,
        )
        found |= {"report": report, "rejects": report.rejects[:TRIED_REJECTS]}
    return found


def read_draft(request: HttpRequest) -> Draft:
    """The editor's fields as a draft; what is not there is left out, what is wrong the intake will say."""
    said = request.POST
    asked = said.get("lines", "0")
    count = min(int(asked), COLUMNS_MAX) if asked.isdecimal() else 0
    columns = [
        DraftColumn(
            heading=said.get(f"heading-{place}", "").strip(),
            field=said.get(f"field-{place}", ""),
            also=tuple(name.strip() for name in said.get(f"also-{place}", "").split("|") if name.strip()),
            required=f"required-{place}" in said,
            empty=said.get(f"empty-{place}", ""),
            unit=said.get(f"unit-{place}", ""),
            figures=said.get(f"figures-{place}", ""),
        )
        for place in range(count)
    ]
    return Draft(
        kind=said.get("kind", FileKind.PORTFOLIO.value),
        title_zh=said.get("title_zh", "").strip()[:80],
        title_en=said.get("title_en", "").strip()[:80],
        settings={name: said.get(name, DEFAULTS[name]).strip() for name in SETTINGS},
        columns=tuple(column for column in columns if column.heading),
    )
