"""Attempts, what the debtor sent, what the gate refused, what dispatch did."""

from __future__ import annotations

from typing import Any, ClassVar

import pgtrigger
from django.conf import settings
from django.db import models

from arrears.desk.contact.contracts import AttemptState
from arrears.foundation.fields import SealedField
from arrears.kernel.clock import now


def _link(to: str | type[models.Model], **options: Any) -> models.ForeignKey[Any, Any]:
    """A key without an index of its own: the indexes of these tables are led by creditor or day."""
    return models.ForeignKey(to, on_delete=models.PROTECT, related_name="+", db_index=False, **options)


class Attempt(models.Model):
    """One outbound contact. The permit is unique and not null: the database keeps invariant I1."""

    creditor = _link("foundation.Creditor")
    debtor = _link("portfolio.Party")
    person = _link("portfolio.Party")
    contact_point = _link("portfolio.ContactPoint", null=True)
    role = models.CharField(max_length=30)
    accounts = models.JSONField(default=list)
    channel = models.CharField(max_length=20)
    call_kind = models.CharField(max_length=20, blank=True)
    purpose = models.CharField(max_length=30)
    script = models.CharField(max_length=60, blank=True)
    script_version = models.PositiveIntegerField(null=True)
    language = models.CharField(max_length=10)
    permit = models.OneToOneField("gate.Permit", on_delete=models.PROTECT, related_name="+")
    content_hash = models.CharField(max_length=64)
    content_sealed = SealedField()
    provider = models.CharField(max_length=40, blank=True)
    provider_ref = models.CharField(max_length=120, blank=True)
    problem = models.CharField(max_length=300, blank=True)
    state = models.CharField(max_length=12, default=AttemptState.QUEUED.value)
    outcome = models.CharField(max_length=20, blank=True)
    reached = models.BooleanField(default=False)
    outcome_at = models.DateTimeField(null=True)
    duration_s = models.PositiveIntegerField(null=True)
    note_sealed = SealedField()
    follow_up_on = models.DateField(null=True)
    follow_up_at = models.DateTimeField(null=True)
    needs = models.CharField(max_length=20, blank=True)
    stop = models.BigIntegerField(null=True)
    file = _link("foundation.StoredFile", null=True)
    recording = _link("foundation.StoredFile", null=True)
    automatic = models.BooleanField(default=False)
    by_user = _link(settings.AUTH_USER_MODEL, null=True)
    by = models.CharField(max_length=80)
    business_date = models.DateField()
    at = models.DateTimeField(default=now)
    key = models.CharField(max_length=120, null=True, unique=True)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["creditor", "debtor", "-at"], name="attempt_case"),
            models.Index(fields=["business_date", "creditor", "debtor"], name="attempt_day"),
            models.Index(fields=["by_user", "business_date"], name="attempt_person_day"),
            models.Index(fields=["follow_up_on"], name="attempt_follow_up"),
        ]

    def __str__(self) -> str:
        return f"attempt {self.pk}"


class AttemptEvent(models.Model):
    """What happened to an attempt, in order: evidence, so append-only."""

    attempt = models.ForeignKey(Attempt, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=now)
    kind = models.CharField(max_length=20)
    detail = models.JSONField(default=dict)
    by = models.CharField(max_length=80)

    class Meta:
        triggers: ClassVar[list[pgtrigger.Trigger]] = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return f"{self.kind} of attempt {self.attempt_id}"


class Inbound(models.Model):
    """The debtor (or somebody for them) came to us."""

    creditor = _link("foundation.Creditor")
    debtor = _link("portfolio.Party")
    person = _link("portfolio.Party")
    contact_point = _link("portfolio.ContactPoint", null=True)
    accounts = models.JSONField(default=list)
    channel = models.CharField(max_length=20)
    text_sealed = SealedField()
    by_user = _link(settings.AUTH_USER_MODEL, null=True)
    by = models.CharField(max_length=80)
    at = models.DateTimeField(default=now)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["creditor", "debtor", "-at"], name="inbound_case")
        ]

    def __str__(self) -> str:
        return f"inbound {self.pk}"


class Refused(models.Model):
    """A contact that somebody wanted and the gate did not permit, with the rule and the next time."""

    creditor = _link("foundation.Creditor")
    debtor = _link("portfolio.Party")
    person = _link("portfolio.Party")
    contact_point = _link("portfolio.ContactPoint", null=True)
    channel = models.CharField(max_length=20)
    purpose = models.CharField(max_length=30)
    refusal_id = models.CharField(max_length=64)
    rules = models.JSONField(default=list)
    next_permitted_at = models.DateTimeField(null=True)
    needs_evidence = models.BooleanField(default=False)
    automatic = models.BooleanField(default=False)
    by_user = _link(settings.AUTH_USER_MODEL, null=True)
    by = models.CharField(max_length=80)
    business_date = models.DateField()
    at = models.DateTimeField(default=now)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["creditor", "debtor", "-at"], name="refused_case"),
            models.Index(fields=["business_date"], name="refused_day"),
        ]

    def __str__(self) -> str:
        return f"refused {self.pk}"


class DispatchLine(models.Model):
    """One automatic step of one day: what makes dispatch idempotent."""

    business_date = models.DateField()
    creditor = _link("foundation.Creditor")
    debtor = _link("portfolio.Party")
    step = models.CharField(max_length=80)
    channel = models.CharField(max_length=20)
    state = models.CharField(max_length=12)
    attempt = _link(Attempt, null=True)
    refused = _link(Refused, null=True)
    reason_zh = models.CharField(max_length=300, blank=True)
    reason_en = models.CharField(max_length=300, blank=True)
    retry_at = models.DateTimeField(null=True)
    at = models.DateTimeField(default=now)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["business_date", "creditor", "debtor", "step"], name="dispatch_step_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.business_date} {self.step} {self.state}"
