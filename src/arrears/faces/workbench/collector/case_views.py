"""The case page and the parts of it that are fetched again after something happened."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from arrears.book.portfolio.contracts import ContactKind, DebtorPage
from arrears.desk.contact import api as contact
from arrears.desk.contact.contracts import Channel, ReachError, ReachOrder
from arrears.desk.promises import api as promises
from arrears.desk.promises.contracts import PromiseState
from arrears.desk.scripts import api as scripts
from arrears.desk.scripts.contracts import Rendered, ScriptFacts, Stage
from arrears.faces.workbench.access import in_scope
from arrears.faces.workbench.collector import case as cases
from arrears.faces.workbench.collector import moments
from arrears.faces.workbench.collector.reads import Reads
from arrears.faces.workbench.collector.screens import first_and_alike
from arrears.faces.workbench.names import NAMES, STOP_WORDS
from arrears.faces.workbench.places import page_opens
from arrears.faces.workbench.templatetags.workbench import in_language
from arrears.foundation.access import actor_of, may
from arrears.foundation.api import Actor, Role
from arrears.people.team import api as team
from arrears.people.team.contracts import WorkItemFacts

MAY_SEE = (Role.COLLECTOR, Role.LEADER, Role.COMPLIANCE)
MAY_ACT = (Role.COLLECTOR, Role.LEADER)
WAYS_AT_ONCE = 10
"""More buttons than this are asked of the gate after the page stands, so that it opens at once."""


@dataclass(frozen=True, slots=True)
class Act:
    label: str
    url: str
    key: str


def acts(debtor_id: int, item: WorkItemFacts | None, role: Role | None) -> list[Act]:
    """What can be recorded on a case, in the order of the tabs; put off only what is on the list."""
    named = (
        ("case_promise", _("Promise"), "p"),
        ("case_concern", _("Concern"), "d"),
        ("case_reason", _("Reason"), "r"),
        ("case_follow_up", _("Follow-up"), "f"),
        ("case_task", _("Task"), "t"),
        ("case_later", _("Later"), "v"),
        ("case_assign", _("Hand over"), "a"),
    )
    return [
        Act(label, reverse(name, args=[debtor_id]), key)
        for name, label, key in named
        if (item or name != "case_later") and page_opens(name, role)
    ]


def frame(actor: Actor, page: DebtorPage) -> dict[str, Any]:
    """What every part of the case needs."""
    return {
        **NAMES,
        "party": page.party,
        "debtor_id": page.party.party_id,
        "day": page.as_of,
        "may_act": actor.role in MAY_ACT,
        "may_reveal": actor.role in MAY_SEE,
    }


def state_of(reads: Reads) -> dict[str, Any]:
    """Stops, concerns and the next step."""
    worst = cases.worst(reads.decided)
    return {
        "stops": reads.standing_stops,
        "concerns": reads.open_concerns,
        "step": cases.next_step(reads.decided),
        "bucket": worst.bucket if worst else None,
    }


def side_of(reads: Reads) -> dict[str, Any]:
    """Money, promises, reasons, diary and tasks."""
    return {
        "accounts": reads.lines,
        "sums": cases.sums(reads.lines),
        "days_past_due": max((line.days_past_due for line in reads.lines), default=0),
        "promises": reads.promises,
        "reliability": promises.reliability(reads.actor, reads.debtor_id),
        "reasons": reads.reasons,
        "follow_ups": team.follow_ups_of(reads.actor, reads.debtor_id),
        "tasks": team.tasks_of(reads.actor, reads.debtor_id, reveal=True),
    }


def people_of(reads: Reads) -> dict[str, Any]:
    """Everybody who can be reached, with what the gate says of each button."""
    people = cases.people(reads.actor, reads.page, reads.open_account_ids)
    return {"people": first_and_alike(people), "lost_contact": reads.page.lost_contact}


def time_of(reads: Reads, kind: str, everything: bool) -> dict[str, Any]:
    chosen = kind if kind in moments.KIND_LABELS else "all"
    found = moments.merged(
        (
            moments.contacts_of(reads.actor, reads.debtor_id),
            moments.ledger_of(reads.creditor_id, [facts.account_id for facts in reads.page.accounts]),
            moments.of_promises(reads.promises),
            moments.of_care(reads.concerns),
            moments.of_stops(reads.stops, STOP_WORDS),
        ),
        chosen,
    )
    shown = found if everything else found[: moments.SHOWN]
    kinds = [{"code": code, "label": in_language(words)} for code, words in moments.KIND_LABELS.items()]
    return {"moments": shown, "more": len(found) - len(shown), "chosen": chosen, "kinds": kinds}


def script_of(reads: Reads, found: ScriptFacts | None) -> Rendered | None:
    """A call script as the talk will need it; names stay masked until somebody is called."""
    if found is None:
        return None
    masked = reads.page.party.name_masked
    order = ReachOrder(
        creditor_id=reads.creditor_id,
        debtor_id=reads.debtor_id,
        channel=Channel.CALL,
        contact_point_id=_own_phone(reads.page),
        script=found.code,
        language=found.language,
        blanks={"name": masked, "debtor": masked},
    )
    try:
        subject, text = contact.preview_text(order, reads.actor)
    except ReachError:
        subject, text = found.subject, found.text
    return Rendered(
        code=found.code,
        version=found.version,
        language=found.language,
        channel=found.channel,
        purpose=found.purpose,
        subject=subject,
        text=text,
        missing=tuple(name for name in found.blanks if "{" + name + "}" in text),
        discloses=found.discloses,
    )


def _own_phone(page: DebtorPage) -> int | None:
    for point in page.contact_points:
        if point.person_id == page.party.party_id and point.kind is ContactKind.PHONE:
            return point.contact_point_id
    return None


def scripts_of(reads: Reads) -> dict[str, Any]:
    """The scripts that fit this moment of the case, the best first; the page fetches the best one filled in."""
    broken = any(promise.state is PromiseState.BROKEN for promise in reads.promises[:1])
    talks = sum(1 for attempt in reads.attempts if attempt.outcome)
    reason = next((str(one.reason) for one in reads.reasons), "any")
    stage = cases.stage_of(cases.next_step(reads.decided), broken, talks)
    language, audience = language_of(reads), cases.audience(reads.page)
    found = scripts.for_case(stage, reason, "call", language, audience=audience)
    every = scripts.for_case(Stage.ANY, "any", "call", language, audience=audience)
    answers = [one for one in every if one.stage is Stage.ANY and one.reason not in ("any", reason)]
    known = {one.code for one in answers}
    return {"scripts": [one for one in found if one.code not in known], "answers": answers}


def language_of(reads: Reads) -> str:
    """The language to talk in: the debtor's where it is known, else the collector's."""
    return reads.page.party.language or reads.actor.language


@may(*MAY_SEE)
@require_GET
@in_scope
def case(request: HttpRequest, debtor_id: int) -> HttpResponse:
    """Who, how much, how late, why, what was said, what next: on one screen."""
    reads = Reads(actor_of(request), debtor_id)
    ways = sum(len(cases.CHANNELS_OF.get(point.kind, ())) for point in reads.page.contact_points)
    item = reads.item
    context = {
        **frame(reads.actor, reads.page),
        **state_of(reads),
        **side_of(reads),
        "item": item,
        "item_mine": item is not None and item.taken_by_id == reads.actor.user_id,
        **(people_of(reads) if ways <= WAYS_AT_ONCE else {"people_later": True}),
        **time_of(reads, "all", False),
        **scripts_of(reads),
        "elsewhere": reads.page.elsewhere,
        "forms": acts(debtor_id, item, reads.actor.role),
    }
    return render(request, "workbench/collector/case.html", context)


@may(*MAY_SEE)
@require_GET
@in_scope
def case_parts(request: HttpRequest, debtor_id: int) -> HttpResponse:
    """What may be other than it was after something was recorded, in one answer: its rows are read once."""
    reads = Reads(actor_of(request), debtor_id)
    context = {
        **frame(reads.actor, reads.page),
        **state_of(reads),
        **side_of(reads),
        **people_of(reads),
        **time_of(reads, "all", False),
    }
    return render(request, "workbench/collector/parts/changed.html", context)


@may(*MAY_SEE)
@require_GET
@in_scope
def case_people(request: HttpRequest, debtor_id: int) -> HttpResponse:
    reads = Reads(actor_of(request), debtor_id)
    context = {**frame(reads.actor, reads.page), **people_of(reads)}
    return render(request, "workbench/collector/parts/people.html", context)


@may(*MAY_SEE)
@require_GET
@in_scope
def case_timeline(request: HttpRequest, debtor_id: int) -> HttpResponse:
    reads = Reads(actor_of(request), debtor_id)
    time = time_of(reads, request.GET.get("kind", "all"), request.GET.get("all") == "1")
    context = {**frame(reads.actor, reads.page), **time}
    return render(request, "workbench/collector/parts/timeline.html", context)


@may(*MAY_SEE)
@require_GET
@in_scope
def case_script(request: HttpRequest, debtor_id: int) -> HttpResponse:
    reads = Reads(actor_of(request), debtor_id)
    found = scripts.script(request.GET.get("code", ""), language_of(reads))
    context = {**frame(reads.actor, reads.page), "shown": script_of(reads, found)}
    return render(request, "workbench/collector/parts/script.html", context)
