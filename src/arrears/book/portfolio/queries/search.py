"""Find a debtor by contract number, phone, identity number, e-mail or full name, in the actor's scope."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db.models import Q

from arrears.book.portfolio.contracts import ContactKind, Hit
from arrears.book.portfolio.models import Account, AccountRole, ContactPoint, Party
from arrears.book.portfolio.queries.pages import masked_name
from arrears.book.portfolio.rules.contact_values import canonical_phone
from arrears.foundation import vault
from arrears.foundation.api import creditors
from arrears.foundation.contracts import Actor

HITS_MAX = 50
TEXT_LENGTH_MAX = 120
PREFIX_LENGTH_MIN = 3


def find(actor: Actor, text: str) -> tuple[Hit, ...]:
    """Debtors whom a text may mean, at most 50; a guarantor's number finds the debtor of the account."""
    wanted = text.strip()[:TEXT_LENGTH_MAX]
    scope = {one.id: one.name for one in creditors(actor)}
    if not wanted or not scope:
        return ()
    ids = list(scope)
    found: dict[tuple[int, str], Hit] = {}
    for account in _by_number(ids, wanted):
        _add(found, scope, account.debtor, "contract", account.number)
    for matched, parties in _by_person(ids, wanted):
        for debtor, number in _debtors(ids, parties):
            _add(found, scope, debtor, matched, number)
            if len(found) >= HITS_MAX:
                break
    return tuple(list(found.values())[:HITS_MAX])


def _by_number(ids: Sequence[int], wanted: str) -> Iterable[Account]:
    """Exact number first, then those that begin with it."""
    rows = Account.objects.filter(creditor_id__in=ids).select_related("debtor")
    exact = list(rows.filter(number__in={wanted, wanted.upper()})[:HITS_MAX])
    if exact or len(wanted) < PREFIX_LENGTH_MIN:
        return exact
    # in the order of the index: a short beginning of many numbers is not sorted as a whole
    return rows.filter(number__startswith=wanted).order_by("creditor_id", "number")[:HITS_MAX]


def _by_person(ids: Sequence[int], wanted: str) -> Iterable[tuple[str, list[int]]]:
    parties = Party.objects.filter(creditor_id__in=ids)
    number = vault.blind_index("id_number", wanted)
    yield "id_number", list(parties.filter(id_index=number).values_list("pk", flat=True)[:HITS_MAX])
    for kind in (ContactKind.PHONE, ContactKind.EMAIL):
        value = canonical_phone(wanted) or wanted if kind is ContactKind.PHONE else wanted.lower()
        points = ContactPoint.objects.filter(
            creditor_id__in=ids, value_index=vault.blind_index(kind.value, value), kind=kind.value
        )
        yield kind.value, list(points.values_list("party_id", flat=True)[:HITS_MAX])
    name = vault.blind_index("name", wanted)
    yield "name", list(parties.filter(name_index=name).values_list("pk", flat=True)[:HITS_MAX])


def _debtors(ids: Sequence[int], party_ids: list[int]) -> Iterable[tuple[Party, str]]:
    """The debtors that parties are or stand beside, with one account number each."""
    if not party_ids:
        return
    roles = AccountRole.objects.filter(creditor_id__in=ids, party_id__in=party_ids)
    beside = list(roles.values_list("account_id", flat=True)[:HITS_MAX])
    accounts = Account.objects.filter(creditor_id__in=ids).select_related("debtor").order_by("number")
    found = {
        account.pk: account
        for meant in (Q(debtor_id__in=party_ids), Q(pk__in=beside))
        for account in accounts.filter(meant)[:HITS_MAX]
    }
    for account in sorted(found.values(), key=lambda one: one.number)[:HITS_MAX]:
        yield account.debtor, account.number


def _add(
    found: dict[tuple[int, str], Hit], scope: dict[int, str], row: Party, matched: str, number: str
) -> None:
    key = (row.pk, matched)
    if key not in found:
        found[key] = Hit(
            debtor_id=row.pk,
            creditor_id=row.creditor_id,
            creditor_name=scope[row.creditor_id],
            name_masked=masked_name(row),
            matched=matched,
            account_number=number,
        )
