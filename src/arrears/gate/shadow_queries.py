"""What the night's mask needs of one day: profiles of creditors and debtors, and the day as the rules see it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from django.db import connection

from arrears.foundation.api import SYSTEM, CreditorFacts, creditors
from arrears.gate.columns import mask
from arrears.gate.contracts import Slot
from arrears.gate.entries import slots_of
from arrears.gate.intents import FactKind
from arrears.gate.queries import house_rules
from arrears.gate.rules.plain import Profile, openings
from arrears.gate.rules.shadow import Row, business_day, shadow_tables, slot_stretches

CANNOT_TELL = -1
_LIFT = "house_lift"


@dataclass(frozen=True, slots=True, kw_only=True)
class ShadowDay:
    """The small tables of `columns.mask.SMALL` and of `OF_CREDITOR`, by name, for one business day.

    `first` and `last`: seconds since 1970 (UTC) that hold the day of every creditor, `last` excluded.
    """

    first: int
    last: int
    rows: Mapping[str, tuple[Row, ...]]
    of_creditors: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class _Day:
    """A profile with the seconds of its creditor's day."""

    profile: Profile
    first: int
    last: int


Facts = tuple[tuple[str, object], ...]


def shadow_day(as_of: date) -> ShadowDay:
    """What the gate answers for each profile on a day, for all creditors. Reads the books; writes nothing."""
    return shadow_of(as_of, creditors(SYSTEM), _noted(as_of))


def shadow_of(
    as_of: date, houses: Iterable[CreditorFacts], noted: Mapping[int, Mapping[int, Facts]]
) -> ShadowDay:
    """As `shadow_day`, for creditors and facts (by creditor and debtor, debtor 0 for all) that are given."""
    rows: dict[str, list[Row]] = {name: [] for name in mask.SMALL}
    numbers: dict[_Day, int] = {}
    of_creditors: list[Row] = []
    for creditor in houses:
        first, last = business_day(as_of, creditor.zone)
        facts = noted.get(creditor.id, {})
        usual = profile_of(creditor, facts.get(0, ()))
        of_creditors.append(opens_of_creditor(creditor.id, usual, first, last))
        if not usual.told:
            continue
        number = numbers.setdefault(_Day(usual, first, last), len(numbers))
        operator = str(creditor.settings.get("operator_id", "house"))
        rows["creditors"].append((creditor.id, number, creditor.lender_group, operator))
        for debtor_id, known in facts.items():
            if debtor_id:
                own = _Day(own_profile(usual, known), first, last)
                _note(rows, numbers, debtor_id, own, known)
    _work_out(rows, numbers)
    spans = list(numbers) or [_Day(Profile(regimes=()), *business_day(as_of))]
    first, last = min(each.first for each in spans), max(each.last for each in spans)
    rows["span"] = [(first, last)]
    return ShadowDay(
        first=first,
        last=last,
        rows={name: tuple(each) for name, each in rows.items()},
        of_creditors=tuple(of_creditors),
    )


def _noted(as_of: date) -> dict[int, dict[int, Facts]]:
    """Facts by creditor and debtor; debtor 0 has what holds for the whole creditor."""
    found: dict[int, dict[int, Facts]] = {}
    with connection.cursor() as cursor:
        cursor.execute("SELECT creditor_id, debtor_id, kind, value FROM gate_noted_on(%s)", [as_of])
        for creditor_id, debtor_id, kind, value in cursor.fetchall():
            of_creditor = found.setdefault(creditor_id, {})
            known = json.loads(value) if isinstance(value, str) else value
            of_creditor[debtor_id] = (*of_creditor.get(debtor_id, ()), (kind, known))
    return found


def profile_of(creditor: CreditorFacts, lifted: Facts) -> Profile:
    """What debtors of a creditor share, of whom nothing is noted."""
    return _without(
        Profile(
            regimes=creditor.regimes,
            operator_kind=creditor.operator_kind,  # type: ignore[arg-type]  # a setting of the creditor
            house_rules=house_rules(creditor),
        ),
        lifted,
    )


def _without(profile: Profile, facts: Facts) -> Profile:
    lifted = {value for kind, value in facts if kind == _LIFT}
    return replace(profile, house_rules=tuple(rule for rule in profile.house_rules if rule.id not in lifted))


def own_profile(usual: Profile, facts: Facts) -> Profile:
    """The profile of a debtor of whom these facts are noted."""
    known = dict(facts)
    zones, vulnerable = known.get(FactKind.ZONES), known.get(FactKind.VULNERABLE)
    return replace(
        _without(usual, facts),
        zones=tuple(str(zone) for zone in zones) if isinstance(zones, list) else (),
        vulnerable=tuple(str(each) for each in vulnerable) if isinstance(vulnerable, list) else (),
        deceased=_flag(known.get(FactKind.DECEASED)),
        minor=_flag(known.get(FactKind.MINOR)),
    )


def _flag(value: object) -> bool | None:
    return value if isinstance(value, bool) else None


def _note(
    rows: dict[str, list[Row]], numbers: dict[_Day, int], debtor_id: int, day: _Day, facts: Facts
) -> None:
    known = dict(facts)
    if FactKind.AGREED_SLOTS in known:  # an agreed time opens what is closed: the shadow does not know it
        rows["noted"].append((debtor_id, CANNOT_TELL))
        return
    rows["noted"].append((debtor_id, numbers.setdefault(day, len(numbers))))
    slots: tuple[Slot, ...] = slots_of(known.get(FactKind.BARRED_SLOTS))
    if slots:
        stretches = slot_stretches(day.profile, slots, day.first, day.last, mask.MASKED)
        rows["barred"] += [(debtor_id, *stretch) for stretch in stretches]


def _work_out(rows: dict[str, list[Row]], numbers: dict[_Day, int]) -> None:
    for day, number in numbers.items():
        rows["begins"].append((number, day.first))
        for name, found in shadow_tables([day.profile], day.first, day.last).items():
            rows[name] += [(number, *row[1:]) for row in found]


def opens_of_creditor(creditor_id: int, usual: Profile, first: int, last: int) -> Row:
    """The day of a creditor, in the columns of `mask.OF_CREDITOR`."""
    if not usual.told:
        return (creditor_id, False, *(None for _ in mask.MASKED))
    return (creditor_id, True, *_first_openings(usual, first, last))


def _first_openings(usual: Profile, first: int, last: int) -> Iterable[int | None]:
    for act in mask.MASKED:
        found = openings(usual, act, first, last)
        yield found[0][0] - first if found else None
