"""A person's own data at their request: handed out whole, put right, wiped where nothing keeps it."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction
from django.db.models import Model, Q

from arrears.book.portfolio.actions.contacts import reason_given
from arrears.book.portfolio.contracts import ContactState, PersonData, PortfolioError, ReachedBy
from arrears.book.portfolio.models import (
    ContactPast,
    ContactPoint,
    Party,
    PartyAudit,
    PartyPast,
    WipedContact,
)
from arrears.book.portfolio.queries.pages import party_row
from arrears.book.portfolio.rules.wiped import owner_index
from arrears.foundation import vault
from arrears.foundation.api import audit, creditor_by_id
from arrears.foundation.contracts import Actor, require_scope
from arrears.kernel.clock import today
from arrears.kernel.words import Words

NAME_LENGTH_MAX = 100
REGION_LENGTH_MAX = 80
BIRTH_YEARS = range(1900, 2100)
WIPED = "***"


def person_data(party_id: int, *, why: str, actor: Actor) -> PersonData:
    """Everything the portfolio holds on a person, in the clear; one audit line says who had it and why."""
    party = party_row(party_id)
    require_scope(actor, party.creditor_id)
    own = {"creditor_id": party.creditor_id, "party_id": party.pk}
    points = ContactPoint.objects.filter(**own).order_by("pk")
    stated = PartyAudit.objects.filter(**own).first()
    audit(actor, "person.copied", f"party:{party.pk}", {"why": reason_given(why)})
    return PersonData(
        party_id=party.pk,
        creditor_id=party.creditor_id,
        ref=party.ref,
        kind=party.kind,
        name=vault.unseal(party.name_sealed),
        id_kind=party.id_kind,
        id_number=vault.unseal(party.id_sealed),
        birth_year=party.birth_year,
        sex=stated.sex if stated else "",
        region=party.region,
        language=party.language,
        reached_by=tuple(
            ReachedBy(
                kind=point.kind,
                value=vault.unseal(point.value_sealed),
                use=point.use,
                state=point.state,
                source=point.source,
                added_on=point.added_on,
                verified_on=point.verified_on,
            )
            for point in points
        ),
    )


def correct_party(
    party_id: int,
    *,
    why: str,
    actor: Actor,
    name: str | None = None,
    region: str | None = None,
    birth_year: int | None = None,
) -> None:
    """Put a person's name, region or year of birth right; what is None stays. The row before is kept.

    PortfolioError when nothing changes, a value cannot be one, or no reason is given. A later file of the
    creditor's that says otherwise changes it again: the creditor has to be told.
    """
    reason = reason_given(why)
    with transaction.atomic():
        row = _locked(party_id, actor)
        changed = _changes(row, name, region, birth_year)
        if not changed:
            raise PortfolioError(Words("没有需要更正的内容", "Nothing would change"))
        PartyPast.objects.create(
            creditor_id=row.creditor_id,
            party=row,
            name_sealed=row.name_sealed,
            id_kind=row.id_kind,
            id_sealed=row.id_sealed,
            birth_year=row.birth_year,
            region=row.region,
            replaced_on=today(creditor_by_id(row.creditor_id).zone),
            by=actor.name[:80],
        )
        _put(row, changed)
        fields = sorted({column.split("_", 1)[0] for column in changed})
        audit(actor, "party.corrected", f"party:{row.pk}", {"fields": ",".join(fields), "why": reason})


def _changes(row: Party, name: str | None, region: str | None, birth_year: int | None) -> dict[str, object]:
    changed: dict[str, object] = {}
    if name is not None:
        spelled = " ".join(name.split())
        if not 0 < len(spelled) <= NAME_LENGTH_MAX:
            raise PortfolioError(Words("请填写姓名", "A name is needed"))
        if spelled != vault.unseal(row.name_sealed):
            changed["name_sealed"] = vault.seal(spelled)
            changed["name_index"] = vault.blind_index("name", spelled)
    if region is not None and region.strip()[:REGION_LENGTH_MAX] != row.region:
        changed["region"] = region.strip()[:REGION_LENGTH_MAX]
    if birth_year is not None and birth_year != row.birth_year:
        if birth_year not in BIRTH_YEARS:
            raise PortfolioError(Words("出生年份无效", "This is no year of birth"))
        changed["birth_year"] = birth_year
    return changed


def wipe_contact_point(contact_point_id: int, *, why: str, actor: Actor) -> None:
    """Remove a number or address for good: its value, its mask and the index that finds it. The row and its
    history stay without them. Wiped once more it changes nothing."""
    with transaction.atomic():
        row = ContactPoint.objects.select_for_update().filter(pk=contact_point_id).first()
        if row is None:
            raise PortfolioError(Words("没有这个联系方式", "There is no such contact point"))
        require_scope(actor, row.creditor_id)
        _wipe_point(row, reason_given(why), actor)


def _wipe_point(row: ContactPoint, why: str, actor: Actor) -> None:
    if row.state == ContactState.WIPED.value:
        return
    before = row.state
    _remember(row)
    _put(
        row,
        {
            "value_sealed": b"",
            "value_index": _nothing(row.pk),
            "masked": WIPED,
            "state": ContactState.WIPED.value,
            "verified_on": None,
        },
    )
    ContactPast.objects.create(
        creditor_id=row.creditor_id,
        contact_point=row,
        state_before=before,
        state_after=row.state,
        by=actor.name[:80],
        why=why,
    )
    audit(actor, "contact_point.wiped", f"contact_point:{row.pk}", {"kind": row.kind, "why": why})


def wipe_row(row: Party, why: str, actor: Actor) -> int:
    """Remove whatever tells who a row is, with every number, address and earlier row. Accounts and money stay:
    they name nobody any more. Returns how many rows changed."""
    own = {"creditor_id": row.creditor_id, "party_id": row.pk}
    points = ContactPoint.objects.select_for_update().filter(**own).exclude(state=ContactState.WIPED.value)
    rows = 0
    for point in points:
        _wipe_point(point, why, actor)
        rows += 1
    rows += PartyPast.objects.filter(**own).delete()[0]
    rows += PartyAudit.objects.filter(**own).delete()[0]
    if row.ref == f"wiped-{row.pk}":
        return rows
    _put(
        row,
        {
            "ref": f"wiped-{row.pk}",
            "name_sealed": vault.seal(WIPED),
            "name_index": b"",
            "id_kind": "",
            "id_sealed": b"",
            "id_index": b"",
            "birth_year": None,
            "region": "",
            "language": "",
        },
    )
    audit(actor, "party.wiped", f"party:{row.pk}", {"why": why})
    return rows + 1


def _remember(row: ContactPoint) -> None:
    """Hashes of a value that goes, under each key by which the creditor names its owner."""
    owner = Party.objects.filter(creditor_id=row.creditor_id).filter(
        Q(pk=row.party_id) | Q(merged_into_id=row.party_id)
    )
    WipedContact.objects.bulk_create(
        [
            WipedContact(creditor_id=row.creditor_id, owner=owner_index(ref), value_index=row.value_index)
            for ref in owner.values_list("ref", flat=True)
        ],
        ignore_conflicts=True,
    )


def _nothing(number: int) -> bytes:
    """In the place of a blind index that is gone: of its length, found by no value, another for each row."""
    return number.to_bytes(16, "big")


def _locked(party_id: int, actor: Actor) -> Party:
    row = Party.objects.select_for_update().get(pk=party_row(party_id).pk)
    require_scope(actor, row.creditor_id)
    return row


def _put(row: Model, values: Mapping[str, object]) -> None:
    for name, value in values.items():
        setattr(row, name, value)
    row.save(update_fields=list(values))
