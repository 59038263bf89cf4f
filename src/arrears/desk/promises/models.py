"""Promises and agreements, with the history of their verdicts."""

from __future__ import annotations

from typing import Any, ClassVar

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q

from arrears.desk.promises.contracts import AgreementState, LineState, PromiseState
from arrears.kernel.clock import now


def _link(to: str | type[models.Model], **options: Any) -> models.ForeignKey[Any, Any]:
    """A key without an index of its own: the indexes of these tables are led by creditor or day."""
    return models.ForeignKey(to, on_delete=models.PROTECT, related_name="+", db_index=False, **options)


class Promise(models.Model):
    """A sum by a day, as the debtor said it. What was said never changes; the verdict does."""

    creditor = _link("foundation.Creditor")
    debtor = _link("portfolio.Party")
    account = _link("portfolio.Account")
    attempt = _link("contact.Attempt", null=True)
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    taken_on = models.DateField()
    due_on = models.DateField()
    grace_days = models.PositiveSmallIntegerField()
    late_days = models.PositiveSmallIntegerField()
    remind_on = models.DateField(null=True)
    way = models.CharField(max_length=40, blank=True)
    taken_by_user = _link(settings.AUTH_USER_MODEL, null=True)
    taken_by = models.CharField(max_length=80)
    taken_at = models.DateTimeField(default=now)
    state = models.CharField(max_length=12, default=PromiseState.OPEN.value)
    judged_on = models.DateField(null=True)
    received_minor = models.BigIntegerField(default=0)
    completed_on = models.DateField(null=True)
    withdrawn_on = models.DateField(null=True)
    withdrawn_why = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(amount_minor__gt=0), name="promise_amount"),
            models.CheckConstraint(condition=Q(due_on__gte=models.F("taken_on")), name="promise_due"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["creditor", "account", "due_on"], name="promise_account"),
            models.Index(fields=["creditor", "debtor"], name="promise_debtor"),
            models.Index(fields=["taken_by_user", "taken_on"], name="promise_person_day"),
            models.Index(fields=["remind_on"], condition=Q(state="open"), name="promise_reminder"),
        ]

    def __str__(self) -> str:
        return f"promise {self.pk}"


class PromiseVerdict(models.Model):
    """What the ledger said about a promise on a date: append-only; a later row for a date replaces it."""

    creditor = _link("foundation.Creditor")
    promise = _link(Promise)
    as_of = models.DateField()
    state = models.CharField(max_length=12)
    received_minor = models.BigIntegerField()
    recorded_at = models.DateTimeField(default=now)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["promise", "-as_of", "-id"], name="verdict_latest")
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return f"promise {self.promise_id} {self.state} on {self.as_of}"


class Agreement(models.Model):
    """A plan, settlement, extension or waiver of one account."""

    creditor = _link("foundation.Creditor")
    debtor = _link("portfolio.Party")
    account = _link("portfolio.Account")
    attempt = _link("contact.Attempt", null=True)
    kind = models.CharField(max_length=12)
    state = models.CharField(max_length=12, default=AgreementState.REQUESTED.value)
    currency = models.CharField(max_length=3)
    owed_minor = models.BigIntegerField()
    owed_by_component = models.JSONField(default=dict)
    pay_minor = models.BigIntegerField()
    waive_minor = models.BigIntegerField(default=0)
    waive_component = models.CharField(max_length=12, blank=True)
    cost_minor = models.BigIntegerField(default=0)
    annual_rate = models.DecimalField(max_digits=9, decimal_places=6, null=True)
    method = models.CharField(max_length=30, blank=True)
    way = models.CharField(max_length=40, blank=True)
    why = models.CharField(max_length=300, blank=True)
    ability = models.JSONField(default=dict)
    needs_roles = models.JSONField(default=list)
    grace_days = models.PositiveSmallIntegerField()
    missed_max = models.PositiveSmallIntegerField()
    requested_by_user = _link(settings.AUTH_USER_MODEL, null=True)
    requested_by = models.CharField(max_length=80)
    requested_at = models.DateTimeField(default=now)
    requested_on = models.DateField()
    expires_on = models.DateField(null=True)
    consent_kind = models.CharField(max_length=10, blank=True)
    consent_at = models.DateTimeField(null=True)
    consent_attempt = _link("contact.Attempt", null=True)
    consent_file = models.UUIDField(null=True)
    starts_on = models.DateField(null=True)
    ended_on = models.DateField(null=True)
    stop = models.BigIntegerField(null=True)
    waived_entry = models.BigIntegerField(null=True)
    document = models.UUIDField(null=True)
    document_docx = models.UUIDField(null=True)
    judged_on = models.DateField(null=True)
    received_minor = models.BigIntegerField(default=0)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["creditor", "account"],
                condition=Q(state="active") & ~Q(kind="waiver"),
                name="agreement_one_active",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["creditor", "account"], name="agreement_account"),
            models.Index(fields=["creditor", "debtor"], name="agreement_debtor"),
            models.Index(fields=["state", "creditor"], name="agreement_state"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class AgreementLine(models.Model):
    """One payment of an agreement; state, received and paid_on are what the last judgement wrote."""

    creditor = _link("foundation.Creditor")
    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="+", db_index=False)
    sequence = models.PositiveSmallIntegerField()
    due_on = models.DateField()
    amount_minor = models.BigIntegerField()
    state = models.CharField(max_length=10, default=LineState.NOT_DUE.value)
    received_minor = models.BigIntegerField(default=0)
    paid_on = models.DateField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["agreement", "sequence"], name="agreement_line_once"),
            models.CheckConstraint(condition=Q(amount_minor__gt=0), name="agreement_line_amount"),
        ]

    def __str__(self) -> str:
        return f"{self.agreement_id}/{self.sequence}"


class OfferLink(models.Model):
    """A debtor's own link to one approved agreement: hashes of its token and of the pass that a proof of
    identity gives, and what became of it. The token itself is kept nowhere."""

    creditor = _link("foundation.Creditor")
    agreement = _link(Agreement)
    token_hash = models.CharField(max_length=64, unique=True)
    made_by_user = _link(settings.AUTH_USER_MODEL, null=True)
    made_by = models.CharField(max_length=80)
    made_at = models.DateTimeField(default=now)
    expires_on = models.DateField()
    opened_at = models.DateTimeField(null=True)
    failed = models.PositiveSmallIntegerField(default=0)
    pass_hash = models.CharField(max_length=64, blank=True)
    pass_until = models.DateTimeField(null=True)
    ended_how = models.CharField(max_length=10, blank=True)
    ended_at = models.DateTimeField(null=True)
    seen_hash = models.CharField(max_length=64, blank=True)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["agreement", "-id"], name="offer_link_agreement")
        ]

    def __str__(self) -> str:
        return f"link to agreement {self.agreement_id}"


class Approval(models.Model):
    """One decision on the ladder: append-only."""

    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="+")
    user = _link(settings.AUTH_USER_MODEL)
    by = models.CharField(max_length=80)
    role = models.CharField(max_length=20)
    granted = models.BooleanField()
    why = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField(default=now)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["agreement", "user"], name="approval_once_per_person")
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return f"{self.by} on {self.agreement_id}"


class AgreementVerdict(models.Model):
    """What the ledger said about an agreement on a date: append-only."""

    creditor = _link("foundation.Creditor")
    agreement = _link(Agreement)
    as_of = models.DateField()
    state = models.CharField(max_length=12)
    received_minor = models.BigIntegerField()
    recorded_at = models.DateTimeField(default=now)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["agreement", "-as_of", "-id"], name="agreement_verdict_latest")
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return f"agreement {self.agreement_id} {self.state} on {self.as_of}"
