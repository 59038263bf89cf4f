"""A file on its way in: sent up, looked at, tried, taken in, or decided by a second person."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from arrears.book.intake import api as intake
from arrears.book.intake.contracts import AcceptReport, ControlTotals, IntakeError, ProposalState
from arrears.faces.workbench.access import in_scope
from arrears.faces.workbench.bookroom.file_forms import UploadForm, WhyForm, mapping_options
from arrears.faces.workbench.bookroom.held import Held, held
from arrears.faces.workbench.bookroom.names import NAMES
from arrears.faces.workbench.bookroom.progress import noted, noting
from arrears.faces.workbench.bookroom.report_shown import report_context
from arrears.faces.workbench.bookroom.rights import TAKE_FILES
from arrears.faces.workbench.templatetags.workbench import in_language
from arrears.foundation.access import actor_of, may
from arrears.foundation.api import Actor, creditor_by_id, creditors, store_file
from arrears.kernel.clock import today

PREVIEW_SHOWN = 12


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
    sent, stated = said["file"], said["expected"] or ControlTotals()
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
        rows=stated.rows,
        accounts=stated.accounts,
        sums=stated.amounts_minor,
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
