"""Reads of the foundation."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime
from functools import partial

from django.db.models import Q

from arrears.foundation import statements
from arrears.foundation.contracts import Actor, AuditFacts, CreditorFacts, OutOfScope, Role, UserFacts
from arrears.foundation.models import ApiToken, AuditLine, Creditor, User
from arrears.foundation.remembered import remembered
from arrears.kernel.clock import now


class NoSuchCreditor(LookupError):
    """No creditor with this code or id."""


def _facts(row: Creditor) -> CreditorFacts:
    return CreditorFacts(
        id=row.pk,
        code=row.code,
        name=row.name,
        regimes=tuple(row.regimes),
        zone=row.zone,
        currency=row.currency,
        operator_kind=row.operator_kind,
        lender_group=row.lender_group,
        settings=dict(row.settings),
    )


# Asked for before every contact: the statement is spelled out, which takes a third of the time.
_CREDITOR_BY = (
    "SELECT id, code, name, regimes, zone, currency, operator_kind, lender_group, settings"
    " FROM foundation_creditor WHERE "
)
_CREDITOR = {"id": _CREDITOR_BY + "id = %s", "code": _CREDITOR_BY + "code = %s"}


def creditor(code: str) -> CreditorFacts:
    return _one("code", code)


def creditor_by_id(creditor_id: int) -> CreditorFacts:
    return _one("id", creditor_id)


def _one(name: str, value: int | str) -> CreditorFacts:
    def read() -> CreditorFacts:
        found = statements.rows(_CREDITOR[name], [value])
        if not found:
            raise NoSuchCreditor(f"no creditor with the {name} {value!r}")
        creditor_id, code, label, regimes, zone, currency, kind, group, settings = found[0]
        return CreditorFacts(
            id=creditor_id,
            code=code,
            name=label,
            regimes=tuple(json.loads(regimes)),
            zone=zone,
            currency=currency,
            operator_kind=kind,
            lender_group=group,
            settings=json.loads(settings),
        )

    return remembered(("creditor", name, value), read)


def _itself(facts: CreditorFacts) -> CreditorFacts:
    return facts


def creditors(actor: Actor) -> tuple[CreditorFacts, ...]:
    """The creditors in the actor's scope, by code."""
    scope = None if actor.sees_all else actor.creditor_ids

    def read() -> tuple[CreditorFacts, ...]:
        rows = Creditor.objects.order_by("code")
        if scope is not None:
            rows = rows.filter(pk__in=scope)
        found = tuple(_facts(row) for row in rows)
        for one in found:
            remembered(("creditor", "id", one.id), partial(_itself, one))
        return found

    return remembered(("creditors", scope), read)


def role_of(user: User) -> Role | None:
    """The user's role; None for who has none, as one that Django's own commands made."""
    return Role(user.role) if user.role in {role.value for role in Role} else None


def actor_of_user(user: User) -> Actor:
    """The actor that a user is. Administrators manage the system; their scope is every creditor. Who was given no
    role yet opens nothing."""
    role = role_of(user)
    everything = role is Role.ADMINISTRATOR
    ids = frozenset() if everything else frozenset(user.creditors.values_list("pk", flat=True))
    return Actor(
        name=user.display_name or user.username,
        user_id=user.pk,
        role=role,
        creditor_ids=ids,
        sees_all=everything,
        language=user.language,
        zone=user.zone,
    )


def actor_by_user_id(user_id: int) -> Actor:
    return actor_of_user(User.objects.get(pk=user_id))


def digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def user_of_token(token: str) -> User | None:
    """The active user behind a bearer token that is neither expired nor revoked."""
    live = Q(expires_at__isnull=True) | Q(expires_at__gt=now())
    row = (
        ApiToken.objects.filter(live, digest=digest(token), revoked_at__isnull=True, user__is_active=True)
        .select_related("user")
        .first()
    )
    return row.user if row else None


def email_of(user_id: int) -> str:
    """The address to which a user who may work here gets mail; empty without one."""
    row = User.objects.filter(pk=user_id, is_active=True).first()
    return row.email if row else ""


def users(actor: Actor, role: Role | None = None) -> tuple[UserFacts, ...]:
    """Users who share a creditor with the actor, by name."""
    rows = User.objects.order_by("username")
    if role is not None:
        rows = rows.filter(role=role.value)
    if not actor.sees_all:
        rows = rows.filter(creditors__in=actor.creditor_ids).distinct()
    return tuple(
        UserFacts(
            id=row.pk,
            username=row.username,
            name=row.display_name or row.username,
            role=role_of(row),
            language=row.language,
            active=row.is_active,
        )
        for row in rows
    )


AUDIT_LINES_MAX = 500


def audit_lines(
    actor: Actor,
    *,
    since: datetime,
    until: datetime,
    who: str = "",
    action: str = "",
    subject: str = "",
    before: int | None = None,
    limit: int = 100,
) -> tuple[AuditFacts, ...]:
    """Lines of a time (half-open), newest first; texts match by their beginning. `before`: the id of the last
    line of the page above. Raises OutOfScope for whoever does not see every creditor."""
    if not actor.sees_all:
        raise OutOfScope(f"{actor.name} may not read the audit trail")
    rows = AuditLine.objects.filter(at__gte=since, at__lt=until).order_by("-pk")
    named = {"actor__istartswith": who, "action__startswith": action, "subject__startswith": subject}
    rows = rows.filter(**{name: text for name, text in named.items() if text})
    if before is not None:
        rows = rows.filter(pk__lt=before)
    return tuple(
        AuditFacts(
            id=row.pk, at=row.at, actor=row.actor, action=row.action, subject=row.subject, detail=row.detail
        )
        for row in rows[: min(limit, AUDIT_LINES_MAX)]
    )
