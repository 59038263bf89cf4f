"""One concern: who looks after it and by when, how it ends, and its answer as a letter."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from arrears.book.portfolio import api as portfolio
from arrears.desk.care import api as care
from arrears.desk.care.contracts import CareRefused, ConcernFacts, ConcernKind, ConcernState
from arrears.desk.contact import api as contact
from arrears.desk.contact.contracts import AttemptFacts, ReachError, ReachState
from arrears.faces.workbench.access import in_scope
from arrears.faces.workbench.compliance.concern_forms import (
    CloseForm,
    DueForm,
    HandOutForm,
    LinkForm,
    OwnerForm,
    RateForm,
    ReviewForm,
    talk_words,
)
from arrears.faces.workbench.compliance.names import COMPLIANCE_NAMES
from arrears.faces.workbench.compliance.queue_views import MAY_SEE, waiting_of
from arrears.faces.workbench.templatetags.workbench import in_language
from arrears.foundation.access import actor_of, may
from arrears.foundation.api import Actor, Role, creditor_by_id, file_ref, read_file
from arrears.kernel.clock import today

TALKS_MAX = 30
Said = dict[str, Any]


class Handling:
    """One request about one concern: what may be done, by forms, and what was done."""

    def __init__(self, request: HttpRequest, concern_id: int) -> None:
        self.request = request
        self.actor: Actor = actor_of(request)
        self.concern: ConcernFacts = care.concern(concern_id, self.actor)
        self.act = request.POST.get("act", "") if request.method == "POST" else ""
        self.open = self.concern.state is ConcernState.OPEN
        self.owners = dict(care.owners(self.concern.creditor_id, self.actor))
        self.talks = contact.attempts_of(self.actor, self.concern.debtor_id, last=TALKS_MAX)

    def data(self, act: str) -> Any:
        return self.request.POST if self.act == act else None

    def forms(self) -> dict[str, forms.Form]:
        """The forms of the page by the act they stand for; the one that was sent is bound."""
        concern = self.concern
        if not self.open:
            if concern.answer_pdf is None:
                return {"write": forms.Form(self.data("write"))}
            points = [
                one
                for one in portfolio.contact_points(concern.debtor_id, include_roles=False)
                if one.usable and one.kind.value in ("address", "email")
            ]
            return {
                "write": forms.Form(self.data("write")),
                "hand_out": HandOutForm(self.data("hand_out"), points=points, prefix="hand_out"),
            }
        offered: dict[str, forms.Form] = {
            "close": CloseForm(self.data("close")),
            "review": ReviewForm(self.data("review")),
            "owner": OwnerForm(self.data("owner"), owners=self.owners, at=concern.owner_id, prefix="owner"),
            "link": LinkForm(self.data("link"), talks=self.talks, at=concern.attempt_id, prefix="link"),
        }
        if concern.kind in care.ANSWER_LETTERS:
            offered["due"] = DueForm(self.data("due"), at=concern.due_on, prefix="due")
        if concern.kind is ConcernKind.COMPLAINT and "cn" in creditor_by_id(concern.creditor_id).regimes:
            offered["rate"] = RateForm(self.data("rate"), prefix="rate")
        return offered

    def close(self, said: Said) -> str:
        care.close_concern(
            self.concern.id,
            care.Result(said["result"]),
            self.actor,
            answer=said["answer"],
            root_cause=said["root_cause"],
        )
        return _("The concern is ended; what it had stopped is open again.")

    def review(self, said: Said) -> str:
        care.release_after_review(self.concern.id, said["why"], self.actor)
        return _("Reviewed. Gentle contact is permitted again; the note stays.")

    def owner(self, said: Said) -> str:
        care.hand_to(self.concern.id, said["owner_id"], self.actor)
        return _("The concern has its owner.")

    def rate(self, said: Said) -> str:
        care.rate(self.concern.id, care.Complexity(said["complexity"]), said["why"], self.actor)
        return _("The day of the answer follows from the rule.")

    def due(self, said: Said) -> str:
        care.set_due(self.concern.id, said["due_on"], said["why"], self.actor)
        return _("The day of the answer is set.")

    def link(self, said: Said) -> str:
        care.link_contact(self.concern.id, said["attempt_id"], self.actor)
        return _("The contact is linked.")

    def write(self, _said: Said) -> str:
        language = (
            "en" if "english" in self.request.POST else "zh-hans" if "chinese" in self.request.POST else None
        )
        care.write_answer(self.concern.id, self.actor, language=language)
        return _("The letter is written.")

    def hand_out(self, said: Said) -> str:
        result = care.hand_out_answer(self.concern.id, said["point_id"], self.actor)
        if result.state in (ReachState.REFUSED, ReachState.FAILED):
            raise forms.ValidationError(in_language(result.words))
        return in_language(result.words)

    def does(self) -> dict[str, Callable[[Said], str]]:
        return {
            "close": self.close,
            "review": self.review,
            "owner": self.owner,
            "rate": self.rate,
            "due": self.due,
            "link": self.link,
            "write": self.write,
            "hand_out": self.hand_out,
        }


@may(*MAY_SEE)
@require_http_methods(["GET", "POST"])
@in_scope
def concern_page(request: HttpRequest, concern_id: int) -> HttpResponse:
    """One concern: what was raised and done, who answers it by when, the forms that end it, its letter."""
    handling = Handling(request, concern_id)
    offered = handling.forms()
    sent = offered.get(handling.act)
    if sent is not None and sent.is_valid():
        try:
            messages.success(request, handling.does()[handling.act](sent.cleaned_data))
            return redirect("concern_page", concern_id)
        except (CareRefused, ReachError) as refused:
            sent.add_error(None, in_language(refused.words))
        except forms.ValidationError as refused:
            sent.add_error(None, refused)
    concern, actor = handling.concern, handling.actor
    talk = next((one for one in handling.talks if one.id == concern.attempt_id), None)
    if talk is None and concern.attempt_id is not None:
        talk = contact.attempt(concern.attempt_id, actor)
    context = {
        **COMPLIANCE_NAMES,
        "section": "compliance_queue",
        "one": waiting_of(concern, today(actor.zone)),
        "concern": concern,
        "debtor": portfolio.masked_names(actor, [concern.debtor_id]).get(concern.debtor_id, ""),
        "owner": handling.owners.get(concern.owner_id or 0, ""),
        "about": _about(talk),
        "events": care.events_of(concern_id, actor),
        "open": handling.open,
        "may_review": concern.kind is ConcernKind.VULNERABILITY and bool(concern.stop_ids),
        "has_letter": not handling.open and concern.kind in care.ANSWER_LETTERS,
        "opens_data": actor.role is Role.COMPLIANCE,
        "offered": offered,
        "act": handling.act,
    }
    return render(request, "workbench/compliance/concern.html", context, status=422 if handling.act else 200)


def _about(talk: AttemptFacts | None) -> str:
    return talk_words(talk) if talk else ""


@may(*MAY_SEE)
@require_POST
@in_scope
def concern_text(request: HttpRequest, concern_id: int) -> HttpResponse:
    """What was raised and answered, unsealed; the audit trail keeps who read it."""
    concern = care.concern(concern_id, actor_of(request), reveal=True)
    text = concern.text if not concern.answer else f"{concern.text}\n\n— {concern.answer}"
    return render(request, "workbench/compliance/parts/text.html", {"text": text})


@may(*MAY_SEE)
@require_GET
@in_scope
def concern_letter(request: HttpRequest, concern_id: int, ending: str) -> HttpResponse:
    """The answer as it was written; reading it leaves an audit line."""
    actor = actor_of(request)
    concern = care.concern(concern_id, actor)
    return kept_file({"pdf": concern.answer_pdf, "docx": concern.answer_docx}.get(ending), actor)


def kept_file(file_id: UUID | None, actor: Actor) -> HttpResponse:
    """A stored file as a download; 404 when there is none. The store writes the audit line."""
    if file_id is None:
        raise Http404
    ref = file_ref(file_id, actor)
    response = HttpResponse(read_file(file_id, actor), content_type=ref.media_type)
    response["Content-Disposition"] = f'attachment; filename="{ref.name}"'
    return response
