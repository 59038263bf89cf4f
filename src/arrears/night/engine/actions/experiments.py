"""The life of an experiment: planned, approved by a second person, looked at on fixed days, ended.

Everything that decides what it will say (arms, waves, looks, bounds) is fixed when it is approved; the champion's text
is kept with it, so that a later change of the house's strategies changes neither arm.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, timedelta

from django.db import transaction

from arrears.foundation.api import SYSTEM, Actor, audit, creditor_by_id, creditors, require_scope
from arrears.kernel.clock import today
from arrears.kernel.words import Words
from arrears.night.engine.contracts import ExperimentFacts, ExperimentState
from arrears.night.engine.experiment_queries import (
    champion_text,
    design_of,
    experiment_facts,
    look_day,
    looks_of,
    samples,
)
from arrears.night.engine.models import NightExperiment, NightLook, NightStrategy
from arrears.night.engine.queries import normal_run
from arrears.night.engine.strategy_contracts import NotNow, StrategyState
from arrears.night.engine.strategy_queries import findings_of
from arrears.night.experiments.contracts import Design, ExperimentError, Verdict
from arrears.night.experiments.rules import check, hold_out_barred

TITLE_MAX = 120
WHY_MAX = 300
_SALTS = 2_147_483_646


def draft_experiment(
    title: str,
    strategy_id: int | None,
    code: str,
    design: Design,
    actor: Actor,
    *,
    creditor_id: int | None = None,
) -> ExperimentFacts:
    """Plan an experiment. `strategy_id`: the challenger, a simulated version of the ladder `code`; None for a
    hold-out alone. Raises ExperimentError (words say why), NotNow, OutOfScope."""
    if not title.strip():
        raise ExperimentError(Words("请填写试验名称", "The experiment needs a name"))
    challenger = None
    if strategy_id is not None:
        challenger = _challenger(strategy_id)
        code, creditor_id = challenger.code, challenger.creditor_id
    if creditor_id is not None:
        require_scope(actor, creditor_id)
    if (challenger is not None) != bool(design.challenger_bp):
        raise ExperimentError(Words("挑战策略与其比例须同时给出", "A challenger and its share go together"))
    _check(design, creditor_id)
    champion_text(code, creditor_id, today())
    with transaction.atomic():
        kept = NightExperiment.objects.create(
            title=title.strip()[:TITLE_MAX],
            code=code,
            creditor_id=creditor_id,
            challenger=challenger,
            design=asdict(design),
            salt=secrets.randbelow(_SALTS) + 1,
            written_by_id=actor.user_id,
        )
        audit(actor, "experiment.drafted", f"experiment:{kept.pk}", {"code": code})
    return experiment_facts(kept)


def _challenger(strategy_id: int) -> NightStrategy:
    found = NightStrategy.objects.filter(pk=strategy_id).first()
    if found is None or found.state not in (StrategyState.SIMULATED, StrategyState.APPROVED):
        raise NotNow(
            Words(
                "挑战版本须先在自有账册上模拟", "a challenger is a version that was simulated on the own book"
            )
        )
    if any(finding.fatal for finding in findings_of(found)):
        raise NotNow(Words("检查发现挑战版本有错误", "lint found faults in the challenger"))
    return found


def _check(design: Design, creditor_id: int | None) -> None:
    """The plan itself, and for a hold-out the law of everyone whom it touches."""
    check(design)
    if not design.holdout_bp:
        return
    houses = [creditor_by_id(creditor_id)] if creditor_id is not None else list(creditors(SYSTEM))
    for house in houses:  # one by one: a house of which no regime is known is not covered by its neighbours
        barred = hold_out_barred(house.regimes)
        if barred:
            raise ExperimentError(barred[0])


def approve_experiment(experiment_id: int, actor: Actor, *, starts_on: date) -> ExperimentFacts:
    """Start an experiment on a day to come. A second person approves, never the writer. Raises NotNow,
    ExperimentError."""
    with transaction.atomic():
        kept = _scoped(experiment_id, actor)
        if kept.state != ExperimentState.DRAFT:
            raise NotNow(Words("该试验已不是草稿", "this experiment is not a draft any more"))
        if actor.user_id is None or actor.user_id == kept.written_by_id:
            raise NotNow(
                Words(
                    "试验须由设计人以外的第二人批准",
                    "a second person approves an experiment, not the one who planned it",
                )
            )
        if starts_on < today() or normal_run(starts_on) is not None:
            raise NotNow(
                Words("试验须从尚未运行的夜间开始", "an experiment starts with a night that has not been run")
            )
        _alone(kept, starts_on)
        design = design_of(kept)
        _check(design, kept.creditor_id)
        kept.champion_text = champion_text(kept.code, kept.creditor_id, starts_on)
        kept.state, kept.approved_by_id = ExperimentState.APPROVED, actor.user_id
        kept.starts_on, kept.ends_on = starts_on, look_day(design, starts_on, design.looks)
        kept.save()
        audit(actor, "experiment.approved", f"experiment:{kept.pk}", {"from": starts_on.isoformat()})
    return experiment_facts(kept)


def _alone(kept: NightExperiment, starts_on: date) -> None:
    """A debtor is in one experiment at a time: no other one of the ladder for the same creditors."""
    others = NightExperiment.objects.select_for_update().filter(
        state=ExperimentState.APPROVED, code=kept.code, ends_on__gte=starts_on
    )
    if any(
        None in (kept.creditor_id, each.creditor_id) or kept.creditor_id == each.creditor_id
        for each in others
    ):
        raise NotNow(Words("届时同一策略已有另一试验在运行", "another experiment of this ladder runs then"))


def stop_experiment(experiment_id: int, actor: Actor, why: str) -> ExperimentFacts:
    """End an experiment before its time: from the next night on all debtors are treated alike. Raises NotNow."""
    with transaction.atomic():
        kept = _scoped(experiment_id, actor)
        if kept.state not in (ExperimentState.DRAFT, ExperimentState.APPROVED):
            raise NotNow(Words("该试验已结束", "this experiment has ended"))
        if not why.strip():
            raise NotNow(Words("请说明停止的原因", "say why it is stopped"))
        kept.state, kept.why_ended = ExperimentState.STOPPED, why.strip()[:WHY_MAX]
        kept.ended_on = _next_night()
        kept.save(update_fields=["state", "why_ended", "ended_on"])
        audit(actor, "experiment.stopped", f"experiment:{kept.pk}", {"why": kept.why_ended})
    return experiment_facts(kept)


def _next_night() -> date:
    return today() + timedelta(days=1) if normal_run(today()) is not None else today()


def _scoped(experiment_id: int, actor: Actor) -> NightExperiment:
    kept = NightExperiment.objects.select_for_update().filter(pk=experiment_id).first()
    if kept is None:
        raise NotNow(Words("没有这个试验", "there is no such experiment"))
    if kept.creditor_id is not None:
        require_scope(actor, kept.creditor_id)
    return kept


def look_at_experiments(as_of: date) -> Mapping[int, Verdict]:
    """Take the looks that are due by a date, and end an experiment whose bound is reached or whose last look this is.

    Idempotent: a look is written once, on its own day's figures. The verdicts by experiment.
    """
    found = {}
    running = NightExperiment.objects.filter(state=ExperimentState.APPROVED, starts_on__lte=as_of)
    for number in running.order_by("pk").values_list("pk", flat=True):
        with transaction.atomic():
            kept = NightExperiment.objects.select_for_update().get(pk=number)
            verdict = _look(kept, as_of) if kept.state == ExperimentState.APPROVED else None
        if verdict is not None:
            found[number] = verdict
    return found


def _look(kept: NightExperiment, as_of: date) -> Verdict | None:
    design = design_of(kept)
    assert kept.starts_on is not None
    verdict = None
    for number in range(NightLook.objects.filter(experiment=kept).count() + 1, design.looks + 1):
        on = look_day(design, kept.starts_on, number)
        if on > as_of:
            break
        by_arm = samples(kept, design, on)
        NightLook.objects.create(
            experiment=kept,
            number=number,
            as_of=on,
            samples={arm.value: asdict(each) for arm, each in by_arm.items()},
        )
        verdict = _verdict(kept, design)
        if verdict is not Verdict.GOES_ON or number == design.looks:
            _conclude(kept, verdict, as_of)
            break
    return verdict


def _verdict(kept: NightExperiment, design: Design) -> Verdict:
    """What the newest look says of the arm that the stop rule compares. Too few at a look that is not the last: on."""
    newest = looks_of(kept, design)[-1]
    said = next(each.verdict for each in newest.comparisons if each.arm is design.compared)
    early = newest.number < design.looks
    return Verdict.GOES_ON if said is Verdict.TOO_FEW and early else said


def _conclude(kept: NightExperiment, verdict: Verdict, as_of: date) -> None:
    kept.state, kept.why_ended = ExperimentState.CONCLUDED, verdict.value
    kept.ended_on = as_of + timedelta(days=1)
    kept.save(update_fields=["state", "why_ended", "ended_on"])
    audit(SYSTEM, "experiment.concluded", f"experiment:{kept.pk}", {"verdict": verdict.value})
