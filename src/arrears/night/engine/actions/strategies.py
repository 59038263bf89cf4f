"""The life of a strategy: written, simulated on the own book, approved by a second person, in force, taken back.

Nothing is ever overwritten: a version that was in force stays readable, and a past night is decided by what
was in force on its date.
"""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

import ibis
from django.conf import settings
from django.db import transaction
from django.db.models import Max, Q

from arrears.foundation.api import Actor, Progress, audit, require_scope
from arrears.kernel.clock import today
from arrears.kernel.words import Words
from arrears.night.allocation.rules import parse_treatments, work_of
from arrears.night.engine import snapshots
from arrears.night.engine.actions import decide as deciding
from arrears.night.engine.actions.policies import texts_in_force
from arrears.night.engine.allocating import decide_night
from arrears.night.engine.contracts import (
    NoSuchNight,
    NotNow,
    Policy,
    RunKind,
    RunStatus,
    SampleCase,
    Simulation,
    StrategyFacts,
    StrategyState,
)
from arrears.night.engine.engines import DuckEngine
from arrears.night.engine.models import NightRun, NightStrategy
from arrears.night.engine.rules import parse
from arrears.night.engine.shipped import shipped_texts
from arrears.night.engine.strategy_queries import findings_of, strategy_facts
from arrears.night.scoring.rules import parse_features
from arrears.night.strategy.rules import parse_strategy

SAMPLES = 12


def draft_strategy(text: str, actor: Actor, *, creditor_id: int | None = None) -> StrategyFacts:
    """Keep a new version of a strategy as a draft. Raises StrategyError when the text cannot be used.

    `creditor_id`: for this creditor alone. The version number is given here; the one in the text is a label.
    """
    if creditor_id is not None:
        require_scope(actor, creditor_id)
    strategy = parse_strategy(text, parse_features(shipped_texts()["features"]))
    with transaction.atomic():
        of_creditor = Q(creditor_id=creditor_id) if creditor_id is not None else Q(creditor__isnull=True)
        last = NightStrategy.objects.filter(of_creditor, code=strategy.id).aggregate(newest=Max("version"))[
            "newest"
        ]
        kept = NightStrategy.objects.create(
            code=strategy.id,
            version=(last or 0) + 1,
            creditor_id=creditor_id,
            text=text,
            written_by_id=actor.user_id,
        )
        audit(actor, "strategy.drafted", f"strategy:{kept.pk}", {"code": kept.code, "version": kept.version})
    return strategy_facts(kept)


def simulate_strategy(strategy_id: int, actor: Actor, *, progress: Progress | None = None) -> StrategyFacts:
    """Decide the latest night once more with a draft in force, and keep what would be different.

    Nothing of the night changes. Raises NotNow (not a draft), NoSuchNight (nothing to simulate on).
    """
    kept = _editable(strategy_id, actor)
    night = (
        NightRun.objects.filter(kind=RunKind.NORMAL, status=RunStatus.DONE).order_by("-business_date").first()
    )
    if night is None:
        raise NoSuchNight("a strategy is simulated on a finished night, and there is none yet")
    policy = parse(texts_in_force(night.business_date, kept))
    folder = Path(settings.SNAPSHOTS) / night.snapshot
    with tempfile.TemporaryDirectory(prefix="arrears-simulation-") as place:
        duck = DuckEngine(Path(place))
        try:
            decide_night(duck, folder, policy, Path(place) / "after")
            if progress is not None:
                progress(1, 2)
            was = parse(night.policy.texts)
            found = _differences(
                night, folder / snapshots.DECISIONS, was, Path(place) / "after", policy, duck
            )
        finally:
            duck.close()
    kept.simulation = {**asdict(found), "as_of": found.as_of.isoformat()}
    kept.state = StrategyState.SIMULATED
    kept.save(update_fields=["simulation", "state"])
    audit(actor, "strategy.simulated", f"strategy:{kept.pk}", {"night": night.pk, "changed": found.changed})
    if progress is not None:
        progress(2, 2)
    return strategy_facts(kept)


def approve_strategy(strategy_id: int, actor: Actor, *, in_force_from: date) -> StrategyFacts:
    """Put a simulated version in force from a date. A second person approves, never the writer.

    Raises NotNow: not simulated, faults that lint calls fatal, the writer's own, or a date that has passed.
    """
    kept = _editable(strategy_id, actor)
    if kept.state != StrategyState.SIMULATED:
        raise NotNow(Words("策略须先模拟再批准", "a strategy is simulated before it is approved"))
    if actor.user_id is None or actor.user_id == kept.written_by_id:
        raise NotNow(
            Words(
                "策略须由撰写人以外的第二人批准",
                "a second person approves a strategy, not the one who wrote it",
            )
        )
    fatal = [finding.words for finding in findings_of(kept) if finding.fatal]
    if fatal:
        raise NotNow(Words(f"检查发现错误：{fatal[0].zh}", f"lint found faults: {fatal[0].en}"))
    if in_force_from < today():
        raise NotNow(
            Words("策略的生效日不能早于今天", "a strategy cannot be put in force for a day that has passed")
        )
    kept.state, kept.approved_by_id, kept.in_force_from = StrategyState.APPROVED, actor.user_id, in_force_from
    kept.save(update_fields=["state", "approved_by", "in_force_from"])
    audit(actor, "strategy.approved", f"strategy:{kept.pk}", {"from": in_force_from.isoformat()})
    return strategy_facts(kept)


def roll_back_strategy(strategy_id: int, actor: Actor) -> StrategyFacts:
    """Take an approved version back from today on: what was in force before it is in force again.

    Raises NotNow when the version is not approved.
    """
    kept = NightStrategy.objects.select_for_update().filter(pk=strategy_id)
    with transaction.atomic():
        version = kept.first()
        if version is None or version.state != StrategyState.APPROVED:
            raise NotNow(Words("只有已批准的版本才能收回", "only an approved version can be taken back"))
        if version.creditor_id is not None:
            require_scope(actor, version.creditor_id)
        version.state, version.withdrawn_on = StrategyState.WITHDRAWN, today()
        version.save(update_fields=["state", "withdrawn_on"])
        audit(actor, "strategy.rolled_back", f"strategy:{version.pk}", {"code": version.code})
    return strategy_facts(version)


def _editable(strategy_id: int, actor: Actor) -> NightStrategy:
    kept = NightStrategy.objects.filter(pk=strategy_id).first()
    if kept is None or kept.state not in (StrategyState.DRAFT, StrategyState.SIMULATED):
        raise NotNow(Words("该版本已不是草稿", "this version is not a draft any more"))
    if kept.creditor_id is not None:
        require_scope(actor, kept.creditor_id)
    return kept


def _differences(
    night: NightRun, before: Path, was: Policy, after: Path, policy: Policy, duck: DuckEngine
) -> Simulation:
    first, second = deciding.figures(before, was, duck), deciding.figures(after, policy, duck)
    changed = _changed(duck, before, was, after, policy)
    sums = changed.group_by("currency").aggregate(
        accounts=changed.count(), overdue=changed.overdue_minor.sum().cast("int64")
    )
    by_currency = sums.to_pyarrow().to_pylist()
    samples = (
        changed.order_by(ibis.desc("overdue_minor"), "account_id").limit(SAMPLES).to_pyarrow().to_pylist()
    )
    treatments = parse_treatments(policy.texts["treatments"])
    work_before, work_after = work_of(first.by_action, treatments), work_of(second.by_action, treatments)
    return Simulation(
        run_id=night.pk,
        as_of=night.business_date,
        accounts=second.accounts,
        changed=sum(row["accounts"] for row in by_currency),
        changed_overdue_minor={row["currency"]: row["overdue"] for row in by_currency},
        before=first.by_action,
        after=second.by_action,
        minutes_before=work_before.minutes,
        minutes_after=work_after.minutes,
        cost_minor_before=work_before.cost_minor,
        cost_minor_after=work_after.cost_minor,
        samples=tuple(SampleCase(**row) for row in samples),
    )


def _changed(duck: DuckEngine, before: Path, was: Policy, after: Path, policy: Policy) -> Any:
    """Accounts whose segment, step or due day differs, named by strategy, segment and step."""
    kept = ("account_id", "days_past_due", "overdue_minor", "currency", "due_in", "line")
    first = duck.kept(before).select(*kept)
    second = duck.kept(after).select(*kept)
    first = first.mutate(before=_named(first.line, was)).drop("line")
    second = second.mutate(after=_named(second.line, policy)).select("account_id", "after", then="due_in")
    both = first.inner_join(second, "account_id")
    moved = (both.before != both.after) | ~both.due_in.identical_to(both.then)
    return both.filter(moved).select(
        "account_id", "days_past_due", "overdue_minor", "currency", "before", "after"
    )


def _named(line: Any, policy: Policy) -> Any:
    names: Mapping[int, str] = {
        each.code: ".".join(part for part in (each.strategy, each.segment, each.step) if part) or "-"
        for each in policy.lines
    }
    return ibis.cases(*[(line == code, name) for code, name in names.items()], else_="-")
