"""Teams, assignments, the worklist, the follow-up diary, tasks to departments."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from arrears.foundation.fields import SealedField
from arrears.kernel.clock import now
from arrears.people.team.contracts import FollowUpState, ItemState, TaskState


def _link(to: str | type[models.Model], **options: Any) -> models.ForeignKey[Any, Any]:
    """A key without an index of its own: the indexes of these tables are led by creditor or day."""
    return models.ForeignKey(to, on_delete=models.PROTECT, related_name="+", db_index=False, **options)


class Team(models.Model):
    name = models.CharField(max_length=80, unique=True)
    leader = _link(settings.AUTH_USER_MODEL, null=True)

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    """A person in a team from a day to a day; `mentor` leads a newcomer."""

    team = _link("team.Team")
    user = _link(settings.AUTH_USER_MODEL)
    mentor = _link(settings.AUTH_USER_MODEL, null=True)
    since = models.DateField()
    until = models.DateField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["user"], condition=Q(until__isnull=True), name="member_of_one_team"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} in {self.team_id}"


class Absence(models.Model):
    """Days on which a person's cases go to a deputy (or to the team when there is none)."""

    user = _link(settings.AUTH_USER_MODEL)
    deputy = _link(settings.AUTH_USER_MODEL, null=True)
    first = models.DateField()
    last = models.DateField()
    why = models.CharField(max_length=120, blank=True)
    entered_by = models.CharField(max_length=80)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(last__gte=models.F("first")), name="absence_days"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} away {self.first}..{self.last}"


class Assignment(models.Model):
    """Who owns a case, from when to when, and why it moved."""

    creditor = _link("foundation.Creditor")
    debtor = _link("portfolio.Party")
    user = _link(settings.AUTH_USER_MODEL)
    since = models.DateField()
    until = models.DateField(null=True)
    why = models.CharField(max_length=200, blank=True)
    assigned_by = models.CharField(max_length=80)
    assigned_at = models.DateTimeField(default=now)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["creditor", "debtor"], condition=Q(until__isnull=True), name="case_of_one_person"
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["user", "creditor"], condition=Q(until__isnull=True), name="assignment_of_person"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.debtor_id} to {self.user_id}"


class WorkItem(models.Model):
    """One case on one day's worklist: derived, rebuilt each day, never the only home of a fact."""

    creditor = _link("foundation.Creditor")
    debtor = _link("portfolio.Party")
    business_date = models.DateField()
    user = _link(settings.AUTH_USER_MODEL, null=True)
    rank = models.IntegerField()
    why = models.JSONField(default=list)
    state = models.CharField(max_length=6, default=ItemState.OPEN.value)
    due_on = models.DateField()
    due_at = models.DateTimeField(null=True)
    not_before = models.DateTimeField(null=True)
    taken_at = models.DateTimeField(null=True)
    taken_by = _link(settings.AUTH_USER_MODEL, null=True)
    done_at = models.DateTimeField(null=True)
    action = models.CharField(max_length=30, blank=True)
    channel = models.CharField(max_length=20, blank=True)
    script = models.CharField(max_length=60, blank=True)
    segment = models.CharField(max_length=60, blank=True)
    days_past_due = models.IntegerField(default=0)
    overdue_minor = models.BigIntegerField(default=0)
    value_minor = models.BigIntegerField(default=0)
    currency = models.CharField(max_length=3)
    escalated = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["creditor", "debtor", "business_date"], name="work_item_once_a_day"
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["business_date", "user", "rank", "id"],
                condition=Q(state="open"),
                name="work_item_next",
            ),
            models.Index(fields=["business_date", "rank", "id"], name="work_item_day"),
            models.Index(
                fields=["user", "business_date"], condition=Q(user__isnull=False), name="work_item_own"
            ),
            models.Index(
                fields=["taken_by", "business_date"],
                condition=Q(taken_by__isnull=False),
                name="work_item_taken",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.business_date} {self.debtor_id}"


class DepartmentMember(models.Model):
    """A person who answers for another department, from a day to a day."""

    user = _link(settings.AUTH_USER_MODEL)
    department = models.CharField(max_length=10)
    since = models.DateField()
    until = models.DateField(null=True)
    entered_by = models.CharField(max_length=80)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["user", "department"], condition=Q(until__isnull=True), name="member_of_department"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} for {self.department}"


class SavedFilter(models.Model):
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=60)
    filters = models.JSONField(default=dict)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["user", "name"], name="saved_filter_name"),
        ]

    def __str__(self) -> str:
        return self.name


class FollowUp(models.Model):
    """A dated intention on a case: the diary."""

    creditor = _link("foundation.Creditor")
    debtor = _link("portfolio.Party")
    due_on = models.DateField()
    due_at = models.DateTimeField(null=True)
    what = models.CharField(max_length=300)
    user = _link(settings.AUTH_USER_MODEL, null=True)
    source = models.CharField(max_length=20)
    source_id = models.BigIntegerField(null=True)
    state = models.CharField(max_length=8, default=FollowUpState.OPEN.value)
    escalated_on = models.DateField(null=True)
    made_by = models.CharField(max_length=80)
    made_at = models.DateTimeField(default=now)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.CharField(max_length=80, blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["creditor", "source", "source_id"],
                condition=Q(source_id__isnull=False),
                name="follow_up_of_source_once",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["creditor", "debtor"], condition=Q(state="open"), name="follow_up_case"),
            models.Index(fields=["due_on"], condition=Q(state="open"), name="follow_up_due"),
        ]

    def __str__(self) -> str:
        return f"{self.due_on} {self.debtor_id}"


class Task(models.Model):
    """A question or a task to another department on a case."""

    creditor = _link("foundation.Creditor")
    debtor = _link("portfolio.Party")
    account = _link("portfolio.Account", null=True)
    department = models.CharField(max_length=10)
    question_sealed = SealedField()
    answer_sealed = SealedField()
    state = models.CharField(max_length=10, default=TaskState.OPEN.value)
    concern = models.BigIntegerField(null=True)
    asked_by_user = _link(settings.AUTH_USER_MODEL, null=True)
    asked_by = models.CharField(max_length=80)
    asked_at = models.DateTimeField(default=now)
    due_at = models.DateTimeField()
    answered_by = models.CharField(max_length=80, blank=True)
    answered_at = models.DateTimeField(null=True)
    escalated_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["creditor", "debtor"], name="task_case"),
            models.Index(fields=["department", "due_at"], condition=Q(state="open"), name="task_open"),
        ]

    def __str__(self) -> str:
        return f"{self.department} {self.pk}"
