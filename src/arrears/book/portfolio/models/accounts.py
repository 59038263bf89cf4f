"""Accounts, their batches, roles and instalments, with their past."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import Q

from arrears.book.portfolio.contracts import (
    AccountKind,
    AccountStatus,
    BatchStatus,
    Figures,
    GuarantorKind,
    RoleOnAccount,
)
from arrears.book.portfolio.models.creditor import of_creditor, of_parent
from arrears.book.portfolio.models.parties import Party
from arrears.kernel.clock import now

EVER = date.min  # an instalment's first billed version counts since ever


class Batch(models.Model):
    """A placement batch (委案批次)."""

    creditor = of_creditor()
    code = models.CharField(max_length=60)
    placed_on = models.DateField()
    note = models.CharField(max_length=400, blank=True)
    status = models.CharField(max_length=10, default=BatchStatus.PLACED.value)
    ended_on = models.DateField(null=True)
    end_reason = models.CharField(max_length=400, blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["creditor", "code"], name="batch_once")
        ]

    def __str__(self) -> str:
        return self.code


class Account(models.Model):
    """One debt relation: card, loan, lease or invoice. Its money is the ledger's."""

    creditor = of_creditor()
    number = models.CharField(max_length=64, db_collation="C")
    kind = models.CharField(max_length=10, choices=[(kind.value, kind.value) for kind in AccountKind])
    product = models.CharField(max_length=60, blank=True)
    currency = models.CharField(max_length=3)
    opened_on = models.DateField(null=True)
    debtor = of_parent(Party)
    batch = models.ForeignKey(
        Batch, null=True, on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    status = models.CharField(max_length=10, default=AccountStatus.OPEN.value)
    status_reason = models.CharField(max_length=400, blank=True)
    ended_on = models.DateField(null=True)
    placed_on = models.DateField()
    terms = models.JSONField(default=dict)
    figures = models.CharField(max_length=12, default=Figures.BILLED.value)
    figures_on = models.DateField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["creditor", "number"], name="account_once")
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["creditor", "debtor"], name="account_of_debtor"),
        ]

    def __str__(self) -> str:
        return self.number


class AccountPast(models.Model):
    """What an account's row said before a change; `before` holds the changed fields alone."""

    creditor = of_creditor()
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+", db_index=False)
    before = models.JSONField()
    replaced_on = models.DateField()
    replaced_at = models.DateTimeField(default=now)
    by = models.CharField(max_length=80)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["creditor", "account"], name="account_past_of")
        ]

    def __str__(self) -> str:
        return f"account {self.account_id} before {self.replaced_on}"


class PlacementPast(models.Model):
    """A placement that ended: recalled, returned, or replaced by a newer batch."""

    creditor = of_creditor()
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+", db_index=False)
    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="+", db_index=False)
    placed_on = models.DateField()
    ended_on = models.DateField()
    how = models.CharField(max_length=10)
    reason = models.CharField(max_length=400, blank=True)
    by = models.CharField(max_length=80)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["creditor", "account"], name="placement_past_of")
        ]

    def __str__(self) -> str:
        return f"account {self.account_id} in batch {self.batch_id} until {self.ended_on}"


class AccountRole(models.Model):
    """A party's role on an account beside the debtor."""

    creditor = of_creditor()
    account = of_parent(Account)
    party = of_parent(Party)
    role = models.CharField(max_length=24, choices=[(role.value, role.value) for role in RoleOnAccount])
    guarantor_kind = models.CharField(
        max_length=10, blank=True, choices=[(kind.value, kind.value) for kind in GuarantorKind]
    )
    since = models.DateField(null=True)
    until = models.DateField(null=True)
    proof = models.CharField(max_length=200, blank=True)
    added_on = models.DateField()
    ended_on = models.DateField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["creditor", "account", "party", "role"], name="account_role_once")
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["creditor", "party"], name="account_role_of_party")
        ]

    def __str__(self) -> str:
        return f"{self.role} of account {self.account_id}"


class Amounts(models.Model):
    """The six components of an instalment, minor units of the account's currency."""

    principal_minor = models.BigIntegerField(default=0)
    interest_minor = models.BigIntegerField(default=0)
    fee_minor = models.BigIntegerField(default=0)
    penalty_minor = models.BigIntegerField(default=0)
    cost_minor = models.BigIntegerField(default=0)
    tax_minor = models.BigIntegerField(default=0)

    class Meta:
        abstract = True


class Item(Amounts):
    """An instalment, in the version that counts now.

    The version is valid from `valid_from`; payments effective on or after `counted_from` are deducted.
    """

    creditor = of_creditor()
    account = of_parent(Account)
    sequence = models.IntegerField()
    due_on = models.DateField()
    valid_from = models.DateField(default=EVER)
    counted_from = models.DateField(default=EVER)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["creditor", "account", "sequence"], name="item_once"),
            models.CheckConstraint(
                name="item_not_negative",
                condition=Q(
                    principal_minor__gte=0,
                    interest_minor__gte=0,
                    fee_minor__gte=0,
                    penalty_minor__gte=0,
                    cost_minor__gte=0,
                    tax_minor__gte=0,
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"item {self.sequence} of account {self.account_id}"


class ItemPast(Amounts):
    """An earlier version of an instalment, valid in [valid_from, valid_to)."""

    creditor = of_creditor()
    account = of_parent(Account)
    item = of_parent(Item)
    sequence = models.IntegerField()
    due_on = models.DateField()
    valid_from = models.DateField()
    valid_to = models.DateField()
    counted_from = models.DateField()
    replaced_at = models.DateTimeField(default=now)
    by = models.CharField(max_length=80)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["creditor", "account", "item"], name="item_past_of")
        ]

    def __str__(self) -> str:
        return f"item {self.item_id} before {self.valid_to}"
