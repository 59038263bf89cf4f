"""Reading nights: runs, proposals in words, the history of an account."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from arrears.kernel.words import Words
from arrears.night.engine.contracts import (
    PAGE_MAX,
    AllocationFacts,
    Move,
    NightPrices,
    NightSummary,
    NoSuchNight,
    Proposal,
    RunKind,
    RunStatus,
    ScoreFacts,
    StepTime,
)
from arrears.night.engine.models import (
    NightAllocation,
    NightBucket,
    NightProposal,
    NightRun,
    NightStrategy,
)
from arrears.night.engine.prices import read_prices
from arrears.night.engine.strategy_contracts import StrategyState
from arrears.night.scoring.contracts import SCORE_WORDS, ScoreReason


def normal_run(business_date: date) -> NightRun | None:
    return NightRun.objects.filter(
        business_date=business_date, kind=RunKind.NORMAL, status=RunStatus.DONE
    ).first()


def latest_before(business_date: date, *, restated: bool) -> NightRun | None:
    """The night whose state the next one takes up; a restated one prefers a restated one of the same date."""
    done = NightRun.objects.filter(business_date__lt=business_date, status=RunStatus.DONE)
    if not restated:
        done = done.filter(kind=RunKind.NORMAL)
    return done.order_by("-business_date", "-kind", "-pk").first()


def summary_of(record: NightRun, *, fresh: bool) -> NightSummary:
    figures = record.figures
    assert record.ended is not None
    return NightSummary(
        run_id=record.pk,
        business_date=record.business_date,
        kind=RunKind(record.kind),
        engine=record.engine,
        policy_hash=record.policy.hash,
        fresh=fresh,
        accounts=figures["accounts"],
        overdue_accounts=figures["overdue_accounts"],
        due=figures["due"],
        by_action=figures["by_action"],
        overdue_minor=figures["overdue_minor"],
        steps=tuple(StepTime(name=step["name"], seconds=step["seconds"]) for step in record.steps),
        started=record.started,
        ended=record.ended,
    )


def summary(business_date: date) -> NightSummary:
    """The normal night of a date. Raises NoSuchNight."""
    record = normal_run(business_date)
    if record is None:
        raise NoSuchNight(f"no night of {business_date}")
    return summary_of(record, fresh=False)


def last_night(until: date) -> date | None:
    """The business date of the latest finished normal night on or before a day; None before the first."""
    done = NightRun.objects.filter(business_date__lte=until, kind=RunKind.NORMAL, status=RunStatus.DONE)
    return done.order_by("-business_date").values_list("business_date", flat=True).first()


def runs(last: int = 60) -> tuple[NightSummary, ...]:
    """Finished nights, newest first."""
    found = NightRun.objects.filter(status=RunStatus.DONE).select_related("policy").order_by("-pk")[:last]
    return tuple(summary_of(record, fresh=False) for record in found)


def proposals(
    business_date: date,
    *,
    creditor_ids: Iterable[int] | None = None,
    debtor_id: int | None = None,
    account_ids: Iterable[int] | None = None,
    due_only: bool = False,
    automatic: bool | None = None,
    first: int = 0,
    count: int = PAGE_MAX,
) -> tuple[Proposal, ...]:
    """Proposals of the normal night of a date, most valuable first, at most PAGE_MAX at a time.

    `due_only`: steps that are due on the date itself. Empty when no night of the date is finished.
    """
    rows = NightProposal.objects.filter(business_date=business_date)
    if creditor_ids is not None:
        rows = rows.filter(creditor_id__in=list(creditor_ids))
    if debtor_id is not None:
        rows = rows.filter(debtor_id=debtor_id)
    if account_ids is not None:
        rows = rows.filter(account_id__in=list(account_ids))
    if due_only:
        rows = rows.filter(due_on=business_date).exclude(action="none")
    if automatic is not None:
        rows = rows.filter(automatic=automatic)
    found = rows.order_by("-value_minor", "account_id")[first : first + min(count, PAGE_MAX)]
    titles = _bucket_titles(business_date)
    return tuple(_proposal(row, titles) for row in found)


def proposal_of(account_id: int, business_date: date) -> Proposal | None:
    """What the normal night of a date decided for an account; None when it knew no such account."""
    found = proposals(business_date, account_ids=[account_id], count=1)
    return found[0] if found else None


def history(account_id: int, *, last: int = 400) -> tuple[Move, ...]:
    """The nights on which an account changed its bucket, newest first, with what was proposed then."""
    rows = (
        NightProposal.objects.filter(account_id=account_id)
        .order_by("-business_date")
        .values_list("business_date", "bucket", "previous_bucket", "days_past_due", "action", "step")
    )
    return tuple(
        Move(
            business_date=row[0],
            bucket=row[1],
            previous_bucket=row[2],
            days_past_due=row[3],
            action=row[4],
            step=row[5],
        )
        for row in rows[:last]
        if row[1] != row[2]
    )


def _bucket_titles(business_date: date) -> dict[str, Words]:
    record = normal_run(business_date)
    if record is None:
        return {}
    words = NightBucket.objects.filter(policy_id=record.policy_id).values_list("code", "zh", "en")
    return {code: Words(zh, en) for code, zh, en in words}


def _proposal(row: NightProposal, titles: dict[str, Words]) -> Proposal:
    return Proposal(
        run_id=row.run_id,
        business_date=row.business_date,
        creditor_id=row.creditor_id,
        account_id=row.account_id,
        debtor_id=row.debtor_id,
        currency=row.currency,
        days_past_due=row.days_past_due,
        bucket=row.bucket,
        bucket_title=titles[row.bucket],
        previous_bucket=row.previous_bucket,
        overdue_minor=row.overdue_minor,
        balance_minor=row.balance_minor,
        oldest_due_on=row.oldest_due_on,
        periods_overdue=row.periods_overdue,
        scores=tuple(_score(row, name) for name in SCORE_WORDS),
        strategy=row.strategy,
        segment=row.segment,
        step=row.step,
        action=row.action,
        channel=row.channel,
        script=row.script,
        audience=row.audience,
        automatic=row.automatic,
        due_on=row.due_on,
        value_minor=row.value_minor,
        reasons=tuple((reason["code"], Words(reason["zh"], reason["en"])) for reason in row.reasons),
        propensity_bp=row.propensity_bp,
    )


def _score(row: NightProposal, name: str) -> ScoreFacts:
    return ScoreFacts(
        score=name,
        value=getattr(row, name),
        title=SCORE_WORDS[name],
        reasons=tuple(
            ScoreReason(
                feature=reason["code"],
                points=reason["points"],
                words=Words(reason["zh"], reason["en"]),
            )
            for reason in row.score_reasons[name]
        ),
    )


def versions_in_force(business_date: date) -> tuple[NightStrategy, ...]:
    """The approved versions that hold on a date: of each code and creditor the newest that has begun."""
    begun = NightStrategy.objects.filter(
        in_force_from__lte=business_date, state__in=(StrategyState.APPROVED, StrategyState.WITHDRAWN)
    ).exclude(withdrawn_on__lte=business_date)
    newest: dict[tuple[int | None, str], NightStrategy] = {}
    for version in begun.order_by("in_force_from", "pk"):
        newest[(version.creditor_id, version.code)] = version
    return tuple(newest.values())


def allocation_in_force(business_date: date) -> NightAllocation | None:
    """The limits that hold on a date: the newest version that has begun and was not taken back."""
    begun = NightAllocation.objects.filter(in_force_from__lte=business_date)
    return begun.exclude(withdrawn_on__lte=business_date).order_by("-in_force_from", "-version").first()


def prices(run_id: int) -> NightPrices | None:
    """What the allocation of a night came to: prices, use of each limit, gap. None for a night without limits.

    Raises NoSuchNight.
    """
    record = NightRun.objects.filter(pk=run_id, status=RunStatus.DONE).first()
    if record is None:
        raise NoSuchNight(f"no finished night {run_id}")
    return None if record.allocation is None else read_prices(record.allocation)


def allocation_facts(version: NightAllocation) -> AllocationFacts:
    return AllocationFacts(
        id=version.pk,
        version=version.version,
        text=version.text,
        written_by=version.written_by_id,
        approved_by=version.approved_by_id,
        in_force_from=version.in_force_from,
        withdrawn_on=version.withdrawn_on,
    )


def allocations() -> tuple[AllocationFacts, ...]:
    """All versions of the house's limits, newest first."""
    return tuple(allocation_facts(version) for version in NightAllocation.objects.order_by("-version"))
