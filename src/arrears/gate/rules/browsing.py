"""One rule as a person reads it: its figures, words and dates, whom it concerns, what a missing fact means."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from arrears.gate.contracts import Certainty, FactInfo, RuleInfo
from arrears.gate.packs.parts import triggers
from arrears.gate.packs.parts.data import RuleData, Version
from arrears.gate.packs.parts.outcome import Entry
from arrears.gate.packs.registry import BASE, EVERY, PACKS, Pack
from arrears.gate.rules.catalogue import facts
from arrears.kernel.words import Words

# The facts of which a rule needs one to have anything to say, by the bits of its registry line.
FACTS_OF: Mapping[int, tuple[str, ...]] = {
    triggers.STOPS: ("stops",),
    triggers.TEXT: ("act.text",),
    triggers.FIRST: ("act.first_contact",),
    triggers.PLAN: ("act.plan_months",),
    triggers.AUDIENCE: ("act.audience",),
    triggers.PAYEE: ("act.payee",),
    triggers.ENTRY: ("act.uninvited_entry",),
    triggers.AUTOMATED: ("act.automated_decision",),
    triggers.ORGANISATION: ("act.recipient_organisation",),
    triggers.THIRD: ("recipient.role",),
    triggers.NEED: ("debtor.vulnerable", "debtor.minor"),
    triggers.SLOTS: ("debtor.barred_slots",),
    triggers.ZONES: ("debtor.zones",),
    triggers.PLACE: ("act.place",),
    triggers.ANSWERING: ("act.answering",),
    triggers.DEMAND: ("act.single_payment_demand",),
    triggers.WORK: ("act.place", "act.address_kind"),
    triggers.REPLY: ("act.answering", "act.purpose"),
    triggers.NOTICE: ("act.first_contact", "debts[].first_communication"),
    triggers.VALIDATION: ("act.purpose",),
    triggers.LAWSUIT: ("act.channel", "act.purpose"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleVersion:
    """A stretch of days (both included) in which a rule stands on one source."""

    source: str
    certainty: Certainty
    effective_from: date | None
    effective_to: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleDetail:
    """A rule on a day. `info` None: not in force then. `channels` None: every channel.

    `facts`: of these the rule needs one to have a say, with what the absence of each means; empty when it
    judges every contact of its channels. `carries`: rows that only define terms for it.
    """

    id: str
    regime: str
    title: Words
    info: RuleInfo | None
    channels: tuple[str, ...] | None
    facts: tuple[FactInfo, ...]
    words: Mapping[str, Words]
    versions: tuple[RuleVersion, ...]
    carries: tuple[RuleInfo, ...]


def _pack(regime: str) -> Pack:
    return BASE if regime == EVERY else PACKS[regime]


def _entries(pack: Pack) -> Iterator[Entry]:
    yield from pack.always
    yield from pack.rules


def _entry(pack: Pack, rule: RuleData) -> Entry | None:
    """The registry line that judges the rule: its own, else that of the rule that carries it."""
    wanted = rule.within or rule.id
    return next((one for one in _entries(pack) if one.id == wanted), None)


def _facts_of(entry: Entry | None) -> tuple[FactInfo, ...]:
    if entry is None or not entry.when:
        return ()
    named = [path for bit, paths in FACTS_OF.items() if entry.when & bit for path in paths]
    known = {one.path: one for one in facts()}
    return tuple(known[path] for path in named if path in known)


def _version(one: Version) -> RuleVersion:
    return RuleVersion(
        source=one.source,
        certainty=one.certainty,
        effective_from=one.effective_from,
        effective_to=one.effective_to,
    )


def rule_details(regime: str, on: date) -> tuple[RuleDetail, ...]:
    """Every rule of a regime in force on a day, in the order of its data. KeyError for an unknown regime."""
    pack = _pack(regime)
    return tuple(_detail(pack, rule, on) for rule in pack.data.rules if rule.info(pack.code, on) is not None)


def rule_detail(regime: str, rule_id: str, on: date) -> RuleDetail | None:
    """One rule of a regime, in force on the day or not; None when the regime has no such rule.

    Raises KeyError for an unknown regime.
    """
    pack = _pack(regime)
    rule = next((one for one in pack.data.rules if one.id == rule_id), None)
    return _detail(pack, rule, on) if rule is not None else None


def regime_of_rule(rule_id: str) -> str | None:
    """The regime in whose data a rule stands (`every` for those of all regimes); None for an unknown id."""
    for pack in (*PACKS.values(), BASE):
        if any(rule.id == rule_id for rule in pack.data.rules):
            return pack.code
    return None


def _detail(pack: Pack, rule: RuleData, on: date) -> RuleDetail:
    entry = _entry(pack, rule)
    channels = entry.channels if entry is not None else frozenset()
    carried = (one.info(pack.code, on) for one in pack.data.rules if one.within == rule.id)
    return RuleDetail(
        id=rule.id,
        regime=pack.code,
        title=rule.title,
        info=rule.info(pack.code, on),
        channels=None if channels is None else tuple(sorted(channels)),
        facts=_facts_of(entry),
        words=rule.words,
        versions=tuple(_version(one) for one in rule.versions),
        carries=tuple(info for info in carried if info is not None),
    )
