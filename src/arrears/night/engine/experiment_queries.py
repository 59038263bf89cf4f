"""Reading experiments: their arms as texts of a policy, what entered, what looks say, what they can see."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.db import connection
from django.db.models import Count

from arrears.foundation.api import Actor
from arrears.kernel.clock import today
from arrears.kernel.words import Words
from arrears.night.engine.contracts import ExperimentFacts, ExperimentState, Look, RunKind, RunStatus
from arrears.night.engine.models import NightEnrolment, NightExperiment, NightLook, NightRun
from arrears.night.engine.queries import versions_in_force
from arrears.night.engine.shipped import SHIPPED_IN_FORCE, shipped_strategy, shipped_texts
from arrears.night.engine.strategy_contracts import NotNow
from arrears.night.experiments.contracts import ARM_WORDS, ARMS, ArmKind, Design, Metric, Sample
from arrears.night.experiments.rules import compare, power_of
from arrears.night.scoring.rules import parse_features
from arrears.night.strategy.contracts import TICKETS
from arrears.night.strategy.rules import parse_strategy
from arrears.night.strategy.rules.arms import salt_of

_SAMPLES = """
WITH entered AS (
    SELECT account_id, debtor_id, creditor_id, arm, entered_on, entered_on + %(horizon)s AS until, overdue_minor
    FROM night_enrolment WHERE experiment_id = %(experiment)s AND entered_on + %(horizon)s <= %(on)s::date
), paid AS (
    SELECT e.account_id, sum(r.amount_minor) AS minor FROM entered e
    JOIN book_receipts(%(on)s::date) r USING (account_id)
    WHERE r.effective_on > e.entered_on AND r.effective_on <= e.until GROUP BY e.account_id
), kept AS (
    SELECT DISTINCT e.debtor_id FROM entered e JOIN promises_states(%(on)s::date) s USING (account_id)
    WHERE s.state = 'kept' AND s.taken_on >= e.entered_on AND s.judged_on <= e.until
), debtors AS (
    SELECT e.debtor_id, e.creditor_id, min(e.arm) AS arm,
           avg(least(greatest(coalesce(p.minor, 0), 0)::float8 / e.overdue_minor, 1)) AS recovered,
           (count(k.debtor_id) > 0)::integer::float8 AS kept
    FROM entered e LEFT JOIN paid p USING (account_id) LEFT JOIN kept k USING (debtor_id)
    GROUP BY e.debtor_id, e.creditor_id
), told AS (
    SELECT d.arm, CASE WHEN %(metric)s = 'kept' THEN d.kept ELSE d.recovered END AS figure,
           coalesce(c.complaint_open, false) AS complains
    FROM debtors d LEFT JOIN care_debtors(%(on)s::date) c USING (creditor_id, debtor_id)
)
SELECT arm, count(*), sum(figure), sum(figure * figure), count(*) FILTER (WHERE complains) FROM told GROUP BY arm
"""
_ELIGIBLE = """
SELECT count(DISTINCT d.debtor_id) FROM night_decision d
JOIN night_line l ON l.policy_id = %(policy)s AND l.code = d.line
WHERE d.run_id = %(run)s AND d.business_date = %(on)s AND d.days_past_due > 0 AND l.strategy = %(code)s
  AND (%(creditor)s::bigint IS NULL OR d.creditor_id = %(creditor)s)
"""


def design_of(kept: NightExperiment) -> Design:
    """The design as it was kept."""
    return Design(**{**kept.design, "metric": Metric(kept.design["metric"])})


def look_day(design: Design, starts_on: date, number: int) -> date:
    """The day of a look: the outcomes of its wave are complete."""
    return starts_on + timedelta(days=(number - 1) * design.wave_days + design.horizon_days)


def champion_text(code: str, creditor_id: int | None, as_of: date) -> str:
    """The ladder in force for a creditor (None: for all). Raises NotNow where there is none."""
    in_force = {(each.creditor_id, each.code): each.text for each in versions_in_force(as_of)}
    for key in ((creditor_id, code), (None, code)):
        if key in in_force:
            return in_force[key]
    if code not in SHIPPED_IN_FORCE:
        raise NotNow(
            Words(f"没有生效的策略 {code} 可供比较", f"no strategy {code} is in force to compare with")
        )
    return shipped_strategy(code)


def arm_texts(as_of: date) -> dict[str, str]:
    """The arms of the experiments that run on a date, as texts of a policy: a strategy and its scope for each.

    Those of one creditor stand before its own strategies, those of all before the house's.
    """
    running = NightExperiment.objects.filter(starts_on__lte=as_of, ends_on__gte=as_of).order_by("pk")
    texts: dict[str, str] = {}
    for kept in running.select_related("challenger"):
        if kept.ended_on is None or as_of < kept.ended_on:
            texts.update(_arms(kept, as_of))
    return texts


def _arms(kept: NightExperiment, as_of: date) -> dict[str, str]:
    design = design_of(kept)
    assert kept.starts_on is not None
    waves = min((as_of - kept.starts_on).days // design.wave_days + 1, design.looks)
    first, texts = 0, {}
    for number, arm in enumerate(ARMS):
        share = design.share_bp(arm)
        if not share:
            continue
        name = f"{'4' if kept.creditor_id is None else '0'}{kept.pk:09}-{number}-{kept.code}"
        scope = {
            "creditor_ids": [kept.creditor_id] if kept.creditor_id is not None else [],
            "salt": kept.salt,
            "first": first,
            "last": first + share - 1,
            "wave_salt": salt_of(f"wave {kept.salt}"),
            "wave_last": TICKETS * waves // design.looks - 1,
            "experiment": kept.pk,
            "arm": number,
        }
        texts[f"strategy/{name}"] = _text_of(kept, arm)
        texts[f"scope/{name}"] = json.dumps(scope)
        first += share
    return texts


def _text_of(kept: NightExperiment, arm: ArmKind) -> str:
    if arm is ArmKind.CHAMPION:
        return kept.champion_text
    if arm is ArmKind.CHALLENGER:
        assert kept.challenger is not None
        return kept.challenger.text
    return _without_treatment(kept.champion_text)


def _without_treatment(text: str) -> str:
    """The ladder's accounts, and nothing done. The id stays: what was done before is not done again afterwards."""
    champion = parse_strategy(text, parse_features(shipped_texts()["features"]))
    words = ARM_WORDS[ArmKind.HOLDOUT]
    title = f'title = {{ zh = "{words.zh}", en = "{words.en}" }}'
    return (
        f'id = "{champion.id}"\nversion = "holdout"\n{title}\napplies = {json.dumps(champion.applies)}\n'
        f'[[segment]]\nid = "holdout"\n{title}\nwhen = "true"\n'
    )


def samples(kept: NightExperiment, design: Design, on: date) -> Mapping[ArmKind, Sample]:
    """What the debtors whose outcome is complete on a day came to, by arm."""
    asked: dict[str, Any] = {
        "experiment": kept.pk,
        "horizon": design.horizon_days,
        "on": on,
        "metric": design.metric.value,
    }
    with connection.cursor() as cursor:
        cursor.execute(_SAMPLES, asked)
        rows = {row[0]: row[1:] for row in cursor.fetchall()}
    found = {}
    for number, arm in enumerate(ARMS):
        if design.share_bp(arm):
            count, total, squares, complaints = rows.get(number, (0, 0.0, 0.0, 0))
            found[arm] = Sample(count=count, total=total, squares=squares, complaints=complaints)
    return found


def looks_of(kept: NightExperiment, design: Design) -> tuple[Look, ...]:
    """The looks that were taken, in their order."""
    return tuple(_look(row, design) for row in NightLook.objects.filter(experiment=kept).order_by("number"))


def _look(row: NightLook, design: Design) -> Look:
    kept = row.samples  # the database has an order of its own for the names
    found = {arm: Sample(**kept[arm.value]) for arm in ARMS if arm.value in kept}
    champion = found.pop(ArmKind.CHAMPION)
    return Look(
        number=row.number,
        as_of=row.as_of,
        champion=champion,
        comparisons=tuple(compare(design, row.number, arm, champion, each) for arm, each in found.items()),
    )


def eligible(code: str, creditor_id: int | None) -> int:
    """Debtors whom the ladder held overdue on the latest night; 0 without a night."""
    latest = (
        NightRun.objects.filter(kind=RunKind.NORMAL, status=RunStatus.DONE).order_by("-business_date").first()
    )
    if latest is None:
        return 0
    asked: dict[str, Any] = {
        "policy": latest.policy_id, "run": latest.pk, "on": latest.business_date, "code": code,
        "creditor": creditor_id,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_ELIGIBLE, asked)
        return int(cursor.fetchone()[0])


def experiment_facts(kept: NightExperiment, *, brief: bool = False) -> ExperimentFacts:
    """An experiment with its looks, entries and power; `brief`: without what has to be counted over the book."""
    design = design_of(kept)
    day = today()
    running = kept.state == ExperimentState.APPROVED and kept.starts_on is not None and kept.starts_on <= day
    days = range(1, design.looks + 1) if kept.starts_on is not None else ()
    return ExperimentFacts(
        id=kept.pk,
        title=kept.title,
        code=kept.code,
        creditor_id=kept.creditor_id,
        challenger_id=kept.challenger_id,
        challenger_version=kept.challenger.version if kept.challenger is not None else None,
        design=design,
        state=ExperimentState(kept.state),
        running=running,
        written_by=kept.written_by_id,
        approved_by=kept.approved_by_id,
        starts_on=kept.starts_on,
        ends_on=kept.ends_on,
        ended_on=kept.ended_on,
        why_ended=kept.why_ended,
        look_days=tuple(look_day(design, kept.starts_on, number) for number in days if kept.starts_on),
        looks=looks_of(kept, design),
        entered={} if brief else _entered(kept),
        power=None if brief else power_of(design, eligible(kept.code, kept.creditor_id)),
    )


def _entered(kept: NightExperiment) -> dict[ArmKind, int]:
    counted = NightEnrolment.objects.filter(experiment=kept).values_list("arm").annotate(Count("pk"))
    return {ARMS[number]: count for number, count in counted.order_by("arm")}


def experiments(actor: Actor) -> tuple[ExperimentFacts, ...]:
    """The experiments in the actor's scope, newest first."""
    rows = NightExperiment.objects.select_related("challenger").order_by("-pk")
    return tuple(
        experiment_facts(row, brief=True)
        for row in rows
        if row.creditor_id is None or actor.sees(row.creditor_id)
    )


def experiment(experiment_id: int, actor: Actor) -> ExperimentFacts | None:
    """One experiment in the actor's scope."""
    row = NightExperiment.objects.select_related("challenger").filter(pk=experiment_id).first()
    if row is None or (row.creditor_id is not None and not actor.sees(row.creditor_id)):
        return None
    return experiment_facts(row)
