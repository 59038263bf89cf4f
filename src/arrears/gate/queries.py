"""Reads of the gate's books: a contact's facts as one case for the pure rules."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.db import connection
from django.db.models import Exists, OuterRef, Q

from arrears.book.portfolio import api as portfolio
from arrears.book.portfolio.contracts import PartyKind, Recipient, RoleOnAccount
from arrears.foundation import vault
from arrears.foundation.api import Actor, CreditorFacts, creditor_by_id, require_scope
from arrears.gate import contracts as facts
from arrears.gate.contracts import HouseRule
from arrears.gate.entries import house_rules_of, slots_of
from arrears.gate.intents import FactKind, GateError, Intent, RefusalFacts, StopFacts
from arrears.gate.models import Consent, ConsentEnd, PersonFact, PersonRefused, Refusal, Stop, StopLift
from arrears.kernel.words import Words

HISTORY_DAYS = 35  # the longest window of any pack (30 days) with a margin for zones
UNREACHED_TRIES = 3
UNREACHED = frozenset({"no_answer", "rang_out", "busy", "out_of_service", "failed"})
# Stops that follow the person to every creditor we work for; all others belong to one case.
PERSONAL_STOPS = ("bankruptcy", "breathing_space", "attorney", "illness", "cease_written")

_COMPANY_ORGANS = {
    RoleOnAccount.LEGAL_REPRESENTATIVE,
    RoleOnAccount.FINANCE_CONTACT,
    RoleOnAccount.DECIDES_PAYMENT,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Keys:
    """By whom counters pool: the debtor and the person across creditors, the address across people."""

    subject: bytes
    person: bytes
    address: bytes
    lender_group: str
    operator: str

    def locks(self) -> tuple[int, ...]:
        """What is held while a permit is decided: signed 64-bit numbers, in one order for everybody."""
        keys = {self.subject, self.person, self.address} - {b""}
        return tuple(sorted(int.from_bytes(key[:8], "big", signed=True) for key in keys))


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """An intent with what the book says of it."""

    intent: Intent
    creditor: CreditorFacts
    person_id: int
    recipient: Recipient
    keys: Keys
    role: facts.Role


def subject_of(index: bytes, creditor_id: int, party_id: int) -> bytes:
    """One key per person: the id number's blind index, else one for this party alone."""
    return index or vault.blind_index_many("party", [f"{creditor_id}:{party_id}"])[0]


def role_of(recipient: Recipient, is_debtor: bool) -> facts.Role:
    """How the law sees the person. A company is spoken to through its organs; its front desk is a third person."""
    if is_debtor:
        return "debtor"
    roles = set(recipient.roles)
    if recipient.debtor_kind is PartyKind.COMPANY and roles & _COMPANY_ORGANS:
        return "debtor"
    if RoleOnAccount.JOINT_DEBTOR in roles:
        return "joint_debtor"
    if RoleOnAccount.GUARANTOR in roles:
        return "guarantor"
    if RoleOnAccount.SPOUSE in roles:
        return "spouse" if RoleOnAccount.SPOUSE in recipient.proven else "relative"
    if RoleOnAccount.EMERGENCY_CONTACT in roles:
        return "emergency_contact"
    if RoleOnAccount.FRONT_DESK in roles:
        return "colleague"
    return "unknown"


def ask(intent: Intent) -> Asked:
    """Look up who would be reached. GateError when the parties do not belong together."""
    require_scope(intent.actor, intent.creditor_id)
    person_id = intent.person_id or intent.debtor_id
    found = portfolio.recipient(intent.creditor_id, intent.debtor_id, person_id, intent.contact_point_id)
    if found is None or (intent.contact_point_id is not None and not found.of_person):
        raise GateError(
            Words("该联系人或联系方式不属于此案件", "This person or address does not belong to this case")
        )
    creditor = creditor_by_id(intent.creditor_id)
    keys = Keys(
        subject=subject_of(found.debtor_index, intent.creditor_id, intent.debtor_id),
        person=subject_of(found.person_index, intent.creditor_id, person_id),
        address=found.address_index,
        lender_group=creditor.lender_group,
        operator=str(creditor.settings.get("operator_id", "house")),
    )
    return Asked(
        intent=intent,
        creditor=creditor,
        person_id=person_id,
        recipient=found,
        keys=keys,
        role=role_of(found, person_id == intent.debtor_id),
    )


_HISTORY = """
SELECT p.at, p.channel, 'out', p.person_subject, p.accounts, p.address, p.operator, p.lender_group,
       nullif(p.call_kind, ''),
       (SELECT o.result FROM gate_permitoutcome o WHERE o.permit_id = p.id ORDER BY o.id DESC LIMIT 1),
       p.subject, p.creditor_id, p.debtor_id
FROM gate_permit p LEFT JOIN gate_permitend e ON e.permit_id = p.id
WHERE (p.subject = %(subject)s OR p.person_subject = %(person)s OR (p.address = %(address)s AND p.address <> ''))
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


def history(asked: Asked, at: datetime, without: uuid.UUID | None = None) -> list[facts.PastContact]:
    """Contacts of the last weeks that any counter may count: used permits, open ones, and inbound ones.

    A used permit without a reported result has result None, which counts strictly.
    """
    keys = asked.keys
    with connection.cursor() as cursor:
        cursor.execute(
            _HISTORY,
            {
                "subject": keys.subject,
                "person": keys.person,
                "address": keys.address,
                "since": at - timedelta(days=HISTORY_DAYS),
                "at": at,
                "except": without,
            },
        )
        rows = cursor.fetchall()
    return [
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
        )
        for row in rows
    ]


def _list(value: object) -> list[int]:
    found = json.loads(value) if isinstance(value, str) else value
    assert isinstance(found, list)
    return found


def _stops(asked: Asked, at: datetime) -> tuple[facts.Stop, ...]:
    intent = asked.intent
    rows = (
        Stop.objects.filter(
            Q(creditor=intent.creditor_id, debtor=intent.debtor_id)
            | Q(subject=asked.keys.subject, kind__in=PERSONAL_STOPS)
        )
        .filter(Q(until__isnull=True) | Q(until__gt=at))
        .filter(~Exists(StopLift.objects.filter(stop=OuterRef("pk"), at__lte=at)))
    )
    return tuple(_stop_facts(row) for row in rows if _concerns(row.accounts, intent.account_ids))


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


def _consents(asked: Asked, at: datetime) -> tuple[facts.Consent, ...]:
    rows = Consent.objects.filter(
        ~Exists(ConsentEnd.objects.filter(consent=OuterRef("pk"), at__lte=at)),
        creditor=asked.intent.creditor_id,
        person_subject=asked.keys.person,
        given_at__lte=at,
    )
    return tuple(
        facts.Consent(kind=row.kind, at=row.given_at, until=row.until, scope=row.scope)  # type: ignore[arg-type]
        for row in rows
    )


def _person_facts(subject: bytes) -> dict[str, object]:
    rows = PersonFact.objects.filter(person_subject=subject).order_by("kind", "-at", "-pk").distinct("kind")
    return {row.kind: row.value for row in rows}


def _debtor(asked: Asked, known: dict[str, object], past: list[facts.PastContact]) -> facts.Debtor:
    tries = [one for one in past if one.direction == "out" and one.channel == "call"]
    tries = [one for one in tries if one.person == asked.keys.subject.hex()][-UNREACHED_TRIES:]
    unreached = len(tries) == UNREACHED_TRIES and all(one.result in UNREACHED for one in tries)
    zones = known.get(FactKind.ZONES)
    vulnerable = known.get(FactKind.VULNERABLE)
    return facts.Debtor(
        reachable=asked.recipient.debtor_has_phone and not unreached,
        zones=tuple(str(zone) for zone in zones) if isinstance(zones, list) else (),
        barred_slots=slots_of(known.get(FactKind.BARRED_SLOTS)),
        agreed_slots=slots_of(known.get(FactKind.AGREED_SLOTS)),
        employer_forbids_work_contact=_flag(known.get(FactKind.EMPLOYER_FORBIDS)),
        minor=_flag(known.get(FactKind.MINOR)),
        deceased=_flag(known.get(FactKind.DECEASED)),
        vulnerable=tuple(str(one) for one in vulnerable) if isinstance(vulnerable, list) else (),
    )


def _flag(value: object) -> bool | None:
    return value if isinstance(value, bool) else None


def case_of(asked: Asked, at: datetime, without: uuid.UUID | None = None) -> facts.Case:
    """All that is known about a contact at a moment, as the pure rules read it."""
    intent, keys = asked.intent, asked.keys
    past = history(asked, at, without)
    known = _person_facts(keys.subject)
    refused = PersonRefused.objects.filter(
        Q(person_subject=keys.person) | (Q(address=keys.address) & ~Q(address=b""))
    ).exists()
    kind = asked.recipient.contact_kind
    debts = tuple(debt_key(account) for account in intent.account_ids)
    act = replace(
        intent.act or facts.Act(),
        channel=intent.channel,  # type: ignore[arg-type]  # the caller's word; unknown ones fail below
        purpose=intent.purpose,  # type: ignore[arg-type]
        debts=debts,
        address=_address_key("address", keys.address),
        address_kind=asked.recipient.use.value if asked.recipient.use and kind else None,
        first_contact=not any(one.direction == "out" for one in past) and not _ever_contacted(asked),
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
            refused=refused,
            offers_to_pay=_flag(known.get(FactKind.OFFERS_TO_PAY)),
            asked_before=any(one.person == keys.person.hex() for one in past),
        ),
        debtor=_debtor(asked, known, past),
        history=tuple(past),
        stops=_stops(asked, at),
        consents=_consents(asked, at),
        debts=tuple(facts.Debt(id=debt) for debt in debts),
    )


def _ever_contacted(asked: Asked) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT 1 FROM gate_permit p JOIN gate_permitend e ON e.permit_id = p.id AND e.kind = 'used' "
            "WHERE p.creditor_id = %s AND p.debtor_id = %s LIMIT 1",
            [asked.intent.creditor_id, asked.intent.debtor_id],
        )
        return cursor.fetchone() is not None


def house_rules(creditor: CreditorFacts) -> tuple[HouseRule, ...]:
    """The creditor's tighter rules, from its settings, less those that are lifted."""
    return house_rules_of(creditor.settings.get("house_rules"))


def last_moment(keys: Keys) -> datetime | None:
    """The latest moment that the books hold for a debtor."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT max(at) FROM gate_permit WHERE subject = %s", [keys.subject])
        row = cursor.fetchone()
    moment = row[0] if row else None
    assert moment is None or isinstance(moment, datetime)
    return moment


def stops(actor: Actor, creditor_id: int, debtor_id: int) -> tuple[StopFacts, ...]:
    """Every stop of a case, lifted ones too, the latest first."""
    require_scope(actor, creditor_id)
    rows = Stop.objects.filter(creditor=creditor_id, debtor=debtor_id).order_by("-at")
    lifted = dict(StopLift.objects.filter(stop__in=rows).values_list("stop_id", "at"))
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
            lifted_at=lifted.get(row.pk),
        )
        for row in rows
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
