"""Reads of a debtor: the page over all accounts, the ways to reach everyone on them, masked throughout."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date

from django.db.models import Q

from arrears.book.portfolio.contracts import (
    AccountFacts,
    AccountKind,
    AccountStatus,
    CollateralFacts,
    ContactKind,
    ContactPointFacts,
    ContactState,
    ContactUse,
    DebtorPage,
    GuarantorKind,
    PartyFacts,
    PartyKind,
    RoleFacts,
    RoleOnAccount,
)
from arrears.book.portfolio.models import Account, AccountRole, Collateral, ContactPoint, Party, PartyPair
from arrears.foundation import vault
from arrears.foundation.api import creditor_by_id, creditors
from arrears.foundation.contracts import Actor, require_scope

_REACHES = (ContactKind.PHONE, ContactKind.EMAIL, ContactKind.WECHAT)


class NoSuchParty(LookupError):
    """No party with this id."""


def party_row(party_id: int) -> Party:
    """A party, or the one it was merged into. NoSuchParty when there is none."""
    row = Party.objects.filter(pk=party_id).first()
    if row is None:
        raise NoSuchParty(f"no party with the id {party_id}")
    return row if row.merged_into_id is None else party_row(row.merged_into_id)


def masked_name(row: Party) -> str:
    """A person's name masked; a company's name is no personal data and stays."""
    name = vault.unseal(row.name_sealed)
    return name if row.kind == PartyKind.COMPANY.value else vault.mask("name", name)


def party_facts(row: Party, creditor_name: str) -> PartyFacts:
    return PartyFacts(
        party_id=row.pk,
        creditor_id=row.creditor_id,
        creditor_name=creditor_name,
        ref=row.ref,
        kind=PartyKind(row.kind),
        name_masked=masked_name(row),
        id_kind=row.id_kind,
        id_masked=vault.mask("id_number", vault.unseal(row.id_sealed)),
        region=row.region,
        language=row.language,
    )


def debtor_page(actor: Actor, debtor_id: int, as_of: date) -> DebtorPage:
    """One debtor over all accounts placed by a date. OutOfScope, NoSuchParty."""
    row = party_row(debtor_id)
    require_scope(actor, row.creditor_id)
    name = next(one.name for one in creditors(actor) if one.id == row.creditor_id)
    accounts = _accounts_of(row, name)
    roles = ((role.party_id, role.role) for account in accounts for role in account.roles)
    points = _points_of(row, roles)
    own = [point for point in points if point.person_id == row.pk]
    pairs = PartyPair.objects.filter(Q(first=row) | Q(second=row), creditor_id=row.creditor_id, state="open")
    return DebtorPage(
        party=party_facts(row, name),
        as_of=as_of,
        accounts=tuple(one for one in accounts if one.placed_on is None or one.placed_on <= as_of),
        contact_points=points,
        elsewhere=elsewhere(actor, row),
        lost_contact=not any(point.usable and point.kind in _REACHES for point in own),
        merge_proposals=pairs.count(),
    )


def elsewhere(actor: Actor, row: Party) -> tuple[PartyFacts, ...]:
    """The same person (by identity number) at other creditors in the actor's scope."""
    index = bytes(row.id_index)
    if not index:
        return ()
    scope = {one.id: one.name for one in creditors(actor) if one.id != row.creditor_id}
    rows = Party.objects.filter(creditor_id__in=list(scope), id_index=index, merged_into__isnull=True)
    return tuple(party_facts(other, scope[other.creditor_id]) for other in rows.order_by("creditor_id", "pk"))


def accounts_of(debtor_id: int) -> tuple[AccountFacts, ...]:
    """A debtor's accounts with roles and collateral, by number."""
    row = party_row(debtor_id)
    return _accounts_of(row, creditor_by_id(row.creditor_id).name)


def _accounts_of(row: Party, creditor_name: str) -> tuple[AccountFacts, ...]:
    accounts = list(
        Account.objects.filter(creditor_id=row.creditor_id, debtor_id=row.pk)
        .select_related("batch")
        .order_by("number")
    )
    return _account_facts(row.creditor_id, creditor_name, accounts)


def account_facts(account_id: int) -> AccountFacts:
    """One account with roles and collateral. Account.DoesNotExist is a LookupError to callers."""
    row = Account.objects.select_related("batch").filter(pk=account_id).first()
    if row is None:
        raise LookupError(f"no account with the id {account_id}")
    return _account_facts(row.creditor_id, creditor_by_id(row.creditor_id).name, [row])[0]


def _account_facts(
    creditor_id: int, creditor_name: str, accounts: Sequence[Account]
) -> tuple[AccountFacts, ...]:
    ids = [account.pk for account in accounts]
    roles: dict[int, list[RoleFacts]] = defaultdict(list)
    rows = AccountRole.objects.filter(creditor_id=creditor_id, account_id__in=ids, ended_on__isnull=True)
    for role in rows.select_related("party").order_by("pk"):
        roles[role.account_id].append(
            RoleFacts(
                role_id=role.pk,
                party_id=role.party_id,
                name_masked=masked_name(role.party),
                role=RoleOnAccount(role.role),
                guarantor_kind=GuarantorKind(role.guarantor_kind) if role.guarantor_kind else None,
                since=role.since,
                until=role.until,
                proof=role.proof,
                added_on=role.added_on,
            )
        )
    things: dict[int, list[CollateralFacts]] = defaultdict(list)
    for thing in Collateral.objects.filter(creditor_id=creditor_id, account_id__in=ids).order_by("pk"):
        things[thing.account_id].append(collateral_facts(thing))
    return tuple(
        AccountFacts(
            account_id=row.pk,
            creditor_id=creditor_id,
            creditor_name=creditor_name,
            debtor_id=row.debtor_id,
            number=row.number,
            kind=AccountKind(row.kind),
            product=row.product,
            currency=row.currency,
            opened_on=row.opened_on,
            placed_on=row.placed_on,
            status=AccountStatus(row.status),
            status_reason=row.status_reason,
            batch_code=row.batch.code if row.batch else "",
            terms=row.terms,
            roles=tuple(roles[row.pk]),
            collateral=tuple(things[row.pk]),
        )
        for row in accounts
    )


def collateral_facts(row: Collateral) -> CollateralFacts:
    return CollateralFacts(
        collateral_id=row.pk,
        kind=row.kind,
        description=row.description,
        plate=row.plate,
        frame_number=row.frame_number,
        location_note=row.location_note,
        state=row.state,
        value_minor=row.value_minor,
    )


def contact_points(debtor_id: int, include_roles: bool = True) -> tuple[ContactPointFacts, ...]:
    """Ways to reach a debtor and, with `include_roles`, everyone with a role on the debtor's accounts.

    The debtor's own come first; usable before others; malformed values are left out of nobody's list.
    """
    row = party_row(debtor_id)
    if not include_roles:
        return _points_of(row, ())
    roles = AccountRole.objects.filter(
        creditor_id=row.creditor_id, account__debtor_id=row.pk, ended_on__isnull=True
    ).values_list("party_id", "role")
    return _points_of(row, ((party_id, RoleOnAccount(role)) for party_id, role in roles))


def _points_of(row: Party, roles: Iterable[tuple[int, RoleOnAccount]]) -> tuple[ContactPointFacts, ...]:
    people: dict[int, set[RoleOnAccount]] = {row.pk: {RoleOnAccount.DEBTOR}}
    for party_id, role in roles:
        people.setdefault(party_id, set()).add(role)
    found = ContactPoint.objects.filter(creditor_id=row.creditor_id, party_id__in=list(people))
    names: dict[int, str] = {}
    facts = []
    for point in found.select_related("party").order_by("pk"):
        if point.party_id not in names:
            names[point.party_id] = masked_name(point.party)
        facts.append(_point(point, names[point.party_id], people[point.party_id]))
    return tuple(
        sorted(facts, key=lambda one: (one.person_id != row.pk, not one.usable, one.contact_point_id))
    )


def _point(row: ContactPoint, name: str, roles: set[RoleOnAccount]) -> ContactPointFacts:
    return ContactPointFacts(
        contact_point_id=row.pk,
        creditor_id=row.creditor_id,
        person_id=row.party_id,
        person_masked=name,
        roles=tuple(sorted(roles)),
        kind=ContactKind(row.kind),
        masked=row.masked,
        use=ContactUse(row.use),
        state=ContactState(row.state),
        source=row.source,
        verified_on=row.verified_on,
    )


def address_for_sending(contact_point_id: int) -> str:
    """The clear value of a contact point, for a channel that holds a permit. LookupError when unknown."""
    sealed = ContactPoint.objects.filter(pk=contact_point_id).values_list("value_sealed", flat=True).first()
    if sealed is None:
        raise LookupError(f"no contact point with the id {contact_point_id}")
    return vault.unseal(sealed)


def has_id_number(party_id: int) -> bool:
    """Whether an id or registration number of a party is on file. NoSuchParty."""
    return bool(party_row(party_id).id_index)


def is_id_number(party_id: int, number: str) -> bool:
    """Whether this is the party's whole id or registration number, by keyed hash: nothing is unsealed.

    False where none is on file. NoSuchParty.
    """
    kept = bytes(party_row(party_id).id_index)
    return bool(kept) and vault.same(kept, vault.blind_index("id_number", number))


def name_for_writing(party_id: int) -> str:
    """The clear name of a party, for the text of a letter or message that a permit covers."""
    return vault.unseal(party_row(party_id).name_sealed)
