"""The life of a strategy: written, simulated on the own book, approved by a second person, in force, taken back.

Nothing is ever overwritten: a version that was in force stays readable, and a past night is decided by what
was in force on its date.
"""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.db.models import Max, Q

from arrears.foundation.api import Actor, audit, require_scope
from arrears.kernel.clock import today
from arrears.kernel.words import Words
from arrears.night.engine.models import NightStrategy
from arrears.night.engine.shipped import shipped_texts
from arrears.night.engine.strategy_contracts import NotNow, StrategyFacts, StrategyState
from arrears.night.engine.strategy_queries import findings_of, strategy_facts
from arrears.night.scoring.rules import parse_features
from arrears.night.strategy.rules import parse_strategy


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


def approve_strategy(strategy_id: int, actor: Actor, *, in_force_from: date) -> StrategyFacts:
    """Put a simulated version in force from a date. A second person approves, never the writer.

    Raises NotNow: not simulated, faults that lint calls fatal, the writer's own, or a date that has passed.
    """
    with transaction.atomic():
        kept = editable(strategy_id, actor, lock=True)
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
                Words(
                    "策略的生效日不能早于今天", "a strategy cannot be put in force for a day that has passed"
                )
            )
        kept.state, kept.in_force_from = StrategyState.APPROVED, in_force_from
        kept.approved_by_id = actor.user_id
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


def editable(strategy_id: int, actor: Actor, *, lock: bool = False) -> NightStrategy:
    """A version that is still a draft, in the actor's scope. Raises NotNow. `lock`: its row is held until the
    transaction ends, so that of two persons one comes second."""
    rows = NightStrategy.objects.select_for_update() if lock else NightStrategy.objects
    kept = rows.filter(pk=strategy_id).first()
    if kept is None or kept.state not in (StrategyState.DRAFT, StrategyState.SIMULATED):
        raise NotNow(Words("该版本已不是草稿", "this version is not a draft any more"))
    if kept.creditor_id is not None:
        require_scope(actor, kept.creditor_id)
    return kept
