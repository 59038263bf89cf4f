"""Reads of the gate's books: a contact's facts as one case for the pure rules."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from django.db import connection
from django.db.models import Exists, OuterRef, Q, Subquery

from arrears.book.payments import api as payments
from arrears.book.portfolio import api as portfolio
from arrears.book.portfolio.contracts import AccountStatus, PartyKind
from arrears.foundation.api import Actor, CreditorFacts, require_scope
from arrears.gate import contracts as facts
from arrears.gate.asking import Asked, Keys
from arrears.gate.contracts import HouseRule
from arrears.gate.entries import house_rules_of, slots_of
from arrears.gate.intents import FactKind, HouseLiftFacts, RefusalFacts, StopFacts
from arrears.gate.known import debt_kind, debt_of, zones_of
from arrears.gate.models import (
    Consent,
    ConsentEnd,
    HouseLift,
    PersonFact,
    PersonRefused,
    Refusal,
    Stop,
    StopLift,
)

LIFT_MAX = timedelta(days=31)
HISTORY_DAYS = 35  # the longest window of any pack (30 days) with a margin for zones
UNREACHED_TRIES = 3
UNREACHED = frozenset({"no_answer", "rang_out", "busy", "out_of_service", "failed"})
# Stops that follow the person to every creditor we work for; all others belong to one case.
PERSONAL_STOPS = ("bankruptcy", "breathing_space", "attorney", "illness", "cease_written")

_HISTORY = """
SELECT p.at, p.channel, 'out', p.person_subject, p.accounts, p.address, p.operator, p.lender_group,
       nullif(p.call_kind, ''),
       (SELECT o.result FROM gate_permitoutcome o WHERE o.permit_id = p.id ORDER BY o.id DESC LIMIT 1),
       p.subject, p.creditor_id, p.debtor_id
FROM gate_permit p LEFT JOIN gate_permitend e ON e.permit_id = p.id
WHERE (p.subject = %(subject)s OR p.person_subject = ANY(%(persons)s) OR p.address = ANY(%(addresses)s))
  AND p.at >= %(since)s AND p.id IS DISTINCT FROM %(except)s
  AND (e.kind = 'used' OR (e.permit_id IS NULL AND p.expires_at >= %(at)s))
UNION ALL
SELECT i.at, i.channel, 'in', i.person_subject, i.accounts, i.address, i.operator, i.lender_group, NULL,
       i.result, i.subject, i.creditor_id, i.debtor_id
FROM gate_inbound i WHERE i.subject = %(subject)s AND i.at >= %(since)s
ORDER BY 1
"""


def debt_key(account_id: int) -> str:
    return f"A{account_id}"


def _address_key(kind: str | None, index: bytes) -> str | None:
    return f"{kind or 'address'}:{index.hex()}" if index else None


class Past(NamedTuple):
    """A contact of the last weeks with the keys by which a case finds it."""

    contact: facts.PastContact
    subject: bytes
    person: bytes
    address: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Books:
    """What the gate's books hold of one debtor at a moment, read once for whatever is asked about the case."""

    past: tuple[Past, ...]
    ever_contacted: bool
    known: Mapping[str, object]
    refused: frozenset[tuple[bytes, bytes]]
    stops: tuple[Stop, ...]
    consents: tuple[Consent, ...]

    def history(self, keys: Keys) -> list[facts.PastContact]:
        """Contacts with the debtor, with the person or at the address. A used permit without a reported result
        has result None, which counts strictly; what came in counts for the debtor alone."""
        return [
            one.contact
            for one in self.past
            if one.subject == keys.subject
            or (
                one.contact.direction == "out"
                and (one.person == keys.person or (keys.address and one.address == keys.address))
            )
        ]

    def has_refused(self, keys: Keys) -> bool:
        """Whether the person, or whoever is at the address, asked not to be contacted again."""
        return any(
            person == keys.person or (keys.address and address == keys.address)
            for person, address in self.refused
        )


def open_books(asked: Sequence[Asked], at: datetime, without: uuid.UUID | None = None) -> Books:
    """Read what bears on these contacts of one case; the permit `without` is left out."""
    keys = [one.keys for one in asked]
    subject, persons = keys[0].subject, list({one.person for one in keys})
    addresses = [address for address in {one.address for one in keys} if address]
    past = _past(subject, persons, addresses, at, without)
    refused = PersonRefused.objects.filter(Q(person_subject__in=persons) | Q(address__in=addresses))
    books = Books(
        past=past,
        ever_contacted=True,
        known=_person_facts(subject),
        refused=frozenset((bytes(a), bytes(b)) for a, b in refused.values_list("person_subject", "address")),
        stops=_stops(asked[0], at),
        consents=_consents(asked[0].intent.creditor_id, persons, at),
    )
    if all(_tried(books.history(one)) for one in keys):
        return books  # nobody needs to know what lies further back
    return replace(books, ever_contacted=_ever_contacted(asked[0]))


def _tried(past: Iterable[facts.PastContact]) -> bool:
    return any(one.direction == "out" for one in past)


def _past(
    subject: bytes, persons: list[bytes], addresses: list[bytes], at: datetime, without: uuid.UUID | None
) -> tuple[Past, ...]:
    with connection.cursor() as cursor:
        cursor.execute(
            _HISTORY,
            {
                "subject": subject,
                "persons": persons,
                "addresses": addresses,
                "since": at - timedelta(days=HISTORY_DAYS),
                "at": at,
                "except": without,
            },
        )
        rows = cursor.fetchall()
    return tuple(
        Past(
            facts.PastContact(
                at=row[0],
                channel=row[1],
                direction=row[2],
                person=bytes(row[3]).hex(),
                debts=tuple(debt_key(account) for account in _list(row[4])),
                address=_address_key("address", bytes(row[5])),
                operator=row[6],
                lender_group=row[7],
                call_kind=row[8],
                result=row[9],
            ),
            subject=bytes(row[10]),
            person=bytes(row[3]),
            address=bytes(row[5]),
        )
        for row in rows
    )


def _list(value: object) -> list[int]:
    found = json.loads(value) if isinstance(value, str) else value
    assert isinstance(found, list)
    return found


def _stops(asked: Asked, at: datetime) -> tuple[Stop, ...]:
    intent = asked.intent
    return tuple(
        Stop.objects.filter(
            Q(creditor=intent.creditor_id, debtor=intent.debtor_id)
            | Q(subject=asked.keys.subject, kind__in=PERSONAL_STOPS)
        )
        .filter(Q(until__isnull=True) | Q(until__gt=at))
        .filter(~Exists(StopLift.objects.filter(stop=OuterRef("pk"), at__lte=at)))
    )


def _concerns(stopped: Iterable[int], accounts: Iterable[int]) -> bool:
    """A stop on named accounts concerns acts on these; an act that names none concerns all."""
    named, meant = set(stopped), set(accounts)
    return not named or not meant or bool(named & meant)


def _moment(text: object) -> datetime | None:
    return datetime.fromisoformat(text) if isinstance(text, str) else None


def _stop_facts(row: Stop) -> facts.Stop:
    consents = row.detail.get("attorney_consents")
    return facts.Stop(
        kind=row.kind,  # type: ignore[arg-type]  # checked when the stop was placed
        channel=row.channel or None,  # type: ignore[arg-type]  # checked when the stop was placed
        address=_address_key("address", bytes(row.address)),
        since=row.since,
        until=row.until,
        attorney_silent_since=_moment(row.detail.get("attorney_silent_since")),
        attorney_consents=consents if isinstance(consents, bool) else None,
    )


def _consents(creditor_id: int, persons: list[bytes], at: datetime) -> tuple[Consent, ...]:
    return tuple(
        Consent.objects.filter(
            ~Exists(ConsentEnd.objects.filter(consent=OuterRef("pk"), at__lte=at)),
            creditor=creditor_id,
            person_subject__in=persons,
            given_at__lte=at,
        )
    )


def _consent_facts(row: Consent) -> facts.Consent:
    return facts.Consent(kind=row.kind, at=row.given_at, until=row.until, scope=row.scope)  # type: ignore[arg-type]  # checked when it was recorded


def _person_facts(subject: bytes) -> dict[str, object]:
    rows = PersonFact.objects.filter(person_subject=subject).order_by("kind", "-at", "-pk").distinct("kind")
    return {row.kind: row.value for row in rows}


def _debtor(asked: Asked, known: Mapping[str, object], past: list[facts.PastContact]) -> facts.Debtor:
    tries = [one for one in past if one.direction == "out" and one.channel == "call"]
    tries = [one for one in tries if one.person == asked.keys.subject.hex()][-UNREACHED_TRIES:]
    unreached = len(tries) == UNREACHED_TRIES and all(one.result in UNREACHED for one in tries)
    zones = known.get(FactKind.ZONES)
    vulnerable = known.get(FactKind.VULNERABLE)
    return facts.Debtor(
        reachable=asked.recipient.debtor_has_phone and not unreached,
        zones=tuple(str(zone) for zone in zones) if isinstance(zones, list) else _by_number(asked),
        barred_slots=slots_of(known.get(FactKind.BARRED_SLOTS)),
        agreed_slots=slots_of(known.get(FactKind.AGREED_SLOTS)),
        employer_forbids_work_contact=_flag(known.get(FactKind.EMPLOYER_FORBIDS)),
        minor=_flag(known.get(FactKind.MINOR)),
        deceased=_flag(known.get(FactKind.DECEASED)),
        vulnerable=tuple(str(one) for one in vulnerable) if isinstance(vulnerable, list) else (),
    )


def _by_number(asked: Asked) -> tuple[str, ...]:
    """The zones of the debtor's own number; another person's number says nothing of the debtor."""
    return zones_of(asked.recipient, asked.creditor.regimes) if asked.role == "debtor" else ()


def _flag(value: object) -> bool | None:
    return value if isinstance(value, bool) else None


def case_of(asked: Asked, at: datetime, without: uuid.UUID | None = None) -> facts.Case:
    """All that is known about a contact at a moment, as the pure rules read it."""
    return case_in(open_books([asked], at, without), asked, at)


def case_in(books: Books, asked: Asked, at: datetime) -> facts.Case:
    """As `case_of`, from books that were opened for this case at this moment."""
    intent, keys = asked.intent, asked.keys
    past = books.history(keys)
    known = books.known
    kind = asked.recipient.contact_kind
    debts = tuple(debt_key(account) for account in intent.account_ids)
    act = replace(
        intent.act or facts.Act(),
        channel=intent.channel,  # type: ignore[arg-type]  # the caller's word; unknown ones fail below
        purpose=intent.purpose,  # type: ignore[arg-type]
        debts=debts,
        address=_address_key("address", keys.address),
        address_kind=asked.recipient.use.value if asked.recipient.use and kind else None,
        first_contact=not _tried(past) and not books.ever_contacted,
        call_kind=intent.call_kind,  # type: ignore[arg-type]
        text=intent.text,
    )
    return facts.Case(
        regimes=asked.creditor.regimes,
        at=at,
        act=act,
        operator=facts.Operator(
            kind=asked.creditor.operator_kind,  # type: ignore[arg-type]  # a setting of the creditor
            id=keys.operator,
            lender_group=keys.lender_group,
        ),
        recipient=facts.Recipient(
            person=keys.person.hex(),
            role=asked.role,
            refused=books.has_refused(keys),
            offers_to_pay=_flag(known.get(FactKind.OFFERS_TO_PAY)),
            asked_before=any(one.person == keys.person.hex() for one in past),
        ),
        debtor=_debtor(asked, known, past),
        history=tuple(past),
        stops=tuple(_stop_facts(row) for row in books.stops if _concerns(row.accounts, intent.account_ids)),
        consents=tuple(
            _consent_facts(row) for row in books.consents if bytes(row.person_subject) == keys.person
        ),
        debts=_debts(asked, known, at),
    )


def _debts(asked: Asked, known: Mapping[str, object], at: datetime) -> tuple[facts.Debt, ...]:
    """What is known of the debts of the act, on the creditor's day. The book is asked where a rule reads it."""
    intent = asked.intent
    today = at.astimezone(ZoneInfo(asked.creditor.zone)).date()
    closed = _closed(asked, today) if intent.channel == "data_transfer" else frozenset()
    of_company = asked.recipient.debtor_kind is PartyKind.COMPANY
    return tuple(
        debt_of(debt_key(one), known.get(debt_kind(one)), today, of_company=of_company, closed=one in closed)
        for one in intent.account_ids
    )


def _closed(asked: Asked, today: date) -> frozenset[int]:
    """The accounts of the act that the book has closed, or whose ledger says that all of it was paid."""
    intent = asked.intent
    accounts = portfolio.accounts_of_debtor(intent.creditor_id, intent.debtor_id)
    closed = {one.account_id for one in accounts if one.status is AccountStatus.CLOSED}
    owed = payments.balances(intent.account_ids, today)
    paid = {
        one for one, balance in owed.items() if balance.items and balance.total_minor <= balance.credit_minor
    }
    return frozenset(closed | paid)


def _ever_contacted(asked: Asked) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT 1 FROM gate_permit p JOIN gate_permitend e ON e.permit_id = p.id AND e.kind = 'used' "
            "WHERE p.creditor_id = %s AND p.debtor_id = %s LIMIT 1",
            [asked.intent.creditor_id, asked.intent.debtor_id],
        )
        return cursor.fetchone() is not None


def house_rules(
    creditor: CreditorFacts, debtor_id: int | None = None, at: datetime | None = None
) -> tuple[HouseRule, ...]:
    """The creditor's tighter rules, from its settings; for a case at a moment, less those that are lifted."""
    rules = house_rules_of(creditor.settings.get("house_rules"))
    if not rules or debtor_id is None or at is None:
        return rules
    lifted = {rule for rule, _until in _lifted(creditor, debtor_id, at)}
    return tuple(rule for rule in rules if rule.id not in lifted)


def _lifted(creditor: CreditorFacts, debtor_id: int, at: datetime) -> list[tuple[str, datetime]]:
    """The house rules that are lifted for a case at a moment, each with the end of its lift."""
    found = HouseLift.objects.filter(
        Q(debtor__isnull=True) | Q(debtor=debtor_id), creditor=creditor.id, at__lte=at, until__gt=at
    )
    return list(found.values_list("rule", "until"))


def house_ahead(
    creditor: CreditorFacts, debtor_id: int, at: datetime
) -> tuple[tuple[HouseRule, ...], tuple[tuple[datetime, tuple[HouseRule, ...]], ...]]:
    """The house rules of a case at a moment, and those from each later moment at which a lift ends."""
    stretches = tuple(house_stretches(creditor, debtor_id, at, at + LIFT_MAX + timedelta(seconds=1)))
    begins = [until for until, _rules in stretches]
    return stretches[0][1], tuple(zip(begins, (rules for _until, rules in stretches[1:]), strict=False))


def house_stretches(
    creditor: CreditorFacts, debtor_id: int, first: datetime, last: datetime
) -> Iterator[tuple[datetime, tuple[HouseRule, ...]]]:
    """The house rules of a case from `first` on: until when, and which; a lift ends, and its rule is back."""
    rules = house_rules_of(creditor.settings.get("house_rules"))
    lifted = _lifted(creditor, debtor_id, first) if rules else []
    at = first
    for end in [*sorted({until for _rule, until in lifted if until < last}), last]:
        free = {rule for rule, until in lifted if until > at}
        yield end, tuple(rule for rule in rules if rule.id not in free)
        at = end


def house_lifts(actor: Actor, creditor_id: int, *, limit: int = 200) -> tuple[HouseLiftFacts, ...]:
    """Which house rules were lifted, by whom and why; the latest first."""
    require_scope(actor, creditor_id)
    rows = HouseLift.objects.filter(creditor=creditor_id).order_by("-at")[: min(limit, 1_000)]
    return tuple(
        HouseLiftFacts(
            id=row.pk,
            creditor_id=row.creditor_id,
            debtor_id=row.debtor_id,
            rule=row.rule,
            until=row.until,
            why=row.why,
            by=row.by,
            at=row.at,
        )
        for row in rows
    )


# The uses of the latest few permits: an older permit ran out long before the latest one was issued.
_LAST = """
SELECT max(greatest(p.at, e.at)) FROM (
    SELECT id, at FROM gate_permit WHERE subject = %s ORDER BY at DESC LIMIT 20
) p LEFT JOIN gate_permitend e ON e.permit_id = p.id
"""


def last_moment(keys: Keys) -> datetime | None:
    """The latest moment that the books hold for a debtor: a permit, or the use of one."""
    with connection.cursor() as cursor:
        cursor.execute(_LAST, [keys.subject])
        row = cursor.fetchone()
    moment = row[0] if row else None
    assert moment is None or isinstance(moment, datetime)
    return moment


def stops(actor: Actor, creditor_id: int, debtor_id: int) -> tuple[StopFacts, ...]:
    """Every stop of a case, lifted ones too, the latest first."""
    require_scope(actor, creditor_id)
    lifted = StopLift.objects.filter(stop=OuterRef("pk")).values("at")[:1]
    rows = Stop.objects.filter(creditor=creditor_id, debtor=debtor_id).order_by("-at")
    return tuple(
        StopFacts(
            id=row.pk,
            creditor_id=row.creditor_id,
            debtor_id=row.debtor_id,
            kind=row.kind,
            channel=row.channel,
            contact_point_id=row.contact_point_id,
            account_ids=tuple(row.accounts),
            since=row.since,
            until=row.until,
            reference=row.reference,
            by=row.by,
            lifted_at=lifted_at,
        )
        for row, lifted_at in ((row, row.lifted) for row in rows.annotate(lifted=Subquery(lifted)))
    )


def refusals(
    actor: Actor, *, since: datetime, until: datetime, rule: str | None = None, limit: int = 200
) -> tuple[RefusalFacts, ...]:
    """Refusals of a time in the actor's scope, the latest first; `rule` keeps those that this rule caused."""
    rows = Refusal.objects.filter(at__gte=since, at__lt=until).order_by("-at")
    if not actor.sees_all:
        rows = rows.filter(creditor__in=actor.creditor_ids)
    if rule:
        rows = rows.filter(answer__failed__contains=[rule])
    return tuple(
        RefusalFacts(
            id=row.pk,
            at=row.at,
            creditor_id=row.creditor_id,
            debtor_id=row.debtor_id,
            channel=row.channel,
            purpose=row.purpose,
            verdict=row.verdict,
            rules=tuple(one for one in row.answer["rules"] if one["result"] in ("fail", "needs_evidence")),
            next_permitted_at=row.next_permitted_at,
            by=row.asked_by,
        )
        for row in rows[: min(limit, 1_000)]
    )
