"""Runs, policies and their words. Decisions live in a partitioned table that a migration makes."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from arrears.kernel.clock import now
from arrears.night.engine.contracts import ExperimentState, RunKind, RunStatus
from arrears.night.engine.strategy_contracts import SimulationState, StrategyState


class NightPolicy(models.Model):
    """The texts a night decided by; the same texts are kept once."""

    hash = models.CharField(max_length=64, unique=True)
    texts = models.JSONField()
    created_at = models.DateTimeField(default=now)

    class Meta:
        db_table = "night_policy"

    def __str__(self) -> str:
        return self.hash[:12]


class NightLine(models.Model):
    """What a line code of a policy means."""

    policy = models.ForeignKey(NightPolicy, on_delete=models.CASCADE, related_name="+")
    code = models.SmallIntegerField()
    strategy = models.CharField(max_length=60)
    segment = models.CharField(max_length=60)
    step = models.CharField(max_length=60)
    action = models.CharField(max_length=20)
    channel = models.CharField(max_length=20, null=True)
    script = models.CharField(max_length=80, null=True)
    audience = models.CharField(max_length=30)
    automatic = models.BooleanField()
    reasons = models.JSONField()

    class Meta:
        db_table = "night_line"
        constraints: ClassVar = [models.UniqueConstraint(fields=["policy", "code"], name="night_line_once")]

    def __str__(self) -> str:
        return f"{self.strategy}.{self.step}"


class NightBucket(models.Model):
    """What a bucket number of a policy means."""

    policy = models.ForeignKey(NightPolicy, on_delete=models.CASCADE, related_name="+")
    no = models.SmallIntegerField()
    code = models.CharField(max_length=20)
    zh = models.CharField(max_length=120)
    en = models.CharField(max_length=120)

    class Meta:
        db_table = "night_bucket"
        constraints: ClassVar = [models.UniqueConstraint(fields=["policy", "no"], name="night_bucket_once")]

    def __str__(self) -> str:
        return self.code


class NightReason(models.Model):
    """What a reason code of a score means."""

    policy = models.ForeignKey(NightPolicy, on_delete=models.CASCADE, related_name="+")
    score = models.CharField(max_length=40)
    code = models.SmallIntegerField()
    feature = models.CharField(max_length=60)
    points = models.SmallIntegerField()
    zh = models.CharField(max_length=200)
    en = models.CharField(max_length=200)

    class Meta:
        db_table = "night_reason"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["policy", "score", "code"], name="night_reason_once")
        ]

    def __str__(self) -> str:
        return self.en


class NightTreatment(models.Model):
    """What a treatment number of a policy means."""

    policy = models.ForeignKey(NightPolicy, on_delete=models.CASCADE, related_name="+")
    no = models.SmallIntegerField()
    action = models.CharField(max_length=20)
    zh = models.CharField(max_length=60)
    en = models.CharField(max_length=60)

    class Meta:
        db_table = "night_treatment"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["policy", "no"], name="night_treatment_once")
        ]

    def __str__(self) -> str:
        return self.action


class NightAllocation(models.Model):
    """A version of the house's limits that somebody wrote. Its text never changes."""

    version = models.PositiveIntegerField(unique=True)
    text = models.TextField()
    written_by = models.ForeignKey("foundation.User", null=True, on_delete=models.PROTECT, related_name="+")
    approved_by = models.ForeignKey("foundation.User", null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=now)
    in_force_from = models.DateField(null=True)
    withdrawn_on = models.DateField(null=True)

    class Meta:
        db_table = "night_allocation"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(in_force_from__isnull=True)
                | (models.Q(approved_by__isnull=False) & ~models.Q(approved_by=models.F("written_by"))),
                name="night_allocation_second_person",
            )
        ]

    def __str__(self) -> str:
        return f"limits {self.version}"


class NightStrategy(models.Model):
    """A version of a strategy that somebody wrote. Its text never changes once it is approved."""

    code = models.CharField(max_length=60)
    version = models.PositiveIntegerField()
    creditor = models.ForeignKey("foundation.Creditor", null=True, on_delete=models.PROTECT, related_name="+")
    text = models.TextField()
    state = models.CharField(max_length=20, default=StrategyState.DRAFT)
    written_by = models.ForeignKey("foundation.User", null=True, on_delete=models.PROTECT, related_name="+")
    approved_by = models.ForeignKey("foundation.User", null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=now)
    approved_at = models.DateTimeField(null=True)
    in_force_from = models.DateField(null=True)
    withdrawn_on = models.DateField(null=True)
    simulation = models.JSONField(null=True)

    class Meta:
        db_table = "night_strategy"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["creditor", "code", "version"], name="night_strategy_once", nulls_distinct=False
            ),
            models.CheckConstraint(
                condition=~models.Q(state=StrategyState.APPROVED)
                | (models.Q(approved_by__isnull=False) & ~models.Q(approved_by=models.F("written_by"))),
                name="night_strategy_second_person",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.version}"


class NightSimulation(models.Model):
    """A simulation that was asked for, and how far it is. At most one of a version is under way."""

    strategy = models.ForeignKey(NightStrategy, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=20, default=SimulationState.WAITING)
    step = models.CharField(max_length=20, blank=True)
    percent = models.PositiveSmallIntegerField(default=0)
    stopping = models.BooleanField(default=False)
    asked_by = models.ForeignKey("foundation.User", null=True, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=now)
    heard_at = models.DateTimeField(default=now)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "night_simulation"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["strategy"],
                condition=models.Q(ended_at__isnull=True),
                name="night_simulation_one_under_way",
            )
        ]

    def __str__(self) -> str:
        return f"simulation {self.pk}: {self.state}"


class NightCard(models.Model):
    """A points card learned from the house's own history, with its model card. Neither ever changes."""

    score = models.CharField(max_length=40)
    version = models.PositiveIntegerField()
    text = models.TextField()
    model = models.JSONField()
    written_by = models.ForeignKey("foundation.User", null=True, on_delete=models.PROTECT, related_name="+")
    approved_by = models.ForeignKey("foundation.User", null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=now)
    in_force_from = models.DateField(null=True)
    withdrawn_on = models.DateField(null=True)

    class Meta:
        db_table = "night_card"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["score", "version"], name="night_card_once"),
            models.CheckConstraint(
                condition=models.Q(in_force_from__isnull=True)
                | (
                    models.Q(approved_by__isnull=False)
                    & (models.Q(written_by__isnull=True) | ~models.Q(approved_by=models.F("written_by")))
                ),
                name="night_card_second_person",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.score} {self.version}"


class NightExperiment(models.Model):
    """An experiment as it was planned; what it compares is kept with it and never changes."""

    title = models.CharField(max_length=120)
    code = models.CharField(max_length=60)
    creditor = models.ForeignKey("foundation.Creditor", null=True, on_delete=models.PROTECT, related_name="+")
    challenger = models.ForeignKey(NightStrategy, null=True, on_delete=models.PROTECT, related_name="+")
    champion_text = models.TextField(blank=True)
    design = models.JSONField()
    salt = models.PositiveIntegerField()
    state = models.CharField(max_length=20, default=ExperimentState.DRAFT)
    written_by = models.ForeignKey("foundation.User", null=True, on_delete=models.PROTECT, related_name="+")
    approved_by = models.ForeignKey("foundation.User", null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=now)
    starts_on = models.DateField(null=True)
    ends_on = models.DateField(null=True)
    ended_on = models.DateField(null=True)
    why_ended = models.CharField(max_length=300, blank=True)

    class Meta:
        db_table = "night_experiment"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(starts_on__isnull=True)
                | (models.Q(approved_by__isnull=False) & ~models.Q(approved_by=models.F("written_by"))),
                name="night_experiment_second_person",
            )
        ]

    def __str__(self) -> str:
        return f"experiment {self.pk}: {self.title}"


class NightEnrolment(models.Model):
    """An account's entry into an arm: the first night on which it was overdue in it. Written once."""

    experiment = models.ForeignKey(NightExperiment, on_delete=models.PROTECT, related_name="+")
    creditor_id = models.BigIntegerField()
    account_id = models.BigIntegerField()
    debtor_id = models.BigIntegerField()
    arm = models.SmallIntegerField()
    entered_on = models.DateField()
    overdue_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)

    class Meta:
        db_table = "night_enrolment"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["experiment", "account_id"], name="night_enrolment_once")
        ]

    def __str__(self) -> str:
        return f"{self.experiment_id}: account {self.account_id}, arm {self.arm}"


class NightLook(models.Model):
    """What a look at an experiment said, on its day. Written once."""

    experiment = models.ForeignKey(NightExperiment, on_delete=models.PROTECT, related_name="+")
    number = models.SmallIntegerField()
    as_of = models.DateField()
    samples = models.JSONField()

    class Meta:
        db_table = "night_look"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["experiment", "number"], name="night_look_once")
        ]

    def __str__(self) -> str:
        return f"{self.experiment_id}: look {self.number}"


class NightRun(models.Model):
    """One run for one business date. Restated runs stand beside the normal one, never over it."""

    business_date = models.DateField()
    kind = models.CharField(max_length=20, choices=[(kind.value, kind.value) for kind in RunKind])
    engine = models.CharField(max_length=20)
    policy = models.ForeignKey(NightPolicy, on_delete=models.PROTECT, related_name="+")
    status = models.CharField(max_length=20, default=RunStatus.RUNNING)
    started = models.DateTimeField(default=now)
    ended = models.DateTimeField(null=True)
    snapshot = models.CharField(max_length=400, blank=True)
    previous = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")
    steps = models.JSONField(default=list)
    figures = models.JSONField(default=dict)
    allocation = models.JSONField(null=True)

    class Meta:
        db_table = "night_run"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["business_date"],
                condition=models.Q(kind=RunKind.NORMAL, status=RunStatus.DONE),
                name="night_run_one_normal",
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["business_date", "kind", "status"], name="night_run_by_date")
        ]

    def __str__(self) -> str:
        return f"{self.business_date} {self.kind} {self.pk}"


class NightProposal(models.Model):
    """A row of the view `night_proposal`: the normal night's decisions in words. Read only."""

    account_id = models.BigIntegerField(primary_key=True)
    run_id = models.BigIntegerField()
    business_date = models.DateField()
    creditor_id = models.BigIntegerField()
    debtor_id = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    days_past_due = models.IntegerField()
    bucket = models.CharField(max_length=20)
    previous_bucket = models.CharField(max_length=20, null=True)
    overdue_minor = models.BigIntegerField()
    balance_minor = models.BigIntegerField()
    oldest_due_on = models.DateField(null=True)
    periods_overdue = models.IntegerField()
    reach = models.SmallIntegerField()
    willingness = models.SmallIntegerField()
    ability = models.SmallIntegerField()
    reliability = models.SmallIntegerField()
    recoverability = models.SmallIntegerField()
    harm = models.SmallIntegerField()
    risk = models.SmallIntegerField()
    strategy = models.CharField(max_length=60)
    segment = models.CharField(max_length=60)
    step = models.CharField(max_length=60)
    action = models.CharField(max_length=20)
    channel = models.CharField(max_length=20, null=True)
    script = models.CharField(max_length=80, null=True)
    audience = models.CharField(max_length=30)
    automatic = models.BooleanField()
    due_on = models.DateField(null=True)
    value_minor = models.BigIntegerField()
    reasons = models.JSONField()
    score_reasons = models.JSONField()
    options = models.IntegerField(null=True)
    part = models.SmallIntegerField(null=True)
    runner_up = models.SmallIntegerField(null=True)
    lead_minor = models.BigIntegerField(null=True)
    propensity_bp = models.SmallIntegerField(null=True)
    closed = models.SmallIntegerField(null=True)
    opens_minute = models.SmallIntegerField(null=True)
    experiment = models.IntegerField(null=True)
    arm = models.SmallIntegerField(null=True)

    class Meta:
        db_table = "night_proposal"
        managed = False

    def __str__(self) -> str:
        return f"{self.business_date} {self.account_id}"
