"""The pure check: facts in, verdict out, the moment included. The same function serves the live gate.

Nothing here reads a clock, a setting or a database. The strictest rule of all bound regimes wins: one
failure refuses; without a failure, one missing piece of evidence withholds the permit.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from arrears.gate.contracts import Answer, Case, Change, HouseRule, Presumption, RuleResult, Verdict
from arrears.gate.packs.parts.facts import Facts
from arrears.gate.packs.parts.outcome import NOT_APPLICABLE, PASS, Outcome
from arrears.gate.packs.parts.triggers import present
from arrears.gate.rules.compile import Plan, plan_for

# Each step of the search goes to the latest moment at which a failing rule may pass; few are ever needed.
SEARCH_STEPS_MAX = 400


class Finding(NamedTuple):
    """What a plan says at one moment. `reopen`: the earliest moment worth trying next; None: never by time."""

    verdict: Verdict
    results: tuple[RuleResult, ...]
    presumption: Presumption | None
    flags: tuple[str, ...]
    deadlines: dict[str, str]
    reopen: datetime | None


House = tuple[HouseRule, ...]
Later = Sequence[tuple[datetime, House]]
"""House rules that come back: from each moment on the whole set in force, the earliest first, each no looser."""


def check(
    case: Case, house_rules: Sequence[HouseRule] = (), *, later: Later = (), changes: Sequence[Change] = ()
) -> Answer:
    """Judge one contact. `changes` answer what-if questions and may loosen; the gate never passes them.

    `later`: the house rules from later moments on, where one that is lifted now comes back: the next permitted
    moment is looked for with those of its own time.
    Raises KeyError for an unknown regime, ValueError when no regime is named or the moment is naive,
    HouseRuleLoosens for a house rule that is looser than the law.
    """
    if not case.regimes or case.at.tzinfo is None:
        raise ValueError("a case names its regimes and an aware moment")
    house, changed = tuple(house_rules), tuple(changes)
    plan = plan_for(case.regimes, case.act.channel, case.at, house, changed)
    found = judge(plan, Facts(case))
    opens = None
    if found.verdict != "permit" and found.reopen is not None:
        opens = _next_permitted(case, found.reopen, [(case.at, house), *later], changed)
        opens = opens.astimezone(plan.zone_of(case)) if opens is not None else None
    return Answer(
        id=case.id,
        verdict=found.verdict,
        presumption=found.presumption,
        flags=found.flags,
        rules=found.results,
        next_permitted_at=opens,
        deadlines=found.deadlines,
    )


def judge(plan: Plan, facts: Facts, *, ahead: bool = True) -> Finding:
    """Run every rule of a plan over the facts; without `ahead`, `reopen` is not worked out (None)."""
    results = list(plan.template)
    flags: dict[str, None] = {}
    deadlines: dict[str, str] = {}
    presumption: Presumption | None = None
    failing = False
    barring: list[tuple[Outcome, datetime | None]] = []
    for segment in plan.for_facts(present(facts.case)):
        if segment.scope is not None and not segment.scope(facts):
            continue
        for place, bound in segment.rules:
            outcome = bound.function(facts, bound.params)
            if outcome is NOT_APPLICABLE:
                continue
            if outcome is PASS:
                results[place] = bound.ok
                continue
            said = outcome.said
            if said is None or said.rule is not bound.text:
                said = RuleResult(bound.text, outcome.result, outcome.key, outcome.values, outcome.fact)
                outcome.said = said
            results[place] = said
            for flag in outcome.flags:
                flags[flag] = None
            if outcome.deadlines:
                _merge(deadlines, outcome.deadlines)
            if outcome.presumption is not None and presumption != "violation":
                presumption = outcome.presumption
            if outcome.result != "pass":
                failing = failing or outcome.result == "fail"
                barring.append((outcome, bound.expires))
    verdict: Verdict = "refuse" if failing else "needs_evidence" if barring else "permit"
    reopen = _reopen(barring) if ahead else None
    return Finding(verdict, tuple(results), presumption, tuple(flags), deadlines, reopen)


def _reopen(barring: list[tuple[Outcome, datetime | None]]) -> datetime | None:
    """The latest moment before which one of them cannot pass; None when one never does by time.

    Those that know theirs come first: one that says never spares the others the work.
    """
    latest: datetime | None = None
    for outcome, expires in sorted(barring, key=lambda each: not each[0].at_once):
        opens = _earlier(outcome.reopen, expires)
        if opens is None:
            return None
        if latest is None or opens > latest:
            latest = opens
    return latest


def _earlier(one: datetime | None, other: datetime | None) -> datetime | None:
    if one is None or other is None:
        return one if other is None else other
    return min(one, other)


def _merge(deadlines: dict[str, str], more: Mapping[str, str]) -> None:
    """Of two regimes the stricter date stands: the earlier for what is due by, the later for what is kept until."""
    for key, day in more.items():
        known = deadlines.get(key)
        if known is None:
            deadlines[key] = day
        else:
            deadlines[key] = min(known, day) if key.endswith("_by") else max(known, day)


def _next_permitted(
    case: Case, first: datetime, houses: Later, changes: tuple[Change, ...]
) -> datetime | None:
    """The earliest moment at which the act is permitted with nothing else changed.

    Every rule names a moment before which it cannot pass, so nothing earlier than the latest of them can
    be permitted: the search goes there and asks again, until all agree or time no longer helps. House rules
    only come back on the way, so that what bars before bars after.
    """
    at = first
    for _ in range(SEARCH_STEPS_MAX):
        house = next(rules for since, rules in reversed(houses) if since <= at)
        plan = plan_for(case.regimes, case.act.channel, at, house, changes)
        found = judge(plan, Facts(case, at))
        if found.verdict == "permit":
            return at
        if found.reopen is None or found.reopen <= at:
            return None
        at = found.reopen
    return None
