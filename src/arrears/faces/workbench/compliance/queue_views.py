"""The compliance officer's queue: what waits for an answer, for evidence, for a person to look; overdue first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from arrears.book.portfolio import api as portfolio
from arrears.desk.care import api as care
from arrears.desk.care.contracts import CareRefused, ConcernFacts, ConcernKind, ConcernState
from arrears.faces.workbench.access import in_scope
from arrears.faces.workbench.compliance import files
from arrears.faces.workbench.compliance.names import COMPLIANCE_NAMES
from arrears.faces.workbench.compliance.refusal_views import place_for
from arrears.faces.workbench.templatetags.workbench import in_language
from arrears.foundation.access import actor_of, may
from arrears.foundation.api import Actor, Role
from arrears.gate import api as gate
from arrears.gate.api import LineFilter, RefusalFacts
from arrears.kernel.clock import now, today

MAY_SEE = (Role.COMPLIANCE, Role.LEADER)
EVIDENCE = "evidence"
EVIDENCE_DAYS = 14
EVIDENCE_MAX = 500
SOON = timedelta(days=3)
KINDS = (
    ConcernKind.COMPLAINT,
    ConcernKind.DISPUTE,
    ConcernKind.VULNERABILITY,
    ConcernKind.DATA_REQUEST,
    ConcernKind.ILLNESS,
    ConcernKind.BEREAVEMENT,
    ConcernKind.HARDSHIP,
    ConcernKind.REPRESENTED,
    ConcernKind.WRONG_PERSON,
    ConcernKind.WISH,
)
"""In the order of the tabs: what has a day by which it must be answered comes first."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A concern that waits, with its age in words for the page."""

    concern: ConcernFacts
    days_left: int | None

    @property
    def overdue(self) -> bool:
        return self.days_left is not None and self.days_left < 0

    @property
    def soon(self) -> bool:
        return self.days_left is not None and 0 <= self.days_left <= SOON.days


@dataclass(frozen=True, slots=True)
class Wanting:
    """A contact that lacks evidence: the latest of its kind, how often it was asked, which facts are missing."""

    refusal: RefusalFacts
    times: int
    facts: tuple[tuple[str, str], ...]


@may(*MAY_SEE)
@require_GET
def compliance_queue(request: HttpRequest) -> HttpResponse:
    """Everything that waits, by kind; `?kind=` picks a tab, `?as=` gives the open concerns as a file."""
    actor = actor_of(request)
    here = today(actor.zone)
    waiting = [_waiting(one, here) for one in care.open_concerns(actor)]
    waiting.sort(key=lambda one: (one.concern.due_on or date.max, one.concern.id))
    wanting = needs_evidence(actor)
    kind = request.GET.get("kind", "")
    form_of_file = files.form_asked(request)
    if form_of_file:
        return files.as_file(form_of_file, f"concerns-{here}", *_rows(waiting))
    shown: list[Any]
    if kind == EVIDENCE:
        shown = list(wanting)
    elif kind == "overdue":
        shown = [one for one in waiting if one.overdue]
    else:
        shown = [one for one in waiting if not kind or one.concern.kind == kind]
    page = files.paged(request, shown)
    debtors = [one.refusal.debtor_id if kind == EVIDENCE else one.concern.debtor_id for one in page.items]
    context = {
        **COMPLIANCE_NAMES,
        "section": "compliance_queue",
        "page": page,
        "kind": kind,
        "chips": _chips(waiting, wanting, kind),
        "overdue": sum(one.overdue for one in waiting),
        "names": portfolio.masked_names(actor, debtors),
        "evidence_days": EVIDENCE_DAYS,
        "query": urlencode({"kind": kind}) if kind else "",
        "forms": tuple(files.FORMS),
    }
    return render(request, "workbench/compliance/queue.html", context)


def _waiting(concern: ConcernFacts, here: date) -> Waiting:
    return Waiting(concern, (concern.due_on - here).days if concern.due_on else None)


def _chips(waiting: list[Waiting], wanting: tuple[Wanting, ...], kind: str) -> list[dict[str, object]]:
    """The tabs with their counts: all, overdue, evidence, then each kind that has something."""
    counted = [
        ("", _("All concerns"), len(waiting)),
        ("overdue", _("Overdue"), sum(one.overdue for one in waiting)),
        (EVIDENCE, _("Needs evidence"), len(wanting)),
    ]
    for one in KINDS:
        count = sum(each.concern.kind is one for each in waiting)
        if count or one in KINDS[:3]:
            counted.append((one.value, in_language(care.KIND_WORDS[one]), count))
    return [
        {
            "label": label,
            "count": count,
            "query": urlencode({"kind": code}) if code else "",
            "on": code == kind,
            "stop": code == "overdue" and count > 0,
        }
        for code, label, count in counted
    ]


def needs_evidence(actor: Actor) -> tuple[Wanting, ...]:
    """Refusals of the last days for want of evidence: one line for each case, channel and set of rules."""
    wanted = LineFilter(
        since=now() - timedelta(days=EVIDENCE_DAYS),
        until=now() + timedelta(minutes=1),
        verdict="needs_evidence",
    )
    grouped: dict[tuple[int, str, tuple[str, ...]], list[RefusalFacts]] = {}
    for one in gate.refused(actor, wanted, limit=EVIDENCE_MAX):
        key = (one.debtor_id, one.channel, tuple(str(rule["id"]) for rule in one.rules))
        grouped.setdefault(key, []).append(one)
    return tuple(Wanting(found[0], len(found), _missing(found[0])) for found in grouped.values())


def _missing(refusal: RefusalFacts) -> tuple[tuple[str, str], ...]:
    facts = dict.fromkeys(str(rule["fact"]) for rule in refusal.rules if rule.get("fact"))
    return tuple((fact, place_for(fact)) for fact in facts)


def _rows(waiting: list[Waiting]) -> tuple[list[str], list[list[files.Cell]]]:
    headings = [
        _("Concern"),
        _("Kind"),
        _("Creditor"),
        _("Case"),
        _("Raised"),
        _("Answer due"),
        _("By rule"),
        _("Days left"),
    ]
    rows: list[list[files.Cell]] = [
        [
            one.concern.id, one.concern.kind.value, one.concern.creditor_id, one.concern.debtor_id,
            one.concern.opened_on, one.concern.due_on, one.concern.due_rule, one.days_left,
        ]
        for one in waiting
    ]  # fmt: skip
    return headings, rows


# --- one concern -----------------------------------------------------------------------------------------------


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
        field = self.fields["result"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(code.value, in_language(words)) for code, words in care.RESULT_WORDS.items()]


class ReviewForm(forms.Form):
    why = forms.CharField(label=gettext_lazy("What the review found"), max_length=200)


@may(*MAY_SEE)
@require_http_methods(["GET", "POST"])
@in_scope
def concern_page(request: HttpRequest, concern_id: int) -> HttpResponse:
    """One concern: what was done, and the forms that end it."""
    actor = actor_of(request)
    concern = care.concern(concern_id, actor)
    act = request.POST.get("act", "") if request.method == "POST" else ""
    close = CloseForm(request.POST if act == "close" else None)
    review = ReviewForm(request.POST if act == "review" else None)
    try:
        if act == "close" and close.is_valid():
            said = close.cleaned_data
            care.close_concern(
                concern_id,
                care.Result(said["result"]),
                actor,
                answer=said["answer"],
                root_cause=said["root_cause"],
            )
            messages.success(request, _("The concern is ended; what it had stopped is open again."))
            return redirect("concern_page", concern_id)
        if act == "review" and review.is_valid():
            care.release_after_review(concern_id, review.cleaned_data["why"], actor)
            messages.success(request, _("Reviewed. Gentle contact is permitted again; the note stays."))
            return redirect("concern_page", concern_id)
    except CareRefused as refused:
        (close if act == "close" else review).add_error(None, in_language(refused.words))
    names = portfolio.masked_names(actor, [concern.debtor_id])
    context = {
        **COMPLIANCE_NAMES,
        "section": "compliance_queue",
        "one": _waiting(concern, today(actor.zone)),
        "concern": concern,
        "debtor": names.get(concern.debtor_id, ""),
        "events": care.events_of(concern_id, actor),
        "open": concern.state is ConcernState.OPEN,
        "may_review": concern.kind is ConcernKind.VULNERABILITY and bool(concern.stop_ids),
        "close": close,
        "review": review,
    }
    return render(request, "workbench/compliance/concern.html", context, status=422 if act else 200)


@may(*MAY_SEE)
@require_POST
@in_scope
def concern_text(request: HttpRequest, concern_id: int) -> HttpResponse:
    """What was raised and answered, unsealed; the audit trail keeps who read it."""
    concern = care.concern(concern_id, actor_of(request), reveal=True)
    text = concern.text if not concern.answer else f"{concern.text}\n\n— {concern.answer}"
    return render(request, "workbench/compliance/parts/text.html", {"text": text})
