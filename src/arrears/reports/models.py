"""Summaries that were written."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from arrears.kernel.clock import now


class WrittenSummary(models.Model):
    """One work summary as a file."""

    kind = models.CharField(max_length=10)
    title = models.CharField(max_length=120)
    first = models.DateField()
    last = models.DateField()
    language = models.CharField(max_length=10)
    form = models.CharField(max_length=10)
    file = models.ForeignKey("foundation.StoredFile", on_delete=models.PROTECT, related_name="+")
    creditors = models.JSONField(default=list)
    about_user = models.ForeignKey("foundation.User", null=True, on_delete=models.PROTECT, related_name="+")
    by = models.CharField(max_length=80)
    at = models.DateTimeField(default=now)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["-at"], name="summary_time")]

    def __str__(self) -> str:
        return self.title
