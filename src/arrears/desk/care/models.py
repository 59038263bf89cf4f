"""Concerns and recorded reasons."""

from __future__ import annotations

from typing import Any, ClassVar

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q

from arrears.desk.care.contracts import ConcernState
from arrears.foundation.fields import SealedField
from arrears.kernel.clock import now


def _link(to: str | type[models.Model], **options: Any) -> models.ForeignKey[Any, Any]:
    """A key without an index of its own: the indexes of these tables are led by creditor or day."""
    return models.ForeignKey(to, on_delete=models.PROTECT, related_name="+", db_index=False, **options)


class Concern(models.Model):
    """Something that stops or changes the treatment of a debtor, with the stop it placed at the gate."""

    creditor = _link("foundation.Creditor")
    debtor = _link("portfolio.Party")
    account = _link("portfolio.Account", null=True)
    contact_point = _link("portfolio.ContactPoint", null=True)
    attempt = _link("contact.Attempt", null=True)
    about_user = _link(settings.AUTH_USER_MODEL, null=True)
    kind = models.CharField(max_length=20)
    state = models.CharField(max_length=10, default=ConcernState.OPEN.value)
    text_sealed = SealedField()
    amount_minor = models.BigIntegerField(null=True)
    written = models.BooleanField(default=False)
    channel = models.CharField(max_length=20, blank=True)
    detail = models.JSONField(default=dict)
    data_request = models.CharField(max_length=12, blank=True)
    evidence = models.JSONField(default=list)
    stops = models.JSONField(default=list)
    source_key = models.CharField(max_length=60, null=True, unique=True)
    opened_on = models.DateField()
    opened_at = models.DateTimeField(default=now)
    opened_by_user = _link(settings.AUTH_USER_MODEL, null=True)
    opened_by = models.CharField(max_length=80)
    owner = _link(settings.AUTH_USER_MODEL, null=True)
    due_on = models.DateField(null=True)
    due_rule = models.CharField(max_length=40, blank=True)
    answer_sealed = SealedField()
    answer_language = models.CharField(max_length=10, blank=True)
    answer_pdf = models.UUIDField(null=True)
    answer_docx = models.UUIDField(null=True)
    package_json = models.UUIDField(null=True)
    package_docx = models.UUIDField(null=True)
    result = models.CharField(max_length=15, blank=True)
    root_cause = models.CharField(max_length=120, blank=True)
    closed_on = models.DateField(null=True)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.CharField(max_length=80, blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=(
                    Q(state="open", closed_on__isnull=True) | Q(state="closed", closed_on__isnull=False)
                ),
                name="concern_closed_has_day",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["creditor", "debtor", "opened_on"], name="concern_case"),
            models.Index(fields=["due_on"], condition=Q(state="open"), name="concern_due"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class ConcernEvent(models.Model):
    """What was done about a concern: append-only."""

    concern = models.ForeignKey(Concern, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=now)
    kind = models.CharField(max_length=20)
    detail = models.JSONField(default=dict)
    by = models.CharField(max_length=80)

    class Meta:
        triggers: ClassVar[list[pgtrigger.Trigger]] = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return f"{self.kind} of concern {self.concern_id}"


class RecordedReason(models.Model):
    """Why an account is in arrears, each time somebody recorded it; the newest counts. Append-only."""

    creditor = _link("foundation.Creditor")
    debtor = _link("portfolio.Party")
    account = _link("portfolio.Account")
    reason = models.CharField(max_length=20)
    evidence_sealed = SealedField()
    evidence_attempts = models.JSONField(default=list)
    suggested = models.BooleanField(default=False)
    recorded_on = models.DateField()
    recorded_at = models.DateTimeField(default=now)
    by_user = _link(settings.AUTH_USER_MODEL, null=True)
    by = models.CharField(max_length=80)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["creditor", "debtor", "-recorded_on", "-id"], name="reason_case"),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [
            pgtrigger.Protect(name="kept", operation=pgtrigger.Delete),
            pgtrigger.Protect(  # a new vault key seals the text anew; nothing else may change
                name="append_only",
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange(exclude=["evidence_sealed"]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reason} of account {self.account_id}"
