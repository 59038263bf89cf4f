"""An account as of any date: roles, instalments by component, the ledger with its lines, papers, history."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from arrears.book.payments import api as payments
from arrears.book.payments.contracts import OWED_COMPONENTS, Balance, Component, EntryFacts, Line
from arrears.book.portfolio import api as portfolio
from arrears.book.portfolio.contracts import AMOUNT_FIELDS, AccountFacts, AccountKey
from arrears.faces.workbench.access import in_scope
from arrears.faces.workbench.bookroom.lists import as_file, paged, wants_file
from arrears.faces.workbench.bookroom.mapping_fields import column_choices
from arrears.faces.workbench.bookroom.names import (
    ACCOUNT_STATUS_WORDS,
    COLLATERAL_WORDS,
    HISTORY_WORDS,
    NAMES,
)
from arrears.faces.workbench.bookroom.rights import (
    ASK_WAIVERS,
    DECIDE_MERGES,
    FILE_PAPERS,
    FIND_DEBTORS,
    KEEP_ROLES,
    MOVE_MONEY,
    NOTE_COLLATERAL,
    SEE_ACCOUNTS,
)
from arrears.faces.workbench.collector.day import as_of
from arrears.faces.workbench.names import COMPONENT_WORDS, ENTRY_WORDS
from arrears.faces.workbench.templatetags.workbench import amount_text, in_language, plain_amount
from arrears.foundation.access import actor_of, may
from arrears.foundation.api import Actor, require_scope
from arrears.kernel.days import add_months

ENTRIES_PAGE = 25
HISTORY_PAGE = 25


@dataclass(frozen=True, slots=True, kw_only=True)
class LineShown:
    """A line of an entry: which instalment and component it settles; sequence None: the account's credit."""

    sequence: int | None
    component: Component
    amount_minor: int
    effective_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountSum:
    """An account of the debtor beside its balance."""

    facts: AccountFacts
    balance: Balance


def key_in_scope(account_id: int, actor: Actor) -> AccountKey:
    """The key of an account that the actor may see. LookupError (NoSuchAccount), OutOfScope."""
    try:
        key = portfolio.account_key(account_id)
    except portfolio.NoSuchAccount as missing:
        raise LookupError(str(account_id)) from missing
    require_scope(actor, key.creditor_id)
    return key


def asked_day(request: HttpRequest) -> date:
    """The date that balances are shown for: the one asked for, else today."""
    try:
        return date.fromisoformat(request.GET.get("as_of", ""))
    except ValueError:
        return as_of()


def lines_shown(lines: Sequence[Line], sequences: dict[int, int]) -> tuple[LineShown, ...]:
    return tuple(
        LineShown(
            sequence=sequences.get(line.item_id) if line.item_id else None,
            component=line.component,
            amount_minor=line.amount_minor,
            effective_on=line.effective_on,
        )
        for line in lines
    )


def sequences_of(balance: Balance) -> dict[int, int]:
    return {item.item_id: item.sequence for item in balance.items}


@may(*SEE_ACCOUNTS)
@require_GET
@in_scope
def book_account(request: HttpRequest, account_id: int) -> HttpResponse:
    """One account on one date."""
    actor = actor_of(request)
    key = key_in_scope(account_id, actor)
    facts = portfolio.account_facts(account_id)
    day = asked_day(request)
    balance = payments.balance(account_id, day)
    entries = payments.entries_of(account_id)
    if wants_file(request):
        return _exported(request, key, balance, entries)
    known = [one for one in entries if one.effective_on <= day]
    page = paged(request, known, ENTRIES_PAGE)
    context = {
        **NAMES,
        "facts": facts,
        "debtor": portfolio.debtor_page(actor, key.debtor_id, day).party,
        "day": day,
        "today": as_of(),
        "earlier": add_months(day, -1),
        "later": add_months(day, 1),
        "balance": balance,
        "components": [one for one in OWED_COMPONENTS if _used(one, balance)],
        "page": page,
        "after": len(entries) - len(known),
        "history": _history(portfolio.history_of(actor, account_id)[:HISTORY_PAGE], key.currency),
        "terms": _terms(facts),
        "papers": portfolio.documents_of(actor, account_id),
        "gaps": payments.accrual_gaps(actor, account_id)[1],
        "mandates": payments.mandates_of(actor, account_id, key.creditor_id),
        "may_move": actor.role in MOVE_MONEY,
        "may_note": actor.role in NOTE_COLLATERAL,
        "may_ask": actor.role in ASK_WAIVERS,
        "may_file": actor.role in FILE_PAPERS,
        "may_keep_roles": actor.role in KEEP_ROLES,
    }
    return render(request, "workbench/bookroom/account.html", context)


def _history(changes: Sequence[portfolio.AccountChange], currency: str) -> list[tuple[Any, list[str]]]:
    """Changes with what was before in words: amounts in major units, states by their names."""
    return [(change, [_before(name, value, currency) for name, value in change.before]) for change in changes]


def _before(name: str, value: str, currency: str) -> str:
    label = in_language(HISTORY_WORDS[name]) if name in HISTORY_WORDS else name
    if name in AMOUNT_FIELDS:
        return f"{in_language(COMPONENT_WORDS[name])}: {amount_text(int(value), currency)}"
    states = {"status": ACCOUNT_STATUS_WORDS, "state": COLLATERAL_WORDS}.get(name, {})
    return f"{label}: {in_language(states[value]) if value in states else value}"


def _terms(facts: AccountFacts) -> list[tuple[str, object]]:
    names = dict(column_choices("portfolio"))
    shown: list[tuple[str, object]] = []
    for name, value in facts.terms.items():
        field = f"terms.{name.removesuffix('_minor')}"
        money = name.endswith("_minor") and isinstance(value, int)
        text = amount_text(int(str(value)), facts.currency) if money else value
        shown.append((names.get(field, name), _rate_text(value) if name.endswith("rate") else text))
    return shown


def _rate_text(value: object) -> object:
    """A share of one, as files bring rates, in per cent; what is no number stays as it is."""
    try:
        return f"{(Decimal(str(value)) * 100).normalize():f}%"
    except InvalidOperation:
        return value


def _used(component: Component, balance: Balance) -> bool:
    return any(item.owed.get(component) for item in balance.items)


def _exported(
    request: HttpRequest, key: AccountKey, balance: Balance, entries: Sequence[EntryFacts]
) -> HttpResponse:
    """The ledger of the account, or its instalments on the date (`?list=items`)."""
    if request.GET.get("list") == "items":
        headings = [_("Instalment"), _("Due"), _("Billed"), _("Paid")]
        headings += [in_language(COMPONENT_WORDS[one]) for one in OWED_COMPONENTS]
        rows: list[list[Any]] = [
            [
                item.sequence,
                item.due_on,
                plain_amount(item.billed_minor, balance.currency),
                plain_amount(item.paid_minor, balance.currency),
                *(plain_amount(item.owed.get(one, 0), balance.currency) for one in OWED_COMPONENTS),
            ]
            for item in balance.items
        ]
        return as_file(request, f"{_slug(key.number)}-instalments", headings, rows)
    headings = [
        _("Effective"),
        _("Kind"),
        _("Amount"),
        _("Currency"),
        _("Way"),
        _("Booking key"),
        _("Notes"),
        _("Done by"),
    ]
    rows = [
        [
            one.effective_on,
            in_language(ENTRY_WORDS[one.kind]),
            plain_amount(one.amount_minor, one.currency),
            one.currency,
            one.way,
            one.key,
            one.memo,
            one.by,
        ]
        for one in entries
    ]
    return as_file(request, f"{_slug(key.number)}-ledger", headings, rows)


def _slug(text: str) -> str:
    return "".join(letter if letter.isascii() and letter.isalnum() else "-" for letter in text)


@may(*SEE_ACCOUNTS)
@require_GET
@in_scope
def book_entry_lines(request: HttpRequest, account_id: int, entry_id: int) -> HttpResponse:
    """What one entry of the ledger settled, line by line."""
    actor = actor_of(request)
    key = key_in_scope(account_id, actor)
    entry = next((one for one in payments.entries_of(account_id) if one.entry_id == entry_id), None)
    if entry is None:
        raise LookupError(str(entry_id))
    sequences = sequences_of(payments.balance(account_id, as_of()))
    context = {
        **NAMES,
        "lines": lines_shown(payments.lines_of(entry_id), sequences),
        "currency": key.currency,
        "entry": entry,
    }
    return render(request, "workbench/bookroom/parts/lines.html", context)


@may(*SEE_ACCOUNTS)
@require_GET
@in_scope
def book_debtor(request: HttpRequest, debtor_id: int) -> HttpResponse:
    """A debtor over all accounts, and over all creditors in the reader's scope."""
    actor, day = actor_of(request), asked_day(request)
    try:
        page = portfolio.debtor_page(actor, debtor_id, day)
    except portfolio.NoSuchParty as missing:
        raise LookupError(str(debtor_id)) from missing
    sums = _sums(page.accounts, day)
    elsewhere = [
        (party, _sums(portfolio.debtor_page(actor, party.party_id, day).accounts, day))
        for party in page.elsewhere
    ]
    context = {
        **NAMES,
        "debtor": page,
        "party": page.party,
        "day": day,
        "sums": sums,
        "elsewhere": elsewhere,
        "pairs": portfolio.merge_proposals(actor, debtor_id=page.party.party_id),
        "may_decide": actor.role in DECIDE_MERGES,
        "may_move": actor.role in MOVE_MONEY,
        "may_find": actor.role in FIND_DEBTORS,
        "points": page.contact_points,
    }
    return render(request, "workbench/bookroom/debtor.html", context)


def _sums(accounts: Sequence[AccountFacts], day: date) -> list[AccountSum]:
    return [AccountSum(facts=one, balance=payments.balance(one.account_id, day)) for one in accounts]
