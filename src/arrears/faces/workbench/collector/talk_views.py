"""What was said in a talk: its text and note, its recording, and its outcome put right."""

from __future__ import annotations

from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from arrears.desk.contact import api as contact
from arrears.desk.contact.contracts import AttemptFacts, Outcome, OutcomeOrder, ReachError
from arrears.faces.workbench.access import in_scope
from arrears.faces.workbench.collector import case as cases
from arrears.faces.workbench.collector import day as days
from arrears.faces.workbench.collector.case_views import MAY_ACT, MAY_SEE, frame
from arrears.faces.workbench.collector.forms import CorrectForm
from arrears.faces.workbench.collector.reach_views import changed
from arrears.faces.workbench.ranges import ranged
from arrears.faces.workbench.templatetags.workbench import in_language
from arrears.foundation.access import actor_of, may
from arrears.foundation.api import Actor, file_ref, read_file


def _attempt(actor: Actor, debtor_id: int, attempt_id: int, *, reveal: bool = False) -> AttemptFacts:
    found = contact.attempt(attempt_id, actor)
    if found.debtor_id != debtor_id:
        raise Http404
    return contact.attempt(attempt_id, actor, reveal=True) if reveal else found


@may(*MAY_SEE)
@require_GET
@in_scope
def case_attempt(request: HttpRequest, debtor_id: int, attempt_id: int) -> HttpResponse:
    """The text that went out and the note of the talk; reading them leaves an audit line."""
    found = _attempt(actor_of(request), debtor_id, attempt_id, reveal=True)
    return render(request, "workbench/collector/parts/attempt_read.html", {"attempt": found})


@may(*MAY_SEE)
@require_http_methods(["GET", "POST"])
@in_scope
def case_recording(request: HttpRequest, debtor_id: int, attempt_id: int) -> HttpResponse:
    """Play a talk's recording from the vault, or put one to a talk that has none."""
    actor = actor_of(request)
    found = _attempt(actor, debtor_id, attempt_id)
    if request.method == "POST":
        return _keep(request, actor, found)
    if found.recording_id is None:
        raise Http404
    media_type = file_ref(found.recording_id, actor).media_type
    response = ranged(read_file(found.recording_id, actor), request.headers.get("Range", ""), media_type)
    response["Cache-Control"] = "private, no-store"
    response["Content-Disposition"] = "inline"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _keep(request: HttpRequest, actor: Actor, found: AttemptFacts) -> HttpResponse:
    file = request.FILES.get("file")
    problem = "" if actor.role in MAY_ACT else _("Only who works on the case adds its recording.")
    if not problem and not isinstance(file, UploadedFile):
        problem = _("Choose the sound file of the talk.")
    if not problem:
        assert isinstance(file, UploadedFile)
        try:
            contact.keep_recording(found.id, file.read(contact.RECORDING_BYTES_MAX + 1), actor)
        except ReachError as error:
            problem = in_language(error.words)
    context = {"problem": problem, "title": _("The recording is kept.")}
    response = render(request, "workbench/collector/parts/said.html", context, status=422 if problem else 200)
    return response if problem else changed(response)


@may(*MAY_ACT)
@require_http_methods(["GET", "POST"])
@in_scope
def case_correct(request: HttpRequest, debtor_id: int, attempt_id: int) -> HttpResponse:
    """An outcome recorded by mistake is put right, with a reason; the earlier one stays in the evidence."""
    actor = actor_of(request)
    page = cases.debtor_page(actor, debtor_id, days.as_of())
    found = _attempt(actor, debtor_id, attempt_id, reveal=request.method == "GET")
    if found.outcome is None:
        raise Http404
    before = {"code": found.outcome.value, "note": found.note, "duration_s": found.duration_s}
    form = CorrectForm(request.POST or None, initial=before, attempt_id=attempt_id, channel=found.channel)
    if not contact.may_correct(found.by_user_id, found.business_date, actor):
        problem = _("After its day, and for somebody else's talk, a leader corrects the outcome.")
        return render(request, "workbench/collector/parts/said.html", {"problem": problem}, status=422)
    if form.is_valid():
        said = form.cleaned_data
        order = OutcomeOrder(
            attempt_id=attempt_id,
            code=Outcome(said["code"]),
            note=said["note"],
            duration_s=said.get("duration_s"),
            call_back_at=said["call_back_at"],
            written=said["written"],
            why=said["why"],
        )
        try:
            contact.record_outcome(order, actor)
        except ReachError as error:
            form.add_error(None, in_language(error.words))
        else:
            done = {"title": _("The outcome is corrected."), "lines": ()}
            return changed(render(request, "workbench/collector/forms/done.html", done))
    context = {
        **frame(actor, page),
        "form": form,
        "action": reverse("case_correct", args=[debtor_id, attempt_id]),
    }
    status = 422 if form.is_bound else 200
    return render(request, "workbench/collector/forms/correct.html", context, status=status)
