"""The house's own scripts: one row per code, language and version; an approved text never changes.

What the product ships stays in its data files; a row here takes its place from the day it is approved.
"""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from arrears.desk.scripts.contracts import ScriptStatus
from arrears.kernel.clock import now


class Script(models.Model):
    code = models.CharField(max_length=60)
    version = models.PositiveIntegerField()
    language = models.CharField(max_length=5)
    stage = models.CharField(max_length=20)
    reason = models.CharField(max_length=30)
    channel = models.CharField(max_length=20)
    audience = models.CharField(max_length=20)
    tone = models.CharField(max_length=10)
    purpose = models.CharField(max_length=30)
    title_zh = models.CharField(max_length=120)
    title_en = models.CharField(max_length=120)
    subject = models.CharField(max_length=200, blank=True)
    text = models.TextField()
    discloses = models.JSONField(default=list)
    status = models.CharField(max_length=10, default=ScriptStatus.DRAFT.value)
    written_by = models.CharField(max_length=80)
    written_by_user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    written_at = models.DateTimeField(default=now)
    approved_by = models.CharField(max_length=80, blank=True)
    approved_at = models.DateTimeField(null=True)
    retired_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["code", "language", "version"], name="script_version_once"),
            models.UniqueConstraint(
                fields=["code", "language"], condition=Q(status="approved"), name="script_one_approved"
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["channel", "stage", "reason", "language"], name="script_for_case")
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.language} v{self.version}"
