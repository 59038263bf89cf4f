"""Collateral and documents of an account, and what became of them."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from arrears.book.portfolio.models.accounts import Account
from arrears.book.portfolio.models.creditor import of_creditor, of_parent
from arrears.kernel.clock import now


class Collateral(models.Model):
    """A thing that secures an account: a vehicle, a machine."""

    creditor = of_creditor()
    account = of_parent(Account)
    ref = models.CharField(max_length=64)
    kind = models.CharField(max_length=20)
    description = models.CharField(max_length=200, blank=True)
    plate = models.CharField(max_length=20, blank=True)
    frame_number = models.CharField(max_length=40, blank=True)
    location_note = models.CharField(max_length=400, blank=True)
    value_minor = models.BigIntegerField(null=True)
    state = models.CharField(max_length=20, default="with_debtor")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["creditor", "account", "ref"], name="collateral_once")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.ref}"


class CollateralPast(models.Model):
    """What became of a collateral, step by step."""

    creditor = of_creditor()
    collateral = models.ForeignKey(Collateral, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=now)
    state_before = models.CharField(max_length=20)
    state_after = models.CharField(max_length=20)
    location_note = models.CharField(max_length=400, blank=True)
    by = models.CharField(max_length=80)
    why = models.CharField(max_length=400)

    def __str__(self) -> str:
        return f"collateral {self.collateral_id}: {self.state_before} to {self.state_after}"


class Document(models.Model):
    """A version of a document of an account; the content lies in the file store by its hash."""

    creditor = of_creditor()
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=20)
    title = models.CharField(max_length=200)
    version = models.PositiveIntegerField()
    file = models.ForeignKey("foundation.StoredFile", on_delete=models.PROTECT, related_name="+")
    sha256 = models.CharField(max_length=64)
    filed_by = models.CharField(max_length=80)
    filed_at = models.DateTimeField(default=now)
    borrowed_by = models.CharField(max_length=80, blank=True)
    due_back_on = models.DateField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["creditor", "account", "kind", "title", "version"], name="document_version_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.title} v{self.version}"


class DocumentUse(models.Model):
    """Who filed, viewed, borrowed, returned or copied a document."""

    creditor = of_creditor()
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=now)
    by = models.CharField(max_length=80)
    act = models.CharField(max_length=10)
    why = models.CharField(max_length=400)

    def __str__(self) -> str:
        return f"{self.act} {self.document_id}"
