"""Contact points over time: added, verified, marked; every change keeps who, when and why."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from arrears.book.portfolio.contracts import (
    ContactKind,
    ContactState,
    ContactUse,
    PortfolioError,
)
from arrears.book.portfolio.models import ContactPast, ContactPoint
from arrears.book.portfolio.queries.pages import party_row
from arrears.book.portfolio.rules.contact_values import canonical, shown
from arrears.foundation import vault
from arrears.foundation.api import audit, creditor_by_id
from arrears.foundation.contracts import Actor, require_scope
from arrears.kernel.clock import today
from arrears.kernel.words import Words

WHY_LENGTH_MAX = 400
PARTY_FIELDS = ("name", "id_number")


def reason_given(text: str) -> str:
    """The reason, cut to what a row holds. PortfolioError without one."""
    if not text.strip():
        raise PortfolioError(Words("请说明原因", "A reason is needed"))
    return text.strip()[:WHY_LENGTH_MAX]


def _locked(contact_point_id: int, actor: Actor) -> ContactPoint:
    row = ContactPoint.objects.select_for_update().filter(pk=contact_point_id).first()
    if row is None:
        raise PortfolioError(Words("没有这个联系方式", "There is no such contact point"))
    require_scope(actor, row.creditor_id)
    return row


def set_contact_state(
    contact_point_id: int, state: ContactState, *, why: str, actor: Actor, verified_on: date | None = None
) -> None:
    """Mark a contact point. `valid` counts as verified on `verified_on` (today when left out)."""
    reason = reason_given(why)
    with transaction.atomic():
        row = _locked(contact_point_id, actor)
        before, row.state = row.state, state.value
        if state is ContactState.VALID:
            row.verified_on = verified_on or today(creditor_by_id(row.creditor_id).zone)
        row.save(update_fields=["state", "verified_on"])
        ContactPast.objects.create(
            creditor_id=row.creditor_id,
            contact_point=row,
            state_before=before,
            state_after=state.value,
            by=actor.name[:80],
            why=reason,
        )


def add_contact_point(
    party_id: int,
    kind: ContactKind,
    value: str,
    *,
    source: str,
    why: str,
    actor: Actor,
    use: ContactUse = ContactUse.UNKNOWN,
) -> int:
    """Add a way to reach a party; returns its id. A known one keeps its place and state.

    PortfolioError when the value cannot be a number or address at all.
    """
    reason = reason_given(why)
    party = party_row(party_id)
    require_scope(actor, party.creditor_id)
    creditor = creditor_by_id(party.creditor_id)
    spelled, usable = canonical(kind, value, str(creditor.settings.get("phone_region", "CN")))
    if not usable:
        raise PortfolioError(Words("号码或地址无效", "This cannot be a number or address"))
    with transaction.atomic():
        row, made = ContactPoint.objects.get_or_create(
            creditor_id=party.creditor_id,
            party=party,
            kind=kind.value,
            value_index=vault.blind_index(kind.value, spelled),
            defaults={
                "value_sealed": vault.seal(spelled),
                "masked": vault.mask(kind.value, shown(kind, spelled))[:120],
                "use": use.value,
                "source": source[:40],
                "added_on": today(creditor.zone),
            },
        )
        if made:
            ContactPast.objects.create(
                creditor_id=party.creditor_id,
                contact_point=row,
                state_after=row.state,
                by=actor.name[:80],
                why=reason,
            )
            audit(
                actor,
                "contact_point.added",
                f"contact_point:{row.pk}",
                {"kind": kind.value, "source": source},
            )
    return row.pk


def reveal(
    actor: Actor,
    *,
    why: str,
    contact_point_id: int | None = None,
    party_id: int | None = None,
    field: str | None = None,
) -> str:
    """The clear value of a contact point, or of a party's `name` or `id_number`; leaves an audit line."""
    reason = reason_given(why)
    if contact_point_id is not None:
        row = ContactPoint.objects.filter(pk=contact_point_id).first()
        if row is None:
            raise PortfolioError(Words("没有这个联系方式", "There is no such contact point"))
        require_scope(actor, row.creditor_id)
        audit(actor, "unmasked", f"contact_point:{row.pk}", {"kind": row.kind, "why": reason})
        return vault.unseal(row.value_sealed)
    if party_id is None or field not in PARTY_FIELDS:
        raise PortfolioError(Words("没有这个字段", "There is no such field"))
    party = party_row(party_id)
    require_scope(actor, party.creditor_id)
    audit(actor, "unmasked", f"party:{party.pk}", {"field": field, "why": reason})
    return vault.unseal(party.name_sealed if field == "name" else party.id_sealed)
