"""Reads of the gate's books: a contact's facts as one case for the pure rules."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import OuterRef, Q, Subquery

from arrears.book.payments import api as payments
from arrears.book.portfolio import api as portfolio
from arrears.book.portfolio.contracts import AccountStatus, PartyKind
from arrears.foundation.api import Actor, CreditorFacts, require_scope
from arrears.gate import contracts as facts
from arrears.gate.asking import Asked
from arrears.gate.books_queries import Books, address_key, debt_key, tried
from arrears.gate.contracts import HouseRule
from arrears.gate.entries import house_rules_of, slots_of
from arrears.gate.intents import FactKind, HouseLiftFacts, RefusalFacts, StopFacts
from arrears.gate.known import debt_kind, debt_of, zones_of
from arrears.gate.models import HouseLift, Refusal, Stop, StopLift

LIFT_MAX = timedelta(days=31)
UNREACHED_TRIES = 3
UNREACHED = frozenset({"no_answer", "rang_out", "busy", "out_of_service", "failed"})


def concerns(stopped: Iterable[int], accounts: Iterable[int]) -> bool:
    """A stop on named accounts concerns acts on these; an act that names none concerns all."""
    named, meant = set(stopped), set(accounts)
    return not named or not meant or bool(named & meant)


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


def case_in(books: Books, asked: Asked, at: datetime) -> facts.Case:
    """All that is known about a contact at a moment, as the pure rules read it, from books opened for this case."""
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
        address=address_key("address", keys.address),
        address_kind=asked.recipient.use.value if asked.recipient.use and kind else None,
        first_contact=not tried(past) and not books.ever_contacted,
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
        stops=tuple(one.stop for one in books.stops if concerns(one.accounts, intent.account_ids)),
        consents=tuple(given for person, given in books.consents if person == keys.person),
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
