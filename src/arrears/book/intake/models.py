"""Files that came in, what they told us beside the money, mappings per creditor, and daily totals."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models

from arrears.book.intake.contracts import FileKind, FileState, NoticeKind, ProposalState
from arrears.foundation.models import Creditor, StoredFile
from arrears.kernel.clock import now


def _of_creditor() -> models.ForeignKey[Any, Any]:
    """Every row belongs to a creditor; no index of its own, it leads the others."""
    return models.ForeignKey(Creditor, on_delete=models.PROTECT, related_name="+", db_index=False)


class MappingVersion(models.Model):
    """A mapping as a creditor's files were read with it; versions are never changed, only followed."""

    creditor = _of_creditor()
    code = models.SlugField(max_length=40, db_index=False)
    version = models.PositiveIntegerField()
    body = models.TextField()
    saved_at = models.DateTimeField(default=now)
    saved_by = models.CharField(max_length=80)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["creditor", "code", "version"], name="mapping_version_once")
        ]

    def __str__(self) -> str:
        return f"{self.code} v{self.version}"


class IntakeFile(models.Model):
    """A file that was accepted, refused as a whole, or said nothing new."""

    creditor = _of_creditor()
    kind = models.CharField(max_length=10, choices=[(kind.value, kind.value) for kind in FileKind])
    mapping = models.CharField(max_length=40)
    mapping_version = models.PositiveIntegerField(default=0)
    name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    size = models.BigIntegerField()
    business_date = models.DateField()
    received_at = models.DateTimeField(default=now)
    received_by = models.CharField(max_length=80)
    state = models.CharField(max_length=10, choices=[(state.value, state.value) for state in FileState])
    rows = models.BigIntegerField(default=0)
    accepted = models.BigIntegerField(default=0)
    rejected = models.BigIntegerField(default=0)
    accounts = models.BigIntegerField(default=0)
    totals = models.JSONField(default=dict)
    refused_because = models.JSONField(default=dict)  # place, zh, en
    rejects_file = models.ForeignKey(
        StoredFile, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    report = models.JSONField(default=dict)  # as it was given when the file came in; empty for a refused file

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["creditor", "mapping", "state", "-business_date"], name="intake_file_stream"
            ),
            models.Index(fields=["creditor", "-received_at"], name="intake_file_recent"),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.business_date}"


class IntakeProposal(models.Model):
    """A file that waits for a second person: what a dry run said, and the sealed content it said it of."""

    creditor = _of_creditor()
    kind = models.CharField(max_length=10, choices=[(kind.value, kind.value) for kind in FileKind])
    mapping = models.CharField(max_length=40)
    mapping_version = models.PositiveIntegerField()
    name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    size = models.BigIntegerField()
    business_date = models.DateField()
    batch = models.CharField(max_length=80, blank=True)
    expected = models.JSONField(null=True)
    content = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+", db_index=False)
    summary = models.JSONField()
    proposed_by = models.CharField(max_length=80)
    proposed_by_id = models.BigIntegerField(null=True)
    proposed_at = models.DateTimeField(default=now)
    state = models.CharField(max_length=10, choices=[(state.value, state.value) for state in ProposalState])
    decided_by = models.CharField(max_length=80, blank=True)
    decided_by_id = models.BigIntegerField(null=True)
    decided_at = models.DateTimeField(null=True)
    why = models.CharField(max_length=500, blank=True)
    file = models.ForeignKey(
        IntakeFile, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["creditor", "state", "-proposed_at"], name="intake_proposal_recent")
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["creditor", "mapping", "business_date", "sha256"],
                condition=models.Q(state="proposed"),
                name="intake_proposal_once",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="accepted")
                | models.Q(proposed_by_id=None)
                | ~models.Q(decided_by_id=models.F("proposed_by_id")),
                name="intake_proposal_second_person",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.business_date}"


class IntakeNotice(models.Model):
    """What a file told us of an account: passed on once by the day's clockwork.

    Files repeat a mark for as long as it holds; `stated_until` is the last one that did, so that only a mark
    that is new, or comes back, is a new notice.
    """

    creditor = _of_creditor()
    file = models.ForeignKey(IntakeFile, on_delete=models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=12, choices=[(kind.value, kind.value) for kind in NoticeKind])
    account_number = models.CharField(max_length=64)
    account_id = models.BigIntegerField()
    debtor_id = models.BigIntegerField()
    detail = models.CharField(max_length=500, blank=True)
    business_date = models.DateField()
    stated_until = models.DateField()
    passed_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["creditor", "account_id", "kind", "business_date"], name="intake_notice_once"
            )
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["business_date"], name="intake_notice_pending", condition=models.Q(passed_at=None)
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.account_number}"


class PortfolioTotal(models.Model):
    """A creditor's whole portfolio of one product on one day, overdue or not (MISSION M26)."""

    creditor = _of_creditor()
    business_date = models.DateField()
    product = models.CharField(max_length=60)
    currency = models.CharField(max_length=3)
    contracts = models.BigIntegerField(null=True)
    active_customers = models.BigIntegerField(null=True)
    merchants = models.BigIntegerField(null=True)
    balance_minor = models.BigIntegerField(null=True)
    non_performing_minor = models.BigIntegerField(null=True)
    income_minor = models.BigIntegerField(null=True)
    file = models.ForeignKey(IntakeFile, on_delete=models.PROTECT, related_name="+", db_index=False)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["creditor", "business_date", "product", "currency"], name="portfolio_total_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.product} {self.business_date}"
