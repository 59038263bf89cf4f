"""The case page and the parts of it that are fetched again after something happened."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from arrears.book.portfolio.contracts import DebtorPage
from arrears.desk.care import api as care
from arrears.desk.contact import api as contact
from arrears.desk.contact.contracts import Channel, ReachError, ReachOrder
from arrears.desk.promises import api as promises
from arrears.desk.promises.contracts import PromiseState
from arrears.desk.scripts import api as scripts
from arrears.desk.scripts.contracts import Rendered, ScriptFacts
from arrears.faces.workbench.access import in_scope
from arrears.faces.workbench.collector import case as cases
from arrears.faces.workbench.collector import day as days
from arrears.faces.workbench.collector import moments
from arrears.faces.workbench.names import NAMES, STOP_WORDS
from arrears.faces.workbench.templatetags.workbench import in_language
from arrears.foundation.access import actor_of, may
from arrears.foundation.api import Actor, Role
from arrears.gate import api as gate
from arrears.kernel.clock import now
from arrears.people.team import api as team

MAY_SEE = (Role.COLLECTOR, Role.LEADER, Role.COMPLIANCE)
MAY_ACT = (Role.COLLECTOR, Role.LEADER)
ACTS = (
    ("case_promise", "p"),
    ("case_concern", "d"),
    ("case_reason", "r"),
    ("case_follow_up", "f"),
    ("case_task", "t"),
)


@dataclass(frozen=True, slots=True)
class Act:
    label: str
    url: str
    key: str


def acts(debtor_id: int) -> list[Act]:
    labels = (_("Promise"), _("Concern"), _("Reason"), _("Follow-up"), _("Task"))
    return [
        Act(label, reverse(name, args=[debtor_id]), key)
        for label, (name, key) in zip(labels, ACTS, strict=True)
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


def state_of(actor: Actor, page: DebtorPage) -> dict[str, Any]:
    """Stops, concerns and the next step."""
    party, here = page.party, now()
    decided = cases.proposals(page, days.worked_day())
    worst = cases.worst(decided)
    stops = gate.stops(actor, party.creditor_id, party.party_id)
    standing = [stop for stop in stops if not stop.lifted_at and (stop.until is None or stop.until > here)]
    return {
        "decided": decided,
        "stops": standing,
        "concerns": [one for one in care.concerns_of(actor, party.party_id) if one.state == "open"],
        "step": cases.next_step(decided),
        "bucket": worst.bucket if worst else None,
    }


def side_of(actor: Actor, page: DebtorPage, decided: Any) -> dict[str, Any]:
    """Money, promises, reasons, diary and tasks."""
    debtor_id = page.party.party_id
    reasons = care.reasons_of(actor, debtor_id)
    lines = cases.accounts(page, decided, reasons)
    return {
        "accounts": lines,
        "sums": cases.sums(lines),
        "days_past_due": max((line.days_past_due for line in lines), default=0),
        "promises": promises.of_debtor(debtor_id, actor),
        "reliability": promises.reliability(debtor_id, actor),
        "reasons": reasons,
        "follow_ups": team.follow_ups_of(actor, debtor_id),
        "tasks": team.tasks_of(actor, debtor_id, reveal=True),
    }


def people_of(actor: Actor, page: DebtorPage) -> dict[str, Any]:
    account_ids = [facts.account_id for facts in page.accounts if facts.status == "open"]
    return {"people": cases.people(actor, page, account_ids), "lost_contact": page.lost_contact}


def time_of(actor: Actor, page: DebtorPage, kind: str, everything: bool) -> dict[str, Any]:
    party = page.party
    chosen = kind if kind in moments.KIND_LABELS else "all"
    found = moments.merged(
        (
            moments.contacts_of(actor, party.party_id),
            moments.ledger_of(facts.account_id for facts in page.accounts),
            moments.of_promises(promises.of_debtor(party.party_id, actor)),
            moments.of_care(care.concerns_of(actor, party.party_id)),
            moments.of_stops(gate.stops(actor, party.creditor_id, party.party_id), STOP_WORDS),
        ),
        chosen,
    )
    shown = found if everything else found[: moments.SHOWN]
    return {
        "moments": shown,
        "more": len(found) - len(shown),
        "chosen": chosen,
        "kinds": [{"code": code, "label": in_language(words)} for code, words in moments.KIND_LABELS.items()],
    }


def script_of(actor: Actor, page: DebtorPage, found: ScriptFacts | None) -> Rendered | None:
    """A call script as the talk will need it; names stay masked until somebody is called."""
    if found is None:
        return None
    order = ReachOrder(
        creditor_id=page.party.creditor_id,
        debtor_id=page.party.party_id,
        channel=Channel.CALL,
        contact_point_id=_any_phone(page),
        script=found.code,
        language=found.language,
        blanks={"name": page.party.name_masked, "debtor": page.party.name_masked},
    )
    try:
        subject, text = contact.preview_text(order, actor)
    except ReachError:
        subject, text = found.subject, found.text
    filled = scripts.fill_in(found, {})
    missing = tuple(name for name in filled.missing if "{" + name + "}" in text)
    return Rendered(
        code=found.code, version=found.version, language=found.language, channel=found.channel,
        purpose=found.purpose, subject=subject, text=text, missing=missing, discloses=found.discloses,
    )  # fmt: skip


def _any_phone(page: DebtorPage) -> int | None:
    mine = (point for point in page.contact_points if point.person_id == page.party.party_id)
    return next((point.contact_point_id for point in mine if point.kind == "phone"), None)


def scripts_of(actor: Actor, page: DebtorPage, state: dict[str, Any], side: dict[str, Any]) -> dict[str, Any]:
    """The scripts that fit this moment of the case, the best first, and the best one filled."""
    broken = any(promise.state is PromiseState.BROKEN for promise in side["promises"][:1])
    talks = sum(1 for attempt in contact.attempts_of(actor, page.party.party_id, last=20) if attempt.outcome)
    reason = next((str(one.reason) for one in side["reasons"]), "any")
    language = page.party.language or actor.language
    stage = cases.stage_of(state["step"], broken, talks)
    found = scripts.for_case(stage, reason, "call", language, audience=cases.audience(page))
    return {"scripts": found, "shown": script_of(actor, page, found[0] if found else None)}


@may(*MAY_SEE)
@require_GET
@in_scope
def case(request: HttpRequest, debtor_id: int) -> HttpResponse:
    actor = actor_of(request)
    page = cases.debtor_page(actor, debtor_id, days.as_of())
    state = state_of(actor, page)
    side = side_of(actor, page, state["decided"])
    context = {
        **frame(actor, page),
        **state,
        **side,
        **people_of(actor, page),
        **time_of(actor, page, "all", False),
        **scripts_of(actor, page, state, side),
        "elsewhere": page.elsewhere,
        "forms": acts(debtor_id),
    }
    return render(request, "workbench/collector/case.html", context)


def _part(request: HttpRequest, debtor_id: int) -> tuple[Actor, DebtorPage]:
    actor = actor_of(request)
    return actor, cases.debtor_page(actor, debtor_id, days.as_of())


@may(*MAY_SEE)
@require_GET
@in_scope
def case_state(request: HttpRequest, debtor_id: int) -> HttpResponse:
    actor, page = _part(request, debtor_id)
    context = {**frame(actor, page), **state_of(actor, page)}
    return render(request, "workbench/collector/parts/state.html", context)


@may(*MAY_SEE)
@require_GET
@in_scope
def case_people(request: HttpRequest, debtor_id: int) -> HttpResponse:
    actor, page = _part(request, debtor_id)
    context = {**frame(actor, page), **people_of(actor, page)}
    return render(request, "workbench/collector/parts/people.html", context)


@may(*MAY_SEE)
@require_GET
@in_scope
def case_owed(request: HttpRequest, debtor_id: int) -> HttpResponse:
    actor, page = _part(request, debtor_id)
    decided = cases.proposals(page, days.worked_day())
    context = {**frame(actor, page), **side_of(actor, page, decided)}
    return render(request, "workbench/collector/parts/side.html", context)


@may(*MAY_SEE)
@require_GET
@in_scope
def case_timeline(request: HttpRequest, debtor_id: int) -> HttpResponse:
    actor, page = _part(request, debtor_id)
    time = time_of(actor, page, request.GET.get("kind", "all"), request.GET.get("all") == "1")
    return render(request, "workbench/collector/parts/timeline.html", {**frame(actor, page), **time})


@may(*MAY_SEE)
@require_GET
@in_scope
def case_script(request: HttpRequest, debtor_id: int) -> HttpResponse:
    actor, page = _part(request, debtor_id)
    found = scripts.script(request.GET.get("code", ""), page.party.language or actor.language)
    context = {**frame(actor, page), "shown": script_of(actor, page, found)}
    return render(request, "workbench/collector/parts/script.html", context)
