"""From packs and their data to plans: the rules in force on a day for a channel, ready to be run.

A plan is built once for each (regimes, channel, stretch of time between changes of the rules, house
rules, what-if changes) and kept; running it touches no data file.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import lru_cache
from types import SimpleNamespace
from zoneinfo import ZoneInfo

from arrears.gate.contracts import (
    Case,
    Change,
    HouseRule,
    ParameterValue,
    RuleResult,
    RuleText,
    Tightened,
)
from arrears.gate.packs.parts.data import RuleData, Version
from arrears.gate.packs.parts.facts import Facts
from arrears.gate.packs.parts.outcome import Entry, Params, Rule
from arrears.gate.packs.parts.zones import DAY, day_start
from arrears.gate.packs.registry import BASE, EVERY, Pack, bound
from arrears.gate.rules.house import Made, check_known, made, tightened
from arrears.kernel.words import Words

# Parameters that are patterns of words: shown in the rule browser, left out of each answer.
PATTERNS = ("_terms", "_guards")
# Whether a pack binds a case at all.
Scope = Callable[[Facts], bool]


class Bound:
    """A rule of a plan with the parameters, source and words of its day."""

    __slots__ = ("expires", "function", "id", "not_applicable", "ok", "params", "text", "when")

    def __init__(
        self,
        text: RuleText,
        function: Rule,
        raw: Mapping[str, ParameterValue],
        *,
        when: int = 0,
        expires: datetime | None = None,
    ) -> None:
        self.id = text.id
        self.text = text
        self.function = function
        self.params = _params(raw)
        self.when = when
        self.expires = expires
        self.ok = RuleResult(text, "pass", "pass", {})
        self.not_applicable = RuleResult(text, "not_applicable", "not_applicable", {})


def _text(
    rule_id: str, raw: Mapping[str, ParameterValue], version: Version, words: Mapping[str, Words]
) -> RuleText:
    shown = {name: _plain(value) for name, value in raw.items() if not name.endswith(PATTERNS)}
    return RuleText(
        id=rule_id,
        parameters=shown,
        source=version.source,
        certainty=version.certainty,
        words=words,
        figures=raw,
    )


def _params(raw: Mapping[str, ParameterValue]) -> Params:
    found: dict[str, object] = dict(raw)
    if "zone" in raw:
        found["zone"] = ZoneInfo(str(raw["zone"]))
    if "zones" in raw:
        found["zones"] = tuple(ZoneInfo(str(name)) for name in _listed(raw["zones"]))
    return SimpleNamespace(**found)


def _listed(value: ParameterValue) -> tuple[object, ...]:
    return tuple(value) if isinstance(value, tuple) else (value,)


def _plain(value: ParameterValue) -> object:
    """A parameter as JSON."""
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    return value.isoformat() if isinstance(value, time) else value


@dataclass(frozen=True, slots=True)
class Segment:
    """Rules that share a scope: `rules` are places in the answer with what stands there."""

    scope: Scope | None
    rules: tuple[tuple[int, Bound], ...]


class Plan:
    """The rules of some regimes for a channel on a day; `template` holds their answers when none applies."""

    __slots__ = ("_chosen", "segments", "template", "zone")

    def __init__(self, template: list[RuleResult], segments: list[Segment], zone: ZoneInfo) -> None:
        self.template = template
        self.segments = segments
        self.zone = zone
        self._chosen: dict[int, list[Segment]] = {}

    def for_facts(self, present: int) -> list[Segment]:
        """The segments with the rules that may have something to say when these facts are given."""
        chosen = self._chosen.get(present)
        if chosen is None:
            chosen = [
                Segment(
                    each.scope, tuple(one for one in each.rules if not one[1].when or one[1].when & present)
                )
                for each in self.segments
            ]
            self._chosen[present] = chosen
        return chosen

    def zone_of(self, case: Case) -> ZoneInfo:
        """The clock on which a next moment is told: the debtor's first plausible one, else the regime's."""
        return ZoneInfo(case.debtor.zones[0]) if case.debtor.zones else self.zone


def _default_words(rule: RuleData) -> dict[str, Words]:
    title = rule.title
    return {
        "pass": Words(f"符合：{title.zh}。", f"Met: {title.en}."),
        "not_applicable": Words(f"本次不涉及：{title.zh}。", f"Does not concern this act: {title.en}."),
        "needs_evidence": Words(
            f"缺少证据（{{fact}}）：{title.zh}。", f"Evidence is missing ({{fact}}): {title.en}."
        ),
    }


@lru_cache(maxsize=64)
def changes_of(code: str) -> tuple[date, ...]:
    """The days on which some rule or parameter of a pack begins, or has just ended, in order."""
    pack = BASE if code == EVERY else bound((code,))[-1]
    days: set[date] = set()
    for rule in pack.data.rules:
        dated = [(one.effective_from, one.effective_to) for one in rule.versions]
        dated += [(one.effective_from, one.effective_to) for one in rule.parameters]
        for first, last in dated:
            days |= ({first} if first is not None else set()) | ({last + DAY} if last is not None else set())
    return tuple(sorted(days))


@lru_cache(maxsize=256)
def packs_of(regimes: tuple[str, ...]) -> tuple[tuple[Pack, ZoneInfo, tuple[date, ...]], ...]:
    """The packs of some regimes with the clock of their days and the days on which they change."""
    return tuple((pack, ZoneInfo(pack.data.day_zone), changes_of(pack.code)) for pack in bound(regimes))


@lru_cache(maxsize=256)
def stretches_of(regimes: tuple[str, ...]) -> tuple[tuple[datetime, ...], tuple[tuple[int, ...], ...]]:
    """The moments at which some pack of the regimes changes, and between them how many changes each has seen."""
    packs = packs_of(regimes)
    begins = [tuple(day_start(day, zone) for day in days) for _, zone, days in packs]
    moments = tuple(sorted({one for each in begins for one in each}))
    seen = [tuple(bisect_right(each, moment) for each in begins) for moment in moments]
    return moments, (tuple(0 for _ in packs), *seen)


def plan_for(
    regimes: tuple[str, ...],
    channel: str | None,
    at: datetime,
    house_rules: tuple[HouseRule, ...],
    changes: tuple[Change, ...],
) -> Plan:
    """The plan in force at a moment. KeyError for an unknown regime; HouseRuleLoosens for a house rule that loosens."""
    moments, stretches = stretches_of(regimes)
    return _plan(regimes, channel, stretches[bisect_right(moments, at)], house_rules, changes)


@lru_cache(maxsize=4096)
def _plan(
    regimes: tuple[str, ...],
    channel: str | None,
    epochs: tuple[int, ...],
    house_rules: tuple[HouseRule, ...],
    changes: tuple[Change, ...],
) -> Plan:
    check_known(house_rules)
    placed: list[RuleResult] = []
    segments: list[Segment] = []

    def place(bounds: list[Bound], scope: Scope | None, active: set[str]) -> None:
        rules = []
        for one in bounds:
            if one.id in active:
                rules.append((len(placed), one))
            placed.append(one.not_applicable)
        segments.append(Segment(scope, tuple(rules)))

    packs = packs_of(regimes)
    zones = tuple(dict.fromkeys(name for pack, _, _ in packs for name in pack.data.zones))
    for (pack, zone, days), epoch in zip(packs, epochs, strict=True):
        day = days[epoch - 1] if epoch else date.min
        for entries, scope in ((pack.always, None), (pack.rules, pack.scope)):
            found = [_bind(pack, entry, day, zone, house_rules, changes, zones) for entry in entries]
            bounds = [one for one in found if one is not None]
            place(bounds, scope, _meant(entries, channel))
    replaced = frozenset.intersection(*(pack.data.own for pack, _, _ in packs if not pack.extends))
    owners = [pack.scope for pack, _, _ in packs if not pack.extends]
    kept = [entry for entry in BASE.rules if entry.id not in replaced]
    groups: list[tuple[list[Entry], Scope | None]] = [(kept, None)]
    scoped = [scope for scope in owners if scope is not None]
    if len(scoped) == len(owners):
        spare = [entry for entry in BASE.rules if entry.id in replaced]
        groups.append((spare, _unbound(scoped)))
    for group, scope in groups:
        found = [
            _bind(BASE, entry, date.max - DAY, ZoneInfo("UTC"), house_rules, changes, zones)
            for entry in group
        ]
        place([one for one in found if one is not None], scope, _meant(group, channel))
    house = [_house_bound(made(rule), zones) for rule in house_rules if not isinstance(rule, Tightened)]
    place(house, None, {one.id for one in house})
    return Plan(placed, segments, ZoneInfo(zones[0]))


def _unbound(scopes: list[Scope]) -> Scope:
    """Whether none of some packs binds a case."""
    if len(scopes) == 1:
        only = scopes[0]
        return lambda facts: not only(facts)
    return lambda facts: not any(scope(facts) for scope in scopes)


def _meant(entries: tuple[Entry, ...] | list[Entry], channel: str | None) -> set[str]:
    """The rules that a channel may concern; an unknown channel may concern all."""
    return {
        entry.id
        for entry in entries
        if entry.channels is None or channel is None or channel in entry.channels
    }


def _bind(
    pack: Pack,
    entry: Entry,
    day: date,
    zone: ZoneInfo,
    house_rules: tuple[HouseRule, ...],
    changes: tuple[Change, ...],
    zones: tuple[str, ...],
) -> Bound | None:
    """A rule with what is in force on a day; None when it is not."""
    rule = next(one for one in pack.data.rules if one.id == entry.id)
    version = rule.version(day)
    if version is None:
        return None
    infos = {info.name: info for info in rule.parameters_on(day)}
    raw: dict[str, ParameterValue] = {name: info.value for name, info in infos.items()}
    if rule.uses_zones:
        raw.setdefault("zones", zones)
    for change in changes:
        if change.rule == rule.id and change.parameter in raw:
            raw[change.parameter] = change.value
    for house in house_rules:
        if isinstance(house, Tightened) and house.rule == rule.id:
            raw[house.parameter] = tightened(house, infos.get(house.parameter))
    words = _default_words(rule) | dict(rule.words)
    last_days = [version.effective_to, *(info.effective_to for info in infos.values())]
    ends = [last for last in last_days if last is not None]
    expires = day_start(min(ends) + DAY, zone) if ends else None
    return Bound(_text(rule.id, raw, version, words), entry.rule, raw, when=entry.when, expires=expires)


def _house_bound(one: Made, zones: tuple[str, ...]) -> Bound:
    version = Version(source=one.source, certainty="text", effective_from=None, effective_to=None)
    raw: dict[str, ParameterValue] = {"zones": (one.zone,) if one.zone else zones, **one.parameters}
    return Bound(_text(one.id, raw, version, one.words), one.function, raw)
