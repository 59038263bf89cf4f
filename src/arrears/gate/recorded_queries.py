"""Contacts that were asked for, each with its facts as the books knew them at that moment.

The books are append-only, so the past can be read from them: what was placed, lifted, reported or withdrawn
later is left out. What stands outside the books (a number's use, whether the debtor has a telephone, the
house rules that are set) is taken as it is today; the caller sees by judging the case whether the verdict of that
moment comes out again.
"""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from heapq import merge
from zoneinfo import ZoneInfo

from django.db.models import Min, Q

from arrears.book.portfolio import api as portfolio
from arrears.book.portfolio.contracts import ContactKind, ContactPointFacts
from arrears.foundation import vault
from arrears.foundation.api import Actor, CreditorFacts, creditor_by_id, creditors
from arrears.gate import contracts as facts
from arrears.gate import queries
from arrears.gate.books_queries import HISTORY_DAYS, PERSONAL_STOPS, debt_key, stop_of
from arrears.gate.entries import act_of_entry, slots_of
from arrears.gate.intents import FactKind
from arrears.gate.known import debt_kind, debt_of
from arrears.gate.ledger_contracts import LineKind, Recorded
from arrears.gate.models import (
    Consent,
    ConsentEnd,
    Inbound,
    Permit,
    PermitEnd,
    PermitOutcome,
    PersonFact,
    PersonRefused,
    Refusal,
    Stop,
    StopLift,
)

CHUNK_MAX = 2_000
Row = Permit | Refusal


@dataclass(slots=True)
class _Books:
    """What the books hold about the people of some rows, by whom it belongs to."""

    permits: list[Permit] = field(default_factory=list)
    by_subject: dict[bytes, list[Permit]] = field(default_factory=lambda: defaultdict(list))
    by_person: dict[bytes, list[Permit]] = field(default_factory=lambda: defaultdict(list))
    by_address: dict[bytes, list[Permit]] = field(default_factory=lambda: defaultdict(list))
    ends: dict[uuid.UUID, PermitEnd] = field(default_factory=dict)
    outcomes: dict[uuid.UUID, list[PermitOutcome]] = field(default_factory=lambda: defaultdict(list))
    inbound: dict[bytes, list[Inbound]] = field(default_factory=lambda: defaultdict(list))
    stops: list[Stop] = field(default_factory=list)
    lifted: dict[int, datetime] = field(default_factory=dict)
    consents: dict[tuple[int, bytes], list[Consent]] = field(default_factory=lambda: defaultdict(list))
    withdrawn: dict[int, datetime] = field(default_factory=dict)
    known: dict[bytes, list[PersonFact]] = field(default_factory=lambda: defaultdict(list))
    refused: list[PersonRefused] = field(default_factory=list)
    first_used: dict[tuple[int, int], datetime] = field(default_factory=dict)
    points: dict[int, Mapping[int, ContactPointFacts]] = field(default_factory=dict)


def recorded(
    actor: Actor,
    *,
    since: datetime,
    until: datetime,
    after: tuple[datetime, uuid.UUID] | None = None,
    limit: int = CHUNK_MAX,
    creditor_ids: Iterable[int] | None = None,
) -> tuple[Recorded, ...]:
    """Permits and refusals of a time in the actor's scope, the earliest first; `after` goes on behind a row."""
    scope = {one.id for one in creditors(actor)}
    if creditor_ids is not None:
        scope &= set(creditor_ids)
    wanted = Q(creditor__in=scope, at__gte=since, at__lt=until)
    if after is not None:
        wanted &= Q(at__gt=after[0]) | Q(at=after[0], id__gt=after[1])
    limit = min(limit, CHUNK_MAX)
    permits: Iterable[Row] = Permit.objects.filter(wanted).order_by("at", "id")[:limit]
    refusals: Iterable[Row] = Refusal.objects.filter(wanted).order_by("at", "id")[:limit]
    rows = list(merge(permits, refusals, key=lambda row: (row.at, row.pk)))[:limit]
    return _recorded(rows)


def recorded_count(
    actor: Actor, *, since: datetime, until: datetime, creditor_ids: Iterable[int] | None = None
) -> int:
    """How many contacts were asked for in a time, in the actor's scope."""
    scope = {one.id for one in creditors(actor)}
    if creditor_ids is not None:
        scope &= set(creditor_ids)
    wanted = {"creditor__in": scope, "at__gte": since, "at__lt": until}
    return Permit.objects.filter(**wanted).count() + Refusal.objects.filter(**wanted).count()


def recorded_one(actor: Actor, asked_id: uuid.UUID) -> Recorded | None:
    """One permit or refusal with its facts as they were; None when unknown or out of scope."""
    scope = [one.id for one in creditors(actor)]
    for book in (Refusal, Permit):
        row: Row | None = book.objects.filter(pk=asked_id, creditor__in=scope).first()
        if row is not None:
            return _recorded([row])[0]
    return None


def _recorded(rows: Sequence[Row]) -> tuple[Recorded, ...]:
    if not rows:
        return ()
    books = _read(rows)
    known = {one: creditor_by_id(one) for one in {row.creditor_id for row in rows}}
    return tuple(
        Recorded(
            id=row.pk,
            kind=LineKind.PERMIT if isinstance(row, Permit) else LineKind.REFUSAL,
            at=row.at,
            creditor_id=row.creditor_id,
            debtor_id=row.debtor_id,
            channel=row.channel,
            verdict=row.answer["verdict"],
            by=row.asked_by,
            case=_case(row, books, known[row.creditor_id]),
            house_rules=queries.house_rules(known[row.creditor_id], row.debtor_id, row.at),
        )
        for row in rows
    )


# --- what the books hold about these people, in a few queries ------------------------------------------


def _read(rows: Sequence[Row]) -> _Books:
    subjects = {bytes(row.subject) for row in rows}
    persons = {bytes(row.person_subject) for row in rows}
    addresses = {bytes(row.address) for row in rows} - {b""}
    last = max(row.at for row in rows)
    first = min(row.at for row in rows) - timedelta(days=HISTORY_DAYS)
    books = _Books()
    _read_history(books, subjects, persons, addresses, first, last)
    _read_stops(books, rows, subjects, last)
    for consent in Consent.objects.filter(person_subject__in=persons, at__lte=last):
        books.consents[consent.creditor_id, bytes(consent.person_subject)].append(consent)
    listed = [one.pk for found in books.consents.values() for one in found]
    books.withdrawn = dict(ConsentEnd.objects.filter(consent__in=listed).values_list("consent_id", "at"))
    for fact in PersonFact.objects.filter(person_subject__in=subjects, at__lte=last).order_by("at", "pk"):
        books.known[bytes(fact.person_subject)].append(fact)
    books.refused = list(
        PersonRefused.objects.filter(Q(person_subject__in=persons) | Q(address__in=addresses), at__lte=last)
    )
    debtors = {(row.creditor_id, row.debtor_id) for row in rows}
    used = (
        PermitEnd.objects.filter(kind="used", permit__debtor__in={debtor for _creditor, debtor in debtors})
        .values_list("permit__creditor_id", "permit__debtor_id")
        .annotate(first=Min("at"))
    )
    books.first_used = {(creditor, debtor): at for creditor, debtor, at in used}
    for _creditor, debtor in debtors:
        points = portfolio.contact_points(debtor)
        books.points[debtor] = {one.contact_point_id: one for one in points}
    return books


def _read_history(
    books: _Books,
    subjects: set[bytes],
    persons: set[bytes],
    addresses: set[bytes],
    first: datetime,
    last: datetime,
) -> None:
    keys = Q(subject__in=subjects) | Q(person_subject__in=persons) | Q(address__in=addresses)
    books.permits = list(Permit.objects.filter(keys, at__gte=first, at__lte=last).order_by("at", "id"))
    for permit in books.permits:
        books.by_subject[bytes(permit.subject)].append(permit)
        books.by_person[bytes(permit.person_subject)].append(permit)
        books.by_address[bytes(permit.address)].append(permit)
    ids = [permit.pk for permit in books.permits]
    books.ends = {end.permit_id: end for end in PermitEnd.objects.filter(permit__in=ids)}
    for outcome in PermitOutcome.objects.filter(permit__in=ids, reported_at__lte=last).order_by("pk"):
        books.outcomes[outcome.permit_id].append(outcome)
    for came in Inbound.objects.filter(subject__in=subjects, at__gte=first, at__lte=last):
        books.inbound[bytes(came.subject)].append(came)


def _read_stops(books: _Books, rows: Sequence[Row], subjects: set[bytes], last: datetime) -> None:
    debtors = {row.debtor_id for row in rows}
    wanted = Q(debtor__in=debtors) | Q(subject__in=subjects, kind__in=PERSONAL_STOPS)
    books.stops = list(Stop.objects.filter(wanted, at__lte=last).order_by("pk"))
    listed = [stop.pk for stop in books.stops]
    books.lifted = dict(StopLift.objects.filter(stop__in=listed).values_list("stop_id", "at"))


# --- one row as a case -----------------------------------------------------------------------------------


def _case(row: Row, books: _Books, creditor: CreditorFacts) -> facts.Case:
    at, subject, person, address = row.at, bytes(row.subject), bytes(row.person_subject), bytes(row.address)
    past = _history(row, books)
    points = books.points.get(row.debtor_id, {})
    point = points.get(row.contact_point_id or 0)
    debts = tuple(debt_key(account) for account in row.accounts)
    known = {one.kind: one.value for one in books.known[subject] if one.at <= at}
    today = at.astimezone(ZoneInfo(creditor.zone)).date()
    first_used = books.first_used.get((row.creditor_id, row.debtor_id))
    act = _act(row, debts, point.use.value if point is not None else None)
    contacted = first_used is not None and first_used < at
    met = any(one.direction == "out" for one in past)
    return facts.Case(
        id=str(row.pk),
        regimes=creditor.regimes,
        at=at,
        act=replace(act, first_contact=not met and not contacted),
        operator=facts.Operator(
            kind=creditor.operator_kind,  # type: ignore[arg-type]  # a setting of the creditor
            id=row.operator,
            lender_group=row.lender_group,
        ),
        recipient=facts.Recipient(
            person=person.hex(),
            role=row.role,  # type: ignore[arg-type]  # written by the gate itself
            refused=any(
                one.at <= at and (bytes(one.person_subject) == person or bytes(one.address) == address != b"")
                for one in books.refused
            ),
            offers_to_pay=_flag(known.get(FactKind.OFFERS_TO_PAY)),
            asked_before=any(one.person == person.hex() for one in past),
        ),
        debtor=_debtor(row, known, past, points),
        history=tuple(past),
        stops=_stops(row, books),
        consents=tuple(
            facts.Consent(
                kind=one.kind,  # type: ignore[arg-type]  # checked when it was recorded
                at=one.given_at,
                until=one.until,
                scope=one.scope,
            )
            for one in books.consents[row.creditor_id, person]
            if one.at <= at and one.given_at <= at and not _by(books.withdrawn.get(one.pk), at)
        ),
        debts=tuple(
            debt_of(debt_key(account), known.get(debt_kind(account)), today) for account in row.accounts
        ),
    )


def _act(row: Row, debts: tuple[str, ...], use: str | None) -> facts.Act:
    """The act as it was asked for, with its text."""
    return replace(
        act_of_entry(row.particulars),
        channel=row.channel,  # type: ignore[arg-type]  # written by the gate itself
        purpose=row.purpose,  # type: ignore[arg-type]  # as above
        debts=debts,
        address=_address_key(bytes(row.address)),
        address_kind=use,  # type: ignore[arg-type]  # a use that the book knows
        call_kind=row.call_kind or None,  # type: ignore[arg-type]  # as above
        text=vault.unseal(row.text_sealed) or None,
    )


def _by(moment: datetime | None, at: datetime) -> bool:
    return moment is not None and moment <= at


def _flag(value: object) -> bool | None:
    return value if isinstance(value, bool) else None


def _address_key(index: bytes) -> str | None:
    return f"address:{index.hex()}" if index else None


def _history(row: Row, books: _Books) -> list[facts.PastContact]:
    """What the counters could see at the moment: used permits, open ones, and inbound contacts."""
    at, since = row.at, row.at - timedelta(days=HISTORY_DAYS)
    address = bytes(row.address)
    near = {
        permit.pk: permit
        for permit in (
            *books.by_subject[bytes(row.subject)],
            *books.by_person[bytes(row.person_subject)],
            *(books.by_address[address] if address else ()),
        )
        if since <= permit.at <= at and permit.pk != row.pk and _counts(permit, books, at)
    }
    found = [
        facts.PastContact(
            at=permit.at,
            channel=permit.channel,
            direction="out",
            person=bytes(permit.person_subject).hex(),
            debts=tuple(debt_key(account) for account in permit.accounts),
            address=_address_key(bytes(permit.address)),
            operator=permit.operator,
            lender_group=permit.lender_group,
            call_kind=permit.call_kind or None,
            result=_result(permit, books, at),
        )
        for permit in near.values()
    ]
    found += [
        facts.PastContact(
            at=came.at,
            channel=came.channel,  # type: ignore[arg-type]  # as above
            direction="in",
            person=bytes(came.person_subject).hex(),
            debts=tuple(debt_key(account) for account in came.accounts),
            address=_address_key(bytes(came.address)),
            operator=came.operator,
            lender_group=came.lender_group,
            result=came.result,  # type: ignore[arg-type]  # as above
        )
        for came in books.inbound[bytes(row.subject)]
        if since <= came.at <= at
    ]
    return sorted(found, key=lambda one: one.at)


def _counts(permit: Permit, books: _Books, at: datetime) -> bool:
    """Used by then; or neither used nor given back then, and still open."""
    end = books.ends.get(permit.pk)
    if end is not None and end.at <= at:
        return end.kind == "used"
    return permit.expires_at >= at


def _result(permit: Permit, books: _Books, at: datetime) -> facts.ContactResult | None:
    known = [one.result for one in books.outcomes[permit.pk] if one.reported_at <= at]
    return known[-1] if known else None  # type: ignore[return-value]  # checked when it was reported


def _stops(row: Row, books: _Books) -> tuple[facts.Stop, ...]:
    """The stops that stood: placed by then, not lifted by then, of this case or of the person."""
    return tuple(
        stop_of(stop.kind, stop.channel, bytes(stop.address), stop.since, stop.until, stop.detail)
        for stop in books.stops
        if stop.at <= row.at
        and (stop.until is None or stop.until > row.at)
        and not _by(books.lifted.get(stop.pk), row.at)
        and _concerns(stop, row)
    )


def _concerns(stop: Stop, row: Row) -> bool:
    mine = (stop.creditor_id, stop.debtor_id) == (row.creditor_id, row.debtor_id)
    followed = stop.kind in PERSONAL_STOPS and bytes(stop.subject) == bytes(row.subject)
    return (mine or followed) and queries.concerns(stop.accounts, row.accounts)


def _debtor(
    row: Row,
    known: Mapping[str, object],
    past: Sequence[facts.PastContact],
    points: Mapping[int, ContactPointFacts],
) -> facts.Debtor:
    subject = bytes(row.subject).hex()
    tries = [
        one for one in past if one.direction == "out" and one.channel == "call" and one.person == subject
    ]
    tries = tries[-queries.UNREACHED_TRIES :]
    unreached = len(tries) == queries.UNREACHED_TRIES and all(
        one.result in queries.UNREACHED for one in tries
    )
    has_phone = any(
        one.kind is ContactKind.PHONE and one.usable and one.person_id == row.debtor_id
        for one in points.values()
    )
    zones, vulnerable = known.get(FactKind.ZONES), known.get(FactKind.VULNERABLE)
    return facts.Debtor(
        reachable=has_phone and not unreached,
        zones=tuple(str(zone) for zone in zones) if isinstance(zones, list) else (),
        barred_slots=slots_of(known.get(FactKind.BARRED_SLOTS)),
        agreed_slots=slots_of(known.get(FactKind.AGREED_SLOTS)),
        employer_forbids_work_contact=_flag(known.get(FactKind.EMPLOYER_FORBIDS)),
        minor=_flag(known.get(FactKind.MINOR)),
        deceased=_flag(known.get(FactKind.DECEASED)),
        vulnerable=tuple(str(one) for one in vulnerable) if isinstance(vulnerable, list) else (),
    )
