"""What was done on which business date."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q


class StepRun(models.Model):
    """A step of a business date. Without `ended_at` it has begun and not finished: it is run again."""

    business_date = models.DateField()
    step = models.CharField(max_length=30)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    seconds = models.FloatField(default=0)
    result = models.JSONField(default=dict)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["business_date", "step"], name="a_step_ends_once_a_day")
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["-business_date"], condition=Q(ended_at__isnull=False), name="step_last_day")
        ]

    def __str__(self) -> str:
        return f"{self.business_date} {self.step}"
