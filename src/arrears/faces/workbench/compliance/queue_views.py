"""The compliance officer's queue: what waits for an answer, for evidence, for a person to look; overdue first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from arrears.book.portfolio import api as portfolio
from arrears.desk.care import api as care
from arrears.desk.care.contracts import ConcernFacts, ConcernKind
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
    waiting = [waiting_of(one, here) for one in care.open_concerns(actor)]
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


def waiting_of(concern: ConcernFacts, here: date) -> Waiting:
    """A concern with the days that are left for its answer."""
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
