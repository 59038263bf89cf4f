"""The plain contact: what a night's step would be, an ordinary contact of ours with the debtor.

Live previews and the night's shadow ask about this one; the shadow's tables (`tables`) are what the gate
itself answers about it for a day, worked out once for each profile instead of once for each debtor.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache

from arrears.gate.contracts import (
    Act,
    Case,
    Debtor,
    HouseRule,
    Operator,
    OperatorKind,
    PastContact,
    Recipient,
    Slot,
    Stop,
)
from arrears.gate.packs.parts.facts import Facts
from arrears.gate.packs.parts.outcome import NOT_APPLICABLE
from arrears.gate.rules.compile import Bound, plan_for
from arrears.gate.rules.evaluate import check, judge

AS_WE_SPEAK = Act(
    disclosures=("identity", "recording", "opt_out", "debt_collector"),
    opt_out_method="reply",
    audience="private",
    payee="creditor_account",
)
"""What our own scripts always say: a preview asks whether a contact made that way would be permitted."""

# What a night may propose: its name, the gate's channel, the kind of call.
ACTS = {
    "call": ("call", "interactive"),
    "notice": ("call", "notification"),
    "sms": ("sms", None),
    "email": ("email", None),
    "letter": ("letter", None),
    "visit": ("visit", None),
}
# The packs whose counters the shadow knows; a creditor bound by another one is told nothing (`told` false).
REGIMES = frozenset({"cn", "us_reg_f", "in", "eu"})
PROBE = 900  # seconds: no opening or closing of the packs lies off the quarter of an hour for less than that


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """What debtors share: their creditor's regimes and house rules, where they are, and how they are."""

    regimes: tuple[str, ...]
    operator_kind: OperatorKind | None = None
    house_rules: tuple[HouseRule, ...] = ()
    zones: tuple[str, ...] = ()
    deceased: bool | None = None
    minor: bool | None = None
    vulnerable: tuple[str, ...] = ()

    @property
    def told(self) -> bool:
        """Whether the shadow knows every rule that may stand in the way here."""
        return set(self.regimes) <= REGIMES and not any(
            type(rule).__name__ == "Cap" for rule in self.house_rules
        )


def plain_case(
    profile: Profile,
    act: str,
    at: int,
    *,
    stops: tuple[Stop, ...] = (),
    slots: tuple[Slot, ...] = (),
    history: tuple[PastContact, ...] = (),
    address: str | None = None,
    debts: tuple[str, ...] = (),
    lender_group: str | None = None,
    operator: str | None = None,
    person: str | None = None,
) -> Case:
    """A plain contact at a moment (seconds since 1970, UTC), with what is noted of its debtor."""
    channel, kind = ACTS[act]
    return Case(
        regimes=profile.regimes,
        at=moment(at),
        operator=Operator(kind=profile.operator_kind, id=operator, lender_group=lender_group),
        act=Act(
            channel=channel,  # type: ignore[arg-type]  # a value of ACTS
            purpose="collect",
            call_kind=kind,  # type: ignore[arg-type]  # a value of ACTS
            address=address,
            address_kind="personal",
            debts=debts,
            first_contact=False,
            disclosures=AS_WE_SPEAK.disclosures,
            opt_out_method=AS_WE_SPEAK.opt_out_method,
            audience=AS_WE_SPEAK.audience,
            payee=AS_WE_SPEAK.payee,
        ),
        recipient=Recipient(person=person, role="debtor", refused=False),
        debtor=Debtor(
            reachable=True,
            zones=profile.zones,
            barred_slots=slots,
            deceased=profile.deceased,
            minor=profile.minor,
            vulnerable=profile.vulnerable,
        ),
        history=history,
        stops=stops,
    )


def moment(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def permitted(case: Case, profile: Profile, at: int) -> bool:
    """The verdict at a moment, without the search for a later one."""
    when = moment(at)
    plan = plan_for(case.regimes, case.act.channel, when, profile.house_rules, ())
    return judge(plan, Facts(case, when), ahead=False).verdict == "permit"


def earliest(case: Case, profile: Profile, last: int) -> int | None:
    """The first second from the case's moment on, and before `last`, at which the gate permits; None without one."""
    answer = check(case, profile.house_rules)
    at = case.at if answer.verdict == "permit" else answer.next_permitted_at
    found = None if at is None else int(at.timestamp())
    return found if found is not None and found < last else None


@lru_cache(maxsize=4096)
def openings(profile: Profile, act: str, first: int, last: int) -> tuple[tuple[int, int], ...]:
    """The stretches of a day (opening second, first closed second) in which nothing but a note could refuse."""
    found = []
    case = plain_case(profile, act, first)
    at = earliest(case, profile, last)
    while at is not None:
        closes = _closes(case, profile, at, last)
        found.append((at, closes))
        at = earliest(plain_case(profile, act, closes), profile, last) if closes < last else None
    return tuple(found)


def _closes(case: Case, profile: Profile, opens: int, last: int) -> int:
    """The first second after an opening that is closed, `last` at most."""
    inside, probe = opens, opens - opens % PROBE + PROBE
    while probe < last and permitted(case, profile, probe):
        inside, probe = probe, probe + PROBE
    if probe >= last:
        if permitted(case, profile, last - 1):
            return last
        probe = last - 1
    while probe - inside > 1:
        middle = (inside + probe) // 2
        if permitted(case, profile, middle):
            inside = middle
        else:
            probe = middle
    return probe


def closed_by(
    profile: Profile, act: str, slots: tuple[Slot, ...], edges: list[int], first: int, last: int
) -> list[tuple[int, int]]:
    """The stretches of a day in which barred slots (or the hours) close an act; `edges` is where slots change."""
    opened = openings(profile, act, first, last)
    cuts = {first, *(edge for stretch in opened for edge in stretch), *edges}
    ordered = sorted(cut for cut in cuts if first <= cut < last)
    case = plain_case(profile, act, first, slots=slots)
    found = []
    for start, end in zip(ordered, [*ordered[1:], last], strict=True):
        if not permitted(case, profile, start):
            found.append((start, end))
    return found


@lru_cache(maxsize=65536)
def stop_closes(
    profile: Profile, act: str, at: int, kind: str, channel: str | None, *, elsewhere: bool
) -> bool:
    """Whether a standing stop of a kind closes an act that is open at `at`; `elsewhere`: it names another address."""
    stop = Stop(
        kind=kind,  # type: ignore[arg-type]  # a StopKind of the books
        channel=channel,  # type: ignore[arg-type]  # a Channel of the books
        address="another" if elsewhere else None,
    )
    return not permitted(plain_case(profile, act, at, stops=(stop,), address="this"), profile, at)


@dataclass(frozen=True, slots=True, kw_only=True)
class Counter:
    """One counter of a plan: at most `most` in `length` local days; `zones`: whose days."""

    rule: str
    most: int
    length: int
    zones: tuple[str, ...]


COUNTERS = ("CN-F1", "CN-F2", "CN-F3", "US-F1", "US-F2")


def counters(profile: Profile, act: str, at: int) -> list[Counter]:
    """The counters that bind a plain contact, with the figures of the day and the house's own."""
    case = plain_case(profile, act, at)
    plan = plan_for(profile.regimes, case.act.channel, case.at, profile.house_rules, ())
    facts = Facts(case)
    bound = [
        one
        for segment in plan.segments
        if segment.scope is None or segment.scope(facts)
        for _, one in segment.rules
    ]
    counting = [one for one in bound if one.id in COUNTERS]
    return [_counter(one, facts) for one in counting if one.function(facts, one.params) is not NOT_APPLICABLE]


def _counter(one: Bound, facts: Facts) -> Counter:
    p = one.params
    own = one.id.startswith("CN-")
    zones = (p.zone,) if own else facts.zones(p.zones)
    return Counter(
        rule=one.id,
        most=1 if one.id == "US-F2" else p.most,
        length=1 if own else p.days,
        zones=tuple(zone.key for zone in zones),
    )
