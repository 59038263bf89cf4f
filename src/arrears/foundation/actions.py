"""Writes of the foundation."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db import models, transaction

from arrears.foundation import vault
from arrears.foundation.contracts import SYSTEM, Actor, CreditorFacts, Progress, Role, require_scope
from arrears.foundation.fields import SealedField
from arrears.foundation.models import ApiToken, AuditLine, Creditor, User
from arrears.foundation.queries import creditor as creditor_facts
from arrears.foundation.queries import digest
from arrears.foundation.remembered import forget

ROTATE_BATCH = 2_000


def audit(actor: Actor, action: str, subject: str, detail: Mapping[str, object] | None = None) -> None:
    """Write one audit line. The detail must hold no personal data in clear."""
    AuditLine.objects.create(
        user_id=actor.user_id, actor=actor.name, action=action, subject=subject, detail=dict(detail or {})
    )


def ensure_creditor(
    code: str,
    name: str,
    *,
    regimes: Iterable[str] = ("cn",),
    operator_kind: str = "agency",
    lender_group: str | None = None,
    currency: str = "CNY",
    actor: Actor = SYSTEM,
    settings: Mapping[str, object] | None = None,
) -> CreditorFacts:
    """Create the creditor unless the code exists; an existing one is left as it is."""
    _, made = Creditor.objects.get_or_create(
        code=code,
        defaults={
            "name": name,
            "regimes": list(regimes),
            "operator_kind": operator_kind,
            "lender_group": lender_group or code,
            "currency": currency,
            "settings": dict(settings or {}),
        },
    )
    if made:
        forget()
        audit(actor, "creditor.created", f"creditor:{code}")
    return creditor_facts(code)


def keep_setting(creditor_id: int, name: str, value: object, *, actor: Actor) -> CreditorFacts:
    """Keep one setting of a creditor in the actor's scope; None takes it away. What it was stays in the audit."""
    require_scope(actor, creditor_id)
    with transaction.atomic():
        row = Creditor.objects.select_for_update().get(pk=creditor_id)
        before = row.settings.get(name)
        if before != value:
            kept = {key: one for key, one in row.settings.items() if key != name}
            row.settings = kept if value is None else {**kept, name: value}
            row.save(update_fields=["settings"])
            forget()
            detail = {"setting": name, "before": before, "after": value}
            audit(actor, "creditor.setting_kept", f"creditor:{row.code}", detail)
    return creditor_facts(row.code)


def ensure_user(
    username: str,
    password: str,
    *,
    role: Role,
    creditors: Iterable[str] = (),
    display_name: str = "",
    language: str = "zh-hans",
    actor: Actor = SYSTEM,
) -> int:
    """Create the user unless the name exists; returns the id. A password is set only on creation."""
    with transaction.atomic():
        user, made = User.objects.get_or_create(
            username=username,
            defaults={"role": role.value, "display_name": display_name, "language": language},
        )
        if made:
            user.set_password(password)
            user.save(update_fields=["password"])
            user.creditors.set(Creditor.objects.filter(code__in=list(creditors)))
            audit(actor, "user.created", f"user:{username}", {"role": role.value})
    return user.pk


def set_language(user_id: int, language: str) -> None:
    User.objects.filter(pk=user_id).update(language=language)


def issue_token(user_id: int, name: str, *, expires_at: datetime | None = None, actor: Actor = SYSTEM) -> str:
    """A new bearer token, shown once; only its hash is kept."""
    token = "arr_" + secrets.token_urlsafe(32)
    ApiToken.objects.create(user_id=user_id, name=name, digest=digest(token), expires_at=expires_at)
    audit(actor, "token.issued", f"user:{user_id}", {"name": name})
    return token


def reseal(
    models_: Iterable[type[models.Model]], actor: Actor = SYSTEM, progress: Progress | None = None
) -> int:
    """Seal every sealed column anew under the newest key; returns the number of values moved.

    Runs in batches, each its own transaction, and may be stopped and run again.
    """
    moved, newest = 0, vault.newest_key_id()
    for model in models_:
        fields = [field for field in model._meta.concrete_fields if isinstance(field, SealedField)]
        for field in fields:
            moved += _reseal_column(model, field.attname, newest, progress)
    audit(actor, "vault.rotated", "vault", {"values": moved, "key": newest})
    return moved


def _reseal_column(model: type[models.Model], name: str, newest: int, progress: Progress | None) -> int:
    moved, last = 0, None
    total = model._default_manager.count()
    while True:
        rows = model._default_manager.order_by("pk")
        batch = list((rows if last is None else rows.filter(pk__gt=last)).only("pk", name)[:ROTATE_BATCH])
        if not batch:
            return moved
        last = batch[-1].pk
        stale = [row for row in batch if vault.key_id(getattr(row, name)) not in (None, newest)]
        for row in stale:
            setattr(row, name, vault.seal_bytes(vault.unseal_bytes(getattr(row, name))))
        if stale:
            model._default_manager.bulk_update(stale, [name], batch_size=500)
        moved += len(stale)
        if progress:
            progress(moved, total)
