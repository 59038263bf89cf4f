"""One debtor: when may they be reached, and what stands in the way or was agreed to."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
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
    """One way to reach somebody: open now or from when, and its days ahead once they are asked for."""

    point: ContactPointFacts
    channel: str
    permitted: bool
    opens_at: datetime | None
    grid: Grid | None

    @property
    def code(self) -> str:
        return f"{self.channel}-{self.point.contact_point_id}"


@dataclass(frozen=True, slots=True)
class Ways:
    """What the gate is asked about the contacts of a case."""

    page: DebtorPage
    actor: Actor
    points: dict[int, ContactPointFacts]

    @property
    def options(self) -> list[tuple[str, int | None]]:
        """Channels by contact point, the debtor's own first."""
        debtor = self.page.party.party_id
        ordered = sorted(
            self.points.values(), key=lambda one: (one.person_id != debtor, one.contact_point_id)
        )
        return [
            (channel, one.contact_point_id) for one in ordered for channel in CHANNELS_OF.get(one.kind, ())
        ]

    @property
    def told(self) -> dict[str, Any]:
        """What the gate's preview and its calendar are told besides the options."""
        return {
            "creditor_id": self.page.party.creditor_id,
            "debtor_id": self.page.party.party_id,
            "actor": self.actor,
            "account_ids": [one.account_id for one in self.page.accounts if one.status is AccountStatus.OPEN],
            "persons": {number: point.person_id for number, point in self.points.items()},
        }

    def grids(self, options: Sequence[tuple[str, int | None]]) -> dict[tuple[str, int | None], Grid]:
        found = gate.calendar(options=options, days=DAYS, **self.told)
        return {(one.channel, one.contact_point_id): grid_of(one, self.page.as_of) for one in found}


def _ways(request: HttpRequest, debtor_id: int) -> Ways:
    actor = actor_of(request)
    page = portfolio.debtor_page(actor, debtor_id, today(actor.zone))
    return Ways(page, actor, {one.contact_point_id: one for one in page.contact_points if one.usable})


@may(*MAY_READ)
@require_GET
@in_scope
def case_calendar(request: HttpRequest, debtor_id: int) -> HttpResponse:
    """Each contact point by channel, open or from when; the first with its next fortnight, hour by hour."""
    ways = _ways(request, debtor_id)
    options = ways.options
    grids = ways.grids(options[:1])
    until = now() + timedelta(days=DAYS)
    contacts = []
    for one in gate.preview(options=options, **ways.told):
        opens = one.answer.next_permitted_at
        contacts.append(
            Contact(
                point=ways.points[one.contact_point_id or 0],
                channel=one.channel,
                permitted=one.answer.verdict == "permit",
                opens_at=opens if opens and opens < until else None,
                grid=grids.get((one.channel, one.contact_point_id)),
            )
        )
    context = {
        **COMPLIANCE_NAMES,
        "section": "",
        "party": ways.page.party,
        "contacts": contacts,
        "hours": range(24),
        "days": DAYS,
    }
    return render(request, "workbench/compliance/calendar.html", context)


@may(*MAY_READ)
@require_GET
@in_scope
def contact_days(request: HttpRequest, debtor_id: int, channel: str, point_id: int) -> HttpResponse:
    """The next fortnight of one contact point by one channel, as the gate would judge with nothing else changed."""
    ways = _ways(request, debtor_id)
    if (channel, point_id) not in ways.options:
        raise Http404
    (grid,) = ways.grids([(channel, point_id)]).values()
    context = {"grid": grid, "code": f"{channel}-{point_id}", "hours": range(24)}
    return render(request, "workbench/compliance/parts/days.html", context)


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
