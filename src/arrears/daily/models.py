"""What was done on which business date."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from arrears.kernel.clock import now


class StepRun(models.Model):
    """A finished step of a business date; a step without a row has not finished."""

    business_date = models.DateField()
    step = models.CharField(max_length=30)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(default=now)
    seconds = models.FloatField()
    result = models.JSONField(default=dict)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["business_date", "step"], name="a_step_ends_once_a_day")
        ]

    def __str__(self) -> str:
        return f"{self.business_date} {self.step}"
