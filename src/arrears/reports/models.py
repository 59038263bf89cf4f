"""Summaries that were written, and targets."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from arrears.kernel.clock import now
from arrears.reports.contracts import TargetKind


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


class Target(models.Model):
    """A goal for a period: of the company, of a team, of a person. The parts of a goal point at the whole.

    `goal_minor` for money; `goal_share` for a share (parts of a million). `base_minor`: what was overdue when
    it was set. Withdrawn ones stay.
    """

    kind = models.CharField(max_length=16, choices=[(one.value, one.value) for one in TargetKind])
    scope = models.CharField(max_length=10)
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")
    team = models.ForeignKey("team.Team", null=True, on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    creditors = models.JSONField(default=list)
    currency = models.CharField(max_length=3)
    first = models.DateField()
    last = models.DateField()
    goal_minor = models.BigIntegerField(null=True)
    goal_share = models.IntegerField(null=True)
    base_minor = models.BigIntegerField(default=0)
    made_by = models.CharField(max_length=80)
    made_at = models.DateTimeField(default=now)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["last", "first"], name="target_period")]

    def __str__(self) -> str:
        return f"{self.kind} {self.scope} {self.first}"


class OwnWords(models.Model):
    """Paragraphs that somebody added to the summaries of a scope: the newest of a section is carried on."""

    scope_key = models.CharField(max_length=200)
    section = models.CharField(max_length=10)
    text = models.TextField(max_length=4000, blank=True)
    since = models.DateField()
    by = models.CharField(max_length=80)
    at = models.DateTimeField(default=now)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["scope_key", "section", "-since"], name="own_words_scope")
        ]

    def __str__(self) -> str:
        return f"{self.scope_key} {self.section}"


class SummarySchedule(models.Model):
    """A summary that is written after each period and sent to named users."""

    scope = models.CharField(max_length=10)
    ref = models.CharField(max_length=80, blank=True)
    span = models.CharField(max_length=10)
    language = models.CharField(max_length=10)
    form = models.CharField(max_length=10)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=now)
    ended_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.span} {self.scope} {self.ref}"


class ScheduleReader(models.Model):
    """A user to whom the summaries of a schedule are sent."""

    schedule = models.ForeignKey(SummarySchedule, on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["schedule", "user"], name="schedule_reader_once")
        ]

    def __str__(self) -> str:
        return f"{self.schedule_id} {self.user_id}"


class SentSummary(models.Model):
    """One summary of a schedule as it went to one reader: `sent`, `simulated` without a mail server, `refused`
    (no address, or outside the reader's scope) or `failed`."""

    schedule = models.ForeignKey(SummarySchedule, on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    first = models.DateField()
    last = models.DateField()
    file = models.ForeignKey("foundation.StoredFile", null=True, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10)
    problem = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField(default=now)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["schedule", "user", "last"], name="summary_sent_once")
        ]

    def __str__(self) -> str:
        return f"{self.schedule_id} {self.last} {self.state}"


class SummaryTemplate(models.Model):
    """A house's own Word template; the newest that was not withdrawn is used."""

    file = models.ForeignKey("foundation.StoredFile", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=120)
    by = models.CharField(max_length=80)
    at = models.DateTimeField(default=now)
    withdrawn_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name
