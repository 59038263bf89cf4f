"""Files: what came in, what became of each, what was rejected and why."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from arrears.book.intake import api as intake
from arrears.book.intake.contracts import AcceptReport, FileFacts
from arrears.faces.workbench.access import in_scope
from arrears.faces.workbench.bookroom.file_forms import FilesFilter
from arrears.faces.workbench.bookroom.lists import as_file, paged, wants_file
from arrears.faces.workbench.bookroom.names import FILE_KIND_WORDS, FILE_STATE_WORDS, NAMES
from arrears.faces.workbench.bookroom.report_shown import report_context
from arrears.faces.workbench.bookroom.rights import FETCH_REJECTS, SEE_BOOK, SEE_FILES, TAKE_FILES
from arrears.faces.workbench.bookroom.sections import sections_for
from arrears.faces.workbench.templatetags.workbench import in_language, moment_text
from arrears.foundation.access import actor_of, may
from arrears.foundation.api import creditor_by_id, creditors, file_ref, read_file


@may(*SEE_BOOK)
@require_GET
def book_home(request: HttpRequest) -> HttpResponse:
    """The first page of the book that the role may open."""
    first = next(sections_for(actor_of(request).role), None)
    if first is None:
        raise Http404
    return redirect(first.url)


@may(*SEE_FILES)
@require_GET
def book_files(request: HttpRequest) -> HttpResponse:
    """Files that came in, newest first, and those that wait for a second person."""
    actor = actor_of(request)
    form = FilesFilter(request.GET or None, actor=actor)
    asked = form.cleaned_data if form.is_bound and form.is_valid() else {}
    found = [
        one
        for one in intake.files(actor, asked.get("creditor") or None)
        if asked.get("state", "") in ("", one.state.value) and asked.get("kind", "") in ("", one.kind.value)
    ]
    houses = {one.id: one.name for one in creditors(actor)}
    if wants_file(request):
        return as_file(request, "files", _headings(), [_exported(one, houses) for one in found])
    context = {
        **NAMES,
        "form": form,
        "page": paged(request, found),
        "houses": houses,
        "waiting": intake.proposals(actor) if actor.role in TAKE_FILES else (),
        "may_take": actor.role in TAKE_FILES,
        "filtered": any(asked.values()),
    }
    return render(request, "workbench/bookroom/files.html", context)


def _headings() -> list[str]:
    return [
        _("Came in"),
        _("Done by"),
        _("Creditor"),
        _("File"),
        _("Mapping"),
        _("Business date"),
        _("Kind"),
        _("State"),
        _("Rows read"),
        _("Accepted"),
        _("Rejected"),
    ]


def _exported(one: FileFacts, houses: dict[int, str]) -> list[Any]:
    return [
        moment_text(one.received_at),
        one.received_by,
        houses.get(one.creditor_id, ""),
        one.name,
        one.mapping,
        one.business_date,
        in_language(FILE_KIND_WORDS[one.kind]),
        in_language(FILE_STATE_WORDS[one.state]),
        one.rows,
        one.accepted,
        one.rejected,
    ]


# --- what became of it -----------------------------------------------------------------------------------


@may(*SEE_FILES)
@require_GET
@in_scope
def book_file(request: HttpRequest, file_id: int) -> HttpResponse:
    """A file that came in: what it changed, what was rejected, where, and why."""
    actor = actor_of(request)
    facts = intake.file_facts(file_id, actor)
    report = intake.file_report(file_id, actor)
    context = {
        **NAMES,
        "facts": facts,
        "houses": {one.id: one.name for one in creditors(actor)},
        "may_take": actor.role in TAKE_FILES,
        "may_fetch": actor.role in FETCH_REJECTS,
        **(report_context(report, creditor_by_id(facts.creditor_id).currency) if report else {}),
    }
    if report is not None:
        context |= {"page": paged(request, report.rejects)}
        if wants_file(request):
            return as_file(request, f"rejects-{file_id}", _reject_headings(), _reject_rows(report))
    return render(request, "workbench/bookroom/file.html", context)


def _reject_headings() -> list[str]:
    return [_("Row"), _("Column"), _("Value"), _("Reason"), _("Kept out")]


def _reject_rows(report: AcceptReport) -> list[list[Any]]:
    return [
        [one.row, one.column, one.value, in_language(one.reason), _("yes") if one.held else _("no")]
        for one in report.rejects
    ]


@may(*FETCH_REJECTS)
@require_GET
@in_scope
def book_file_rejects(request: HttpRequest, file_id: int) -> HttpResponse:
    """The rows that stayed out, in the sender's own format; the download leaves an audit line."""
    actor = actor_of(request)
    facts = intake.file_facts(file_id, actor)
    if not facts.rejects_file:
        raise Http404
    ref = file_ref(uuid.UUID(facts.rejects_file), actor)
    response = HttpResponse(read_file(ref.id, actor), content_type=ref.media_type)
    response["Content-Disposition"] = content_disposition_header(True, ref.name) or "attachment"
    response["X-Content-Type-Options"] = "nosniff"
    return response
