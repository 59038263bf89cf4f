"""Files: what came in, what a file would change, taking it in, what was rejected and why."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from arrears.book.intake import api as intake
from arrears.book.intake.contracts import AcceptReport, FileFacts, IntakeError, ProposalState
from arrears.faces.workbench.access import in_scope
from arrears.faces.workbench.bookroom.file_forms import FilesFilter, UploadForm, WhyForm, mapping_options
from arrears.faces.workbench.bookroom.held import Held, held
from arrears.faces.workbench.bookroom.lists import as_file, paged, wants_file
from arrears.faces.workbench.bookroom.names import FILE_KIND_WORDS, FILE_STATE_WORDS, NAMES
from arrears.faces.workbench.bookroom.progress import noted, noting
from arrears.faces.workbench.bookroom.rights import FETCH_REJECTS, SEE_BOOK, SEE_FILES, TAKE_FILES
from arrears.faces.workbench.bookroom.sections import sections_for
from arrears.faces.workbench.names import COMPONENT_WORDS
from arrears.faces.workbench.templatetags.workbench import in_language, moment_text
from arrears.foundation.access import actor_of, may
from arrears.foundation.api import Actor, creditor_by_id, creditors, file_ref, read_file, store_file
from arrears.kernel.clock import today

PREVIEW_SHOWN = 12
REJECTS_SHOWN = 200


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


# --- sending one up ------------------------------------------------------------------------------------


@may(*TAKE_FILES)
@require_http_methods(["GET", "POST"])
@in_scope
def book_file_new(request: HttpRequest) -> HttpResponse:
    """Send a file up: it is kept sealed and looked at before anything is done with it."""
    actor = actor_of(request)
    given = {
        name: request.GET[name] for name in ("creditor", "mapping", "business_date") if name in request.GET
    }
    form = UploadForm(
        request.POST or None,
        request.FILES or None,
        actor=actor,
        initial={"business_date": today(actor.zone), **given},
    )
    if not form.is_valid():
        context = {"form": form, "none": not creditors(actor)}
        status = 422 if form.is_bound else 200
        return render(request, "workbench/bookroom/file_new.html", context, status=status)
    said = form.cleaned_data
    sent = said["file"]
    ref = store_file(
        sent.read(),
        name=sent.name,
        media_type="application/octet-stream",
        creditor_id=said["creditor"],
        actor=actor,
    )
    kept = Held(
        file_id=ref.id,
        name=sent.name,
        creditor_id=said["creditor"],
        mapping=said["mapping"],
        business_date=said["business_date"],
        batch=said["batch"].strip(),
        rows=said["rows"],
        accounts=said["accounts"],
    )
    return redirect("book_held", kept.token)


@may(*TAKE_FILES)
@require_GET
@in_scope
def book_mapping_options(request: HttpRequest) -> HttpResponse:
    """The mappings of the creditor that was chosen."""
    asked = request.GET.get("creditor", "")
    groups = mapping_options(int(asked), actor_of(request)) if asked.isdecimal() else []
    return render(request, "workbench/bookroom/parts/mapping_options.html", {"groups": groups})


# --- looking at it -------------------------------------------------------------------------------------


@may(*TAKE_FILES)
@require_GET
@in_scope
def book_held(request: HttpRequest, token: str) -> HttpResponse:
    """A file that was sent up: its first rows; the dry run follows by itself."""
    actor = actor_of(request)
    kept = held(token, actor)
    content = kept.content(actor)
    context: dict[str, Any] = {
        **NAMES,
        "held": kept,
        "token": token,
        "creditor": kept.creditor(actor),
        "size": len(content),
        "mapping": _mapping_facts(kept, actor),
    }
    try:
        headings, rows = intake.preview(
            content, creditor_id=kept.creditor_id, mapping=kept.mapping, actor=actor, name=kept.name
        )
    except IntakeError as error:
        context |= {"error": error}
    else:
        context |= {"headings": headings, "rows": rows[:PREVIEW_SHOWN]}
    return render(request, "workbench/bookroom/held.html", context)


def _mapping_facts(kept: Held, actor: Actor) -> object:
    return next((one for one in intake.mappings(kept.creditor_id, actor) if one.code == kept.mapping), None)


@may(*TAKE_FILES)
@require_POST
@in_scope
def book_held_try(request: HttpRequest, token: str) -> HttpResponse:
    """Everything that taking it in would do, done and undone."""
    actor = actor_of(request)
    kept = held(token, actor)
    creditor = kept.creditor(actor)
    context = {
        **NAMES,
        "held": kept,
        "token": token,
        "creditor": creditor,
        "needs_second": intake.needs_second_person(creditor),
    }
    return _said(
        request,
        "workbench/bookroom/parts/tried.html",
        context,
        lambda: intake.accept(
            kept.content(actor),
            creditor=creditor.code,
            mapping=kept.mapping,
            business_date=kept.business_date,
            actor=actor,
            dry_run=True,
            name=kept.name,
            expected=kept.expected,
            batch=kept.batch or None,
            progress=noting(kept.file_id),
        ),
    )


def _said(
    request: HttpRequest, template: str, context: dict[str, Any], run: Callable[[], AcceptReport]
) -> HttpResponse:
    """A report, or the reason why the file as a whole is of no use."""
    try:
        report = run()
    except IntakeError as error:
        return render(request, template, {**context, "error": error})
    return render(request, template, {**context, **report_context(report, context["creditor"].currency)})


def report_context(report: AcceptReport, currency: str) -> dict[str, Any]:
    return {
        **NAMES,
        "currency": currency,
        "report": report,
        "rejects": report.rejects[:REJECTS_SHOWN],
        "rejects_more": max(0, len(report.rejects) - REJECTS_SHOWN),
        "amounts": _amounts(report),
    }


def _amounts(report: AcceptReport) -> list[tuple[str, int]]:
    """The control totals by name; a field that sums no component is the amount of a payment or balance."""
    found = []
    for code, minor in sorted(report.totals.amounts_minor.items()):
        words = COMPONENT_WORDS.get(code.partition(".")[2])
        found.append((in_language(words) if words else _("Amount"), minor))
    return found


@may(*TAKE_FILES)
@require_GET
@in_scope
def book_held_progress(request: HttpRequest, token: str) -> HttpResponse:
    """How far the dry run or the intake of this file is; asked for again by the page itself."""
    done, total = noted(held(token, actor_of(request)).file_id)
    context = {"token": token, "done": done, "total": total}
    return render(request, "workbench/bookroom/parts/progress.html", context)


# --- taking it in ----------------------------------------------------------------------------------------


@may(*TAKE_FILES)
@require_POST
@in_scope
def book_held_take(request: HttpRequest, token: str) -> HttpResponse:
    """Take the file in, or propose it where the creditor wants a second person."""
    actor = actor_of(request)
    kept = held(token, actor)
    creditor = kept.creditor(actor)
    content = kept.content(actor)
    try:
        if intake.needs_second_person(creditor):
            proposed = intake.propose(
                content,
                creditor=creditor.code,
                mapping=kept.mapping,
                business_date=kept.business_date,
                actor=actor,
                name=kept.name,
                expected=kept.expected,
                batch=kept.batch or None,
                progress=noting(kept.file_id),
            )
            messages.success(request, _("The file waits for a second person."))
            return _go(request, "book_proposal", proposed.proposal_id)
        report = intake.accept(
            content,
            creditor=creditor.code,
            mapping=kept.mapping,
            business_date=kept.business_date,
            actor=actor,
            name=kept.name,
            expected=kept.expected,
            batch=kept.batch or None,
            progress=noting(kept.file_id),
        )
    except IntakeError as error:
        messages.error(request, in_language(error.words))
        return _go(request, "book_held", token)
    return _taken(request, report)


def _go(request: HttpRequest, name: str, *args: object) -> HttpResponse:
    """To another page; a form that htmx sent, so that the page can show progress, is told by its header."""
    address = reverse(name, args=args)
    if "HX-Request" not in request.headers:
        return redirect(address)
    answer = HttpResponse(status=204)
    answer["HX-Redirect"] = address
    return answer


def _taken(request: HttpRequest, report: AcceptReport) -> HttpResponse:
    if report.same_file_as is not None:
        messages.info(request, _("The same file again: nothing was changed."))
    else:
        messages.success(request, _("The file was taken in."))
    return _go(request, "book_file", report.file_id)


@may(*TAKE_FILES)
@require_http_methods(["GET", "POST"])
@in_scope
def book_proposal(request: HttpRequest, proposal_id: int) -> HttpResponse:
    """A file that waits: what it would change, and the decision of a second person."""
    actor = actor_of(request)
    facts = intake.proposal(proposal_id, actor)
    own = actor.user_id == facts.proposed_by_id
    form = WhyForm(request.POST if request.POST.get("act") == "refuse" else None)
    if request.method == "POST":
        try:
            if request.POST.get("act") == "accept":
                return _taken(request, intake.accept_proposal(proposal_id, actor=actor))
            if form.is_valid():
                intake.refuse_proposal(proposal_id, actor=actor, why=form.cleaned_data["why"])
                messages.success(request, _("The file stays out."))
                return redirect("book_proposal", proposal_id)
        except IntakeError as error:
            messages.error(request, in_language(error.words))
            return redirect("book_proposal", proposal_id)
    context = {
        **report_context(facts.summary, creditor_by_id(facts.creditor_id).currency),
        "facts": facts,
        "own": own,
        "open": facts.state is ProposalState.PROPOSED,
        "houses": {one.id: one.name for one in creditors(actor)},
        "form": form,
    }
    status = 422 if form.is_bound else 200
    return render(request, "workbench/bookroom/proposal.html", context, status=status)


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
