"""One debtor: when may they be reached, and what stands in the way or was agreed to."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from arrears.book.portfolio import api as portfolio
from arrears.book.portfolio.contracts import AccountStatus, ContactKind, ContactPointFacts, DebtorPage
from arrears.faces.workbench.access import in_scope
from arrears.faces.workbench.compliance.case_forms import (
    ConsentForm,
    LiftForm,
    RefusedForm,
    StopForm,
    WithdrawForm,
)
from arrears.faces.workbench.compliance.grid import Grid, grid_of
from arrears.faces.workbench.compliance.names import COMPLIANCE_NAMES
from arrears.faces.workbench.templatetags.workbench import in_language
from arrears.foundation.access import actor_of, may
from arrears.foundation.api import Actor, Role
from arrears.gate import api as gate
from arrears.gate.api import ConsentFacts, LineFilter, LineKind, StopEnd, StopFacts
from arrears.kernel.clock import now, today

MAY_READ = (Role.COLLECTOR, Role.LEADER, Role.COMPLIANCE)
MAY_WRITE = frozenset({Role.LEADER, Role.COMPLIANCE})
MAY_LIFT = frozenset({Role.COMPLIANCE})
DAYS = 14
CHANNELS_OF = {
    ContactKind.PHONE: ("call", "sms"),
    ContactKind.EMAIL: ("email",),
    ContactKind.ADDRESS: ("letter", "visit"),
}
# Stops that end by themselves: with the order of a court or register, with the plan, with the placement.
ENDS_BY_LAW = frozenset({"bankruptcy", "breathing_space"})
ENDS_ELSEWHERE = frozenset({"plan_kept", "mandate_ended"})
PERSON_LINES = 100


@dataclass(frozen=True, slots=True)
class Contact:
    """One way to reach somebody, over the days ahead."""

    point: ContactPointFacts
    channel: str
    grid: Grid
    code: str


@may(*MAY_READ)
@require_GET
@in_scope
def case_calendar(request: HttpRequest, debtor_id: int) -> HttpResponse:
    """The next fortnight by channel and contact point, as the gate would judge with nothing else changed."""
    actor = actor_of(request)
    page = portfolio.debtor_page(actor, debtor_id, today(actor.zone))
    points = {one.contact_point_id: one for one in page.contact_points if one.usable}
    options: list[tuple[str, int | None]] = [
        (channel, point.contact_point_id)
        for point in points.values()
        for channel in CHANNELS_OF.get(point.kind, ())
    ]
    accounts = [one.account_id for one in page.accounts if one.status is AccountStatus.OPEN]
    found = gate.calendar(
        page.party.creditor_id,
        debtor_id,
        options,
        actor=actor,
        days=DAYS,
        account_ids=accounts,
        persons={point.contact_point_id: point.person_id for point in points.values()},
    )
    contacts = [
        Contact(points[one.contact_point_id or 0], one.channel, grid_of(one, page.as_of), f"c{place}")
        for place, one in enumerate(found)
    ]
    contacts.sort(key=lambda one: (one.point.person_id != debtor_id, one.point.contact_point_id))
    context = {
        **COMPLIANCE_NAMES,
        "section": "",
        "party": page.party,
        "contacts": contacts,
        "hours": range(24),
        "days": DAYS,
    }
    return render(request, "workbench/compliance/calendar.html", context)


# --- stops and consents --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class StopLine:
    """A stop with its end; `how`: lift (by a person here), concern, elsewhere, law, or none (it has ended)."""

    stop: StopFacts
    end: StopEnd | None
    standing: bool
    how: str
    concern_id: int | None


def _stop_line(stop: StopFacts, end: StopEnd | None) -> StopLine:
    standing = end is None and (stop.until is None or stop.until > now())
    concern = stop.reference.removeprefix("concern:")
    concern_id = int(concern) if stop.reference.startswith("concern:") and concern.isdecimal() else None
    how = "none"
    if standing:
        how = (
            "concern" if concern_id is not None
            else "law" if stop.kind in ENDS_BY_LAW
            else "elsewhere" if stop.kind in ENDS_ELSEWHERE
            else "lift"
        )  # fmt: skip
    return StopLine(stop, end, standing, how, concern_id)


def stop_lines(actor: Actor, creditor_id: int, debtor_id: int) -> list[StopLine]:
    """The stops of a case: standing ones first, the latest first."""
    found = gate.stops(actor, creditor_id, debtor_id)
    ends = gate.stop_ends([stop.id for stop in found])
    lines = [_stop_line(stop, ends.get(stop.id)) for stop in found]
    return sorted(lines, key=lambda line: not line.standing)


def _moment(day: Any, zone: str) -> datetime | None:
    return datetime.combine(day, time(0), ZoneInfo(zone)) if day else None


class Desk:
    """One request about one case: what may be done, by forms, and what was done."""

    def __init__(self, request: HttpRequest, debtor_id: int) -> None:
        self.request = request
        self.actor = actor_of(request)
        self.page: DebtorPage = portfolio.debtor_page(self.actor, debtor_id, today(self.actor.zone))
        self.debtor_id = debtor_id
        self.creditor_id = self.page.party.creditor_id
        self.act = request.POST.get("act", "") if request.method == "POST" else ""

    def data(self, act: str) -> Any:
        return self.request.POST if self.act == act else None

    def forms(self) -> dict[str, forms.Form]:
        """The forms of the page by the act they stand for; the one that was sent is bound."""
        points = {
            one.contact_point_id: f"{one.masked} · {one.person_masked}" for one in self.page.contact_points
        }
        people = {one.person_id: one.person_masked for one in self.page.contact_points}
        people.setdefault(self.debtor_id, self.page.party.name_masked)
        others = {key: name for key, name in people.items() if key != self.debtor_id}
        return {
            "stop": StopForm(self.data("stop"), points=points, prefix="stop"),
            "consent": ConsentForm(self.data("consent"), people=people, prefix="consent"),
            "refused": RefusedForm(self.data("refused"), people=others, prefix="refused"),
            "lift": LiftForm(self.data("lift"), prefix="lift"),
            "withdraw": WithdrawForm(self.data("withdraw"), prefix="withdraw"),
        }

    def place(self, said: dict[str, Any]) -> str:
        zone = self.actor.zone
        gate.place_stop(
            self.creditor_id,
            self.debtor_id,
            said["kind"],
            reference=said["reference"],
            actor=self.actor,
            since=_moment(said["since"], zone),
            until=_moment(said["until"], zone),
            channel=said["channel"] or None,
            contact_point_id=said["contact_point_id"],
        )
        return _("The stop is placed. It holds at once, on every channel it names.")

    def consent(self, said: dict[str, Any]) -> str:
        scope = {"channel": said["channel"]} if said["channel"] else {}
        gate.record_consent(
            self.creditor_id,
            self.debtor_id,
            said["kind"],
            evidence=said["evidence"],
            actor=self.actor,
            person_id=said["person_id"],
            scope=scope,
            given_at=_moment(said["given_on"], self.actor.zone),
            until=_moment(said["until"], self.actor.zone),
        )
        return _("The consent is recorded.")

    def refused(self, said: dict[str, Any]) -> str:
        gate.record_refusal(
            self.creditor_id, self.debtor_id, said["person_id"], reference=said["reference"], actor=self.actor
        )
        return _("Recorded: this person is not contacted again.")

    def lift(self, said: dict[str, Any]) -> str:
        lines = {line.stop.id: line for line in stop_lines(self.actor, self.creditor_id, self.debtor_id)}
        line = lines.get(said["stop_id"])
        if self.actor.role not in MAY_LIFT or line is None or line.how != "lift":
            raise forms.ValidationError(_("This stop is not lifted here."))
        ground = in_language(COMPLIANCE_NAMES["LIFTS"][said["ground"]])
        gate.lift_stop(said["stop_id"], why=f"{ground}: {said['why']}", actor=self.actor)
        return _("The stop is lifted; your reason stands in the gate's books.")

    def withdraw(self, said: dict[str, Any]) -> str:
        mine = {one.id for one in gate.consents(self.actor, self.creditor_id, self.debtor_id)}
        if said["consent_id"] not in mine:
            raise forms.ValidationError(_("This consent does not belong to the case."))
        gate.withdraw_consent(said["consent_id"], why=said["why"], actor=self.actor)
        return _("The withdrawal is recorded.")

    def does(self) -> dict[str, Callable[[dict[str, Any]], str]]:
        return {
            "stop": self.place,
            "consent": self.consent,
            "refused": self.refused,
            "lift": self.lift,
            "withdraw": self.withdraw,
        }


@may(*MAY_READ)
@require_http_methods(["GET", "POST"])
@in_scope
def case_stops(request: HttpRequest, debtor_id: int) -> HttpResponse:
    """Stops, consents and refusals of a case; leaders and compliance write, compliance lifts."""
    desk = Desk(request, debtor_id)
    offered = desk.forms()
    sent = offered.get(desk.act)
    may_write = desk.actor.role in MAY_WRITE
    if sent is not None and may_write and sent.is_valid():
        try:
            messages.success(request, desk.does()[desk.act](sent.cleaned_data))
            return redirect("case_stops", debtor_id)
        except gate.GateError as refused:
            sent.add_error(None, in_language(refused.words))
        except forms.ValidationError as refused:
            sent.add_error(None, refused)
    lines = stop_lines(desk.actor, desk.creditor_id, debtor_id)
    consents = gate.consents(desk.actor, desk.creditor_id, debtor_id)
    context = {
        **COMPLIANCE_NAMES,
        "section": "",
        "party": desk.page.party,
        "stops": lines,
        "standing": sum(line.standing for line in lines),
        "consents": [(one, _holds(one)) for one in consents],
        "people": {one.person_id: one.person_masked for one in desk.page.contact_points},
        "lines": _person_lines(desk),
        "offered": offered,
        "act": desk.act,
        "may_write": may_write,
        "may_lift": desk.actor.role in MAY_LIFT,
    }
    status = 422 if desk.act and may_write else 403 if desk.act else 200
    return render(request, "workbench/compliance/stops.html", context, status=status)


def _holds(one: ConsentFacts) -> bool:
    return one.withdrawn_at is None and (one.until is None or one.until > now())


def _person_lines(desk: Desk) -> Iterable[gate.Line]:
    """What the gate's books note of the people of the case: refusals, and facts such as a death."""
    people = tuple({desk.debtor_id, *(one.person_id for one in desk.page.contact_points)})
    wanted = LineFilter(
        since=datetime(2000, 1, 1, tzinfo=ZoneInfo("UTC")),
        until=datetime(2200, 1, 1, tzinfo=ZoneInfo("UTC")),
        kinds=(LineKind.PERSON_REFUSED, LineKind.PERSON_FACT),
        creditor_id=desk.creditor_id,
        debtor_ids=people,
    )
    return gate.lines(desk.actor, wanted, limit=PERSON_LINES)
