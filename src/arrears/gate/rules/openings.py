"""When a contact is permitted, over the days ahead: stretches of time with one verdict and its rules.

A verdict changes only where something can change: at the hours that some rule names, at the start of a
local day, where a stop, a slot or a consent begins or ends, and at the moments that a failing rule names
itself. The rules are run there and nowhere else.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from arrears.gate.contracts import Case, HouseRule, RuleResult, Verdict
from arrears.gate.packs.parts.consents import slot_of
from arrears.gate.packs.parts.facts import Facts
from arrears.gate.packs.parts.zones import DAY, SECOND, moment
from arrears.gate.rules.compile import Plan, plan_for
from arrears.gate.rules.evaluate import judge

DAYS_MAX = 31
REPLIES = (1, 24, 48, 72)
"""Hours after an inbound contact at which the right to answer it may end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """From `start` until just before `end` the verdict is the same and the same rules stand in the way."""

    start: datetime
    end: datetime
    verdict: Verdict
    rules: tuple[RuleResult, ...]

    @property
    def permitted(self) -> bool:
        return self.verdict == "permit"


def clock_of(case: Case, house_rules: Sequence[HouseRule] = ()) -> str:
    """The zone on whose clock the days of a case are told: the debtor's first plausible one, else the regime's."""
    return plan_for(case.regimes, case.act.channel, case.at, tuple(house_rules), ()).zone_of(case).key


def openings(case: Case, until: datetime, house_rules: Sequence[HouseRule] = ()) -> tuple[Opening, ...]:
    """What the gate would say of one contact from `case.at` until `until`, nothing but the time changed.

    Raises ValueError when the stretch is longer than DAYS_MAX days or empty, and as `check` does.
    """
    if not timedelta(0) < until - case.at <= DAYS_MAX * DAY:
        raise ValueError(f"a stretch of at most {DAYS_MAX} days is wanted")
    return openings_through(case, [(until, tuple(house_rules))])


def openings_through(
    case: Case, stretches: Sequence[tuple[datetime, tuple[HouseRule, ...]]]
) -> tuple[Opening, ...]:
    """As `openings`, with house rules that change: each stretch goes on until its moment, one after another."""
    found: list[Opening] = []
    at = case.at
    for until, house in stretches:
        for start, end, verdict, rules in _judged(replace(case, at=at), until, house):
            last = found[-1] if found else None
            if last and last.verdict == verdict and _ids(last.rules) == _ids(rules):
                found[-1] = Opening(start=last.start, end=end, verdict=verdict, rules=last.rules)
            else:
                found.append(Opening(start=start, end=end, verdict=verdict, rules=rules))
        at = until
    return tuple(found)


def _ids(rules: Iterable[RuleResult]) -> list[tuple[str, str]]:
    return [(one.id, one.key) for one in rules]


def _judged(
    case: Case, until: datetime, house: tuple[HouseRule, ...]
) -> Iterator[tuple[datetime, datetime, Verdict, tuple[RuleResult, ...]]]:
    """The verdict at every moment at which it may change, each until the next."""
    plan = plan_for(case.regimes, case.act.channel, case.at, house, ())
    ahead = sorted(one for one in _edges(case, plan, until) if case.at < one < until)
    heapq.heapify(ahead)
    at = case.at
    while at < until:
        found = judge(plan_for(case.regimes, case.act.channel, at, house, ()), Facts(case, at))
        if found.reopen is not None and at < found.reopen < until:
            heapq.heappush(ahead, found.reopen)
        while ahead and ahead[0] <= at:
            heapq.heappop(ahead)
        end = ahead[0] if ahead else until
        rules = tuple(one for one in found.results if one.result in ("fail", "needs_evidence"))
        yield at, end, found.verdict, rules
        at = end


def _edges(case: Case, plan: Plan, until: datetime) -> set[datetime]:
    zones = _zones(case, plan)
    clocks = {*_clocks(case, plan), time(0)}
    edges = {
        edge
        for zone in zones
        for day in _days(case.at.astimezone(zone).date(), until.astimezone(zone).date())
        for clock in clocks
        for edge in _around(moment(day, clock, zone))
    }
    for stop in case.stops:
        edges |= {edge for one in (stop.since, stop.until) if one is not None for edge in _around(one)}
    for consent in case.consents:
        edges |= {edge for one in (consent.at, consent.until) if one is not None for edge in _around(one)}
        if consent.at is not None:
            edges |= set(_daily(consent.at, case.at, until))
    harbours = case.safe_harbours
    for one in (harbours.consumer_texted_at, harbours.number_checked_at, harbours.creditor_notice_sent_at):
        if one is not None:
            edges |= set(_daily(one, case.at, until))
    answered = [case.act.answering.at] if case.act.answering else []
    inbound = [one.at for one in case.history if one.direction == "in"]
    for came in (*answered, *inbound):
        if came is not None:
            edges |= {edge for hours in REPLIES for edge in _around(came + timedelta(hours=hours))}
    return edges


def _around(at: datetime) -> tuple[datetime, datetime]:
    """An edge and the second after it: some rules include it, others do not."""
    return at, at + SECOND


def _daily(began: datetime, first: datetime, until: datetime) -> Iterator[datetime]:
    """Whole days after a moment that fall into the stretch: where something that lasts days may end."""
    at = began + max(0, (first - began) // DAY) * DAY
    while at < until:
        yield from _around(at)
        at += DAY


def _days(first: date, last: date) -> Iterator[date]:
    """The local days of the stretch, with one on either side."""
    day = first - DAY
    while day <= last + DAY:
        yield day
        day += DAY


def _clocks(case: Case, plan: Plan) -> Iterator[time]:
    """Every time of day that a rule of the plan or a slot of the debtor names."""
    for segment in plan.segments:
        for _place, bound in segment.rules:
            for value in bound.text.figures.values():
                yield from (one for one in _listed(value) if isinstance(one, time))
    for slot in (*case.debtor.barred_slots, *case.debtor.agreed_slots):
        yield from (slot.start, slot.end)
    for consent in case.consents:
        agreed = slot_of(consent)
        if agreed is not None:
            yield from (agreed.start, agreed.end)


def _listed(value: object) -> tuple[object, ...]:
    return value if isinstance(value, tuple) else (value,)


def _zones(case: Case, plan: Plan) -> tuple[ZoneInfo, ...]:
    """Every clock by which some rule may judge."""
    found = {plan.zone: None}
    found |= dict.fromkeys(Facts(case).zones(()))
    for segment in plan.segments:
        for _place, bound in segment.rules:
            zone = getattr(bound.params, "zone", None)
            if isinstance(zone, ZoneInfo):
                found[zone] = None
            found |= dict.fromkeys(getattr(bound.params, "zones", ()))
    agreed = (one for one in map(slot_of, case.consents) if one is not None)
    slots = (*case.debtor.barred_slots, *case.debtor.agreed_slots, *agreed)
    found |= dict.fromkeys(ZoneInfo(slot.zone) for slot in slots if slot.zone is not None)
    return tuple(found)
