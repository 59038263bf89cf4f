"""House rules: what a creditor asks for on top of the law. They can only refuse more, never permit more."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time

from arrears.gate.contracts import (
    Cap,
    Closed,
    Hours,
    HouseRule,
    ParameterInfo,
    ParameterValue,
    PastContact,
    Tightened,
    WorkdaysOnly,
)
from arrears.gate.packs.parts import counters
from arrears.gate.packs.parts.facts import Facts
from arrears.gate.packs.parts.hours import within_hours
from arrears.gate.packs.parts.outcome import (
    NOT_APPLICABLE,
    PASS,
    Outcome,
    Params,
    Rule,
    failed,
    needs,
    passed,
)
from arrears.gate.packs.parts.zones import DAY, day_start, local_day
from arrears.gate.packs.registry import BASE, PACKS
from arrears.kernel.days import NoCalendar, is_rest_day
from arrears.kernel.words import Words

REST_DAYS_AHEAD = 30
SOURCE = "house rule"


class HouseRuleLoosens(ValueError):
    """A house rule that would permit what the law refuses, or that names no known figure."""


@dataclass(frozen=True, slots=True)
class Made:
    """A house rule as a rule: its function, figures and words."""

    id: str
    function: Rule
    parameters: Mapping[str, ParameterValue]
    words: Mapping[str, Words]
    zone: str | None
    source: str = SOURCE


def _ordered(one: object, other: object) -> bool:
    """Whether one <= other for two values of one kind; ValueError when they do not compare."""
    if isinstance(one, time) and isinstance(other, time):
        return one <= other
    if type(one) is int and type(other) is int:
        return one <= other
    raise HouseRuleLoosens(f"{one!r} and {other!r} do not compare")


def _as_set(value: ParameterValue) -> set[object]:
    return set(value) if isinstance(value, tuple) else {value}


def _not_looser(house: ParameterValue, law: ParameterInfo) -> bool:
    if law.tighter in ("less", "earlier"):
        return _ordered(house, law.value)
    if law.tighter in ("more", "later"):
        return _ordered(law.value, house)
    if law.tighter == "subset":
        return _as_set(house) <= _as_set(law.value)
    return law.tighter == "superset" and _as_set(house) >= _as_set(law.value)


def tightened(house: Tightened, law: ParameterInfo | None) -> ParameterValue:
    """The house's value, when it is not looser than the law's. Raises HouseRuleLoosens."""
    if law is None:
        raise HouseRuleLoosens(f"{house.id}: {house.rule} has no parameter {house.parameter!r}")
    if law.tighter is None:
        raise HouseRuleLoosens(f"{house.id}: {house.rule} {house.parameter} is not open to house rules")
    if not _not_looser(house.value, law):
        raise HouseRuleLoosens(
            f"{house.id}: {house.rule} {house.parameter} {house.value!r} is looser than {law.value!r}"
        )
    return house.value


def check_known(house_rules: tuple[HouseRule, ...]) -> None:
    """Raises HouseRuleLoosens when a rule to be tightened is in no pack."""
    known = {rule.id for pack in (BASE, *PACKS.values()) for rule in pack.data.rules if rule.within is None}
    for house in house_rules:
        if isinstance(house, Tightened) and house.rule not in known:
            raise HouseRuleLoosens(f"{house.id}: no rule {house.rule!r}")


def made(house: HouseRule) -> Made:
    """A house rule (other than a tightened parameter) as a rule. Raises HouseRuleLoosens."""
    name = f"HOUSE:{house.id}"
    if isinstance(house, Cap):
        return Made(name, _cap(house), {"most": house.most, "days": house.days}, _CAP, house.zone)
    if isinstance(house, Hours):
        figures: dict[str, ParameterValue] = {
            "opens": house.opens,
            "closes": house.closes,
            "weekdays": house.weekdays,
        }
        return Made(name, _hours(house), figures, _HOURS, house.zone)
    if isinstance(house, Closed):
        return Made(name, _closed(house), {}, _CLOSED, None)
    if isinstance(house, WorkdaysOnly):
        return Made(name, _workdays(house), {"region": house.region}, _WORKDAYS, house.zone)
    raise HouseRuleLoosens(f"{house.id}: not a rule of its own")


def _cap(house: Cap) -> Rule:
    def same(contact: PastContact, facts: Facts) -> bool:
        if house.per == "person" or facts.act.address is None or contact.address is None:
            return facts.same_person(contact)
        return contact.address == facts.act.address

    def cap(facts: Facts, p: Params) -> Outcome:
        if facts.channel is not None and facts.channel not in house.channels:
            return NOT_APPLICABLE
        moments = [
            contact.at
            for contact in facts.history
            if contact.direction != "in"
            and (contact.channel is None or contact.channel in house.channels)
            and facts.pooled(contact)
            and same(contact, facts)
        ]
        found = counters.rolling(moments, facts, facts.zones(p.zones), house.days, house.most)
        if found.reached >= house.most:
            return failed(reopen=found.reopen, count=found.reached)
        return passed("count", count=found.reached)

    return cap


def _hours(house: Hours) -> Rule:
    def of_day(day: date) -> tuple[time, time] | None:
        return (house.opens, house.closes) if day.isoweekday() in house.weekdays else None

    def hours(facts: Facts, p: Params) -> Outcome:
        if facts.channel is not None and facts.channel not in house.channels:
            return NOT_APPLICABLE
        return within_hours(facts, facts.zones(p.zones), of_day, "half_open")

    return hours


def _closed(house: Closed) -> Rule:
    def closed(facts: Facts, _p: Params) -> Outcome:
        if facts.channel is not None and facts.channel not in house.channels:
            return NOT_APPLICABLE
        return failed() if not house.purposes or facts.purpose in house.purposes else PASS

    return closed


def _workdays(house: WorkdaysOnly) -> Rule:
    def workdays(facts: Facts, p: Params) -> Outcome:
        if facts.channel is not None and facts.channel not in house.channels:
            return NOT_APPLICABLE
        for zone in facts.zones(p.zones):
            today = local_day(facts.at, zone)
            try:
                if not is_rest_day(today, house.region):
                    continue
                ahead = 1
                while is_rest_day(today + ahead * DAY, house.region) and ahead < REST_DAYS_AHEAD:
                    ahead += 1
            except NoCalendar:
                return needs(f"calendar of {house.region} {today.year}")
            return failed(reopen=day_start(today + ahead * DAY, zone), day=today)
        return PASS

    return workdays


def _with_defaults(**words: Words) -> Mapping[str, Words]:
    return {
        "pass": Words("符合本机构规定。", "Meets the house rule."),
        "not_applicable": Words("本机构规定不涉及本次联系。", "The house rule does not concern this act."),
        "needs_evidence": Words("缺少证据：{fact}。", "Evidence is missing: {fact}."),
        **words,
    }


_CAP = _with_defaults(
    count=Words(
        "{days} 日内已联系 {count} 次，本机构上限 {most} 次。",
        "{count} of {most} in {days} days (house rule).",
    ),
    fail=Words(
        "{days} 日内已联系 {count} 次，达到本机构上限 {most} 次。",
        "{count} in {days} days; the house allows {most}.",
    ),
)
_HOURS = _with_defaults(
    fail=Words(
        "当地时间 {local}，不在本机构规定的时段（{opens:%H:%M}-{closes:%H:%M}）。",
        "It is {local}: outside the house's hours ({opens:%H:%M}-{closes:%H:%M}).",
    )
)
_CLOSED = _with_defaults(fail=Words("本机构不使用此渠道。", "The house does not use this channel."))
_WORKDAYS = _with_defaults(
    fail=Words("{day} 是休息日，本机构不联系。", "{day} is a rest day; the house does not contact then.")
)
