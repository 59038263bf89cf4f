"""The ledger's tables. Entries and allocation lines are append-only: the database refuses anything else."""

from __future__ import annotations

from typing import Any, ClassVar

import pgtrigger
from django.db import models
from django.db.models import Q

from arrears.book.payments.contracts import Component, EntryKind
from arrears.foundation.fields import SealedField
from arrears.kernel.clock import now


def _of_creditor() -> models.ForeignKey[Any, Any]:
    """A creditor column without its own index or trigger: it leads the indexes of the table instead."""
    return models.ForeignKey(
        "foundation.Creditor", on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )


def _of_account() -> models.ForeignKey[Any, Any]:
    return models.ForeignKey("portfolio.Account", on_delete=models.PROTECT, related_name="+", db_index=False)


def _append_only() -> list[pgtrigger.Trigger]:
    return [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]


class Head(models.Model):
    """The lock of one account's ledger and how far it reaches; everything else in it is derived.

    `last_on`: the latest effective date of any entry or line, so that a posting knows whether it comes last.
    """

    creditor = _of_creditor()
    account = models.OneToOneField("portfolio.Account", on_delete=models.PROTECT, related_name="+")
    last_on = models.DateField()

    def __str__(self) -> str:
        return f"ledger of account {self.account_id}"


class Entry(models.Model):
    """What happened, once. `amount_minor` is signed: positive lowers what the debtor owes.

    `directed`: for a waiver, write-off or accrual the amounts by component (and instalments) it is meant for;
    `designation`: the instalments that the debtor named.
    """

    creditor = _of_creditor()
    account = _of_account()
    kind = models.CharField(max_length=12, choices=[(kind.value, kind.value) for kind in EntryKind])
    effective_on = models.DateField()
    booked_at = models.DateTimeField(default=now)
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    way = models.CharField(max_length=20, blank=True)
    key = models.CharField(max_length=120)
    reverses = models.ForeignKey(
        "self", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    pair = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    designation = models.JSONField(default=list)
    directed = models.JSONField(default=dict)
    memo = models.CharField(max_length=400, blank=True)
    by = models.CharField(max_length=80)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["creditor", "key"], name="entry_key_once"),
            models.UniqueConstraint(
                fields=["reverses"], condition=Q(reverses__isnull=False), name="entry_reversed_once"
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["creditor", "account", "effective_on"], name="entry_of_account"),
            models.Index(fields=["creditor", "effective_on"], name="entry_by_day"),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = _append_only()

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"


class Allocation(models.Model):
    """One line of an entry: positive settles what is owed (or holds credit), negative takes it back.

    `charge`: the line changes what is billed, not what is paid. Lines are corrected by further lines. The
    entry's key is checked by the database; account and instalment are the entry's own, written with it.
    """

    creditor = _of_creditor()
    account = models.ForeignKey(
        "portfolio.Account", on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="+", db_index=False)
    item = models.ForeignKey(
        "portfolio.Item",
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
        db_constraint=False,
    )
    component = models.CharField(max_length=10, choices=[(part.value, part.value) for part in Component])
    amount_minor = models.BigIntegerField()
    effective_on = models.DateField()
    charge = models.BooleanField(default=False)
    booked_at = models.DateTimeField(default=now)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["creditor", "account"], name="allocation_of_account")
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = _append_only()

    def __str__(self) -> str:
        return f"{self.component} {self.amount_minor} on {self.effective_on}"


class AllocationPolicy(models.Model):
    """How a creditor's payments are allocated, for one product or (blank) all, from a day on."""

    creditor = _of_creditor()
    product = models.CharField(max_length=60, blank=True)
    valid_from = models.DateField()
    policy = models.JSONField()
    by = models.CharField(max_length=80)
    made_at = models.DateTimeField(default=now)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["creditor", "product", "valid_from"], name="allocation_policy_once"
            )
        ]

    def __str__(self) -> str:
        return f"allocation of {self.product or 'all'} from {self.valid_from}"


class AccrualTerms(models.Model):
    """What we compute for a creditor who wants it, for one product or (blank) all, from a day on.

    `cap_rule` names the rule that the cap stands on; rates are per cent.
    """

    creditor = _of_creditor()
    product = models.CharField(max_length=60, blank=True)
    valid_from = models.DateField()
    component = models.CharField(max_length=10)
    daily_percent = models.DecimalField(max_digits=12, decimal_places=8)
    cap_yearly_percent = models.DecimalField(max_digits=8, decimal_places=4, null=True)
    cap_rule = models.CharField(max_length=40, blank=True)
    grace_days = models.PositiveSmallIntegerField(default=0)
    ended_on = models.DateField(null=True)
    by = models.CharField(max_length=80)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["creditor", "product", "component", "valid_from"], name="accrual_terms_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.component} {self.daily_percent}% a day from {self.valid_from}"


class AccrualGap(models.Model):
    """Where the creditor's figure of interest or penalty is another than ours, on the last day accrued."""

    creditor = _of_creditor()
    account = _of_account()
    component = models.CharField(max_length=10)
    day = models.DateField()
    computed_minor = models.BigIntegerField()
    file_minor = models.BigIntegerField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["creditor", "account", "component"], name="accrual_gap_once")
        ]

    def __str__(self) -> str:
        return f"{self.component} of account {self.account_id} on {self.day}"


class WaiverLimit(models.Model):
    """How much a role may waive alone, by component (blank: any) and currency."""

    creditor = _of_creditor()
    role = models.CharField(max_length=20)
    component = models.CharField(max_length=10, blank=True)
    currency = models.CharField(max_length=3)
    amount_minor_max = models.BigIntegerField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["creditor", "role", "component", "currency"], name="waiver_limit_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.role} {self.component} {self.amount_minor_max} {self.currency}"


class WaiverRequest(models.Model):
    """A waiver someone asked for; above the asker's limit a second person decides."""

    creditor = _of_creditor()
    account = _of_account()
    kind = models.CharField(max_length=12, default=EntryKind.WAIVER.value)
    currency = models.CharField(max_length=3)
    amounts = models.JSONField()
    sequences = models.JSONField(default=list)
    effective_on = models.DateField()
    key = models.CharField(max_length=120)
    why = models.CharField(max_length=400)
    asked_by = models.CharField(max_length=80)
    asked_by_user = models.ForeignKey(
        "foundation.User", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    asked_at = models.DateTimeField(default=now)
    state = models.CharField(max_length=10, default="waiting")
    decided_by = models.CharField(max_length=80, blank=True)
    decided_at = models.DateTimeField(null=True)
    entry = models.ForeignKey(Entry, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["creditor", "key"], name="waiver_request_once")
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["creditor", "account"], name="waiver_request_of")
        ]

    def __str__(self) -> str:
        return f"waiver {self.key} {self.state}"


class Mandate(models.Model):
    """A debtor's consent that an account be debited, with the bank account (sealed)."""

    creditor = _of_creditor()
    account = _of_account()
    reference = models.CharField(max_length=60)
    bank_code = models.CharField(max_length=20)
    holder_sealed = SealedField(kind="name")
    number_sealed = SealedField(kind="bank_account")
    number_masked = models.CharField(max_length=40)
    since = models.DateField()
    ended_on = models.DateField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["creditor", "reference"], name="mandate_once")
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["creditor", "account"], name="mandate_of_account")
        ]

    def __str__(self) -> str:
        return self.reference


class DebitBatch(models.Model):
    """A direct-debit file that went out."""

    creditor = _of_creditor()
    code = models.CharField(max_length=40)
    layout = models.CharField(max_length=20)
    currency = models.CharField(max_length=3)
    due_on = models.DateField()
    made_at = models.DateTimeField(default=now)
    by = models.CharField(max_length=80)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["creditor", "code"], name="debit_batch_once")
        ]

    def __str__(self) -> str:
        return self.code


class DebitOrder(models.Model):
    """One debit of a batch and what the bank said of it."""

    creditor = _of_creditor()
    batch = models.ForeignKey(DebitBatch, on_delete=models.PROTECT, related_name="+", db_index=False)
    line = models.PositiveIntegerField()
    account = _of_account()
    mandate = models.ForeignKey(Mandate, on_delete=models.PROTECT, related_name="+", db_index=False)
    amount_minor = models.BigIntegerField()
    state = models.CharField(max_length=10, default="sent")
    result_code = models.CharField(max_length=10, blank=True)
    entry = models.ForeignKey(Entry, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["creditor", "batch", "line"], name="debit_order_once")
        ]

    def __str__(self) -> str:
        return f"debit {self.batch_id}/{self.line} {self.state}"
