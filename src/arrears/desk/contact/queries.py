"""Reads of contact: attempts, the timeline, what is still to be done."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from django.db.models import Count, Q

from arrears.desk.contact.contracts import (
    CHANNEL_WORDS,
    OUTCOME_WORDS,
    STATE_WORDS,
    AttemptFacts,
    AttemptState,
    Denial,
    Outcome,
    RuleSaid,
    ScriptUse,
    TimelineEntry,
    ToListen,
)
from arrears.desk.contact.models import Attempt, AttemptEvent, DispatchLine, Inbound, Refused
from arrears.desk.contact.rules.listening import why_listen
from arrears.foundation import vault
from arrears.foundation.api import Actor, audit, creditors, require_scope
from arrears.kernel.words import Words

TIMELINE_MAX = 500
LISTEN_MAX = 100
TALKS_MAX = 5_000
KINDS = ("attempt", "outcome", "inbound", "refusal")


class NoSuchAttempt(LookupError):
    """No attempt with this id in the actor's scope."""


def attempt_row(attempt_id: int, actor: Actor, *, lock: bool = False) -> Attempt:
    rows = Attempt.objects.select_for_update() if lock else Attempt.objects.all()
    row = rows.filter(pk=attempt_id).first()
    if row is None:
        raise NoSuchAttempt(f"no attempt {attempt_id}")
    require_scope(actor, row.creditor_id)
    return row


def attempt_facts(row: Attempt, *, content: str = "", note: str = "") -> AttemptFacts:
    return AttemptFacts(
        id=row.pk,
        creditor_id=row.creditor_id,
        debtor_id=row.debtor_id,
        person_id=row.person_id,
        role=row.role,
        contact_point_id=row.contact_point_id,
        account_ids=tuple(row.accounts),
        channel=row.channel,
        purpose=row.purpose,
        script=row.script,
        state=AttemptState(row.state),
        outcome=Outcome(row.outcome) if row.outcome else None,
        automatic=row.automatic,
        by=row.by,
        by_user_id=row.by_user_id,
        business_date=row.business_date,
        at=row.at,
        duration_s=row.duration_s,
        stop_id=row.stop,
        file_id=row.file_id,
        recording_id=row.recording_id,
        content=content,
        note=note,
    )


def attempt(attempt_id: int, actor: Actor, *, reveal: bool = False) -> AttemptFacts:
    """One attempt. `reveal` opens content and note and leaves an audit line. NoSuchAttempt, OutOfScope."""
    row = attempt_row(attempt_id, actor)
    if not reveal:
        return attempt_facts(row)
    audit(actor, "attempt.read", f"attempt:{row.pk}", {})
    return attempt_facts(row, content=vault.unseal(row.content_sealed), note=vault.unseal(row.note_sealed))


def case_filter(actor: Actor, debtor_id: int) -> dict[str, object]:
    """The filter of a case within the actor's scope; led by the creditors, as the indexes are."""
    return {"creditor_id__in": [facts.id for facts in creditors(actor)], "debtor_id": debtor_id}


def attempts_of(actor: Actor, debtor_id: int, last: int = 100) -> tuple[AttemptFacts, ...]:
    """The newest attempts of a case, newest first, sealed."""
    rows = Attempt.objects.filter(**case_filter(actor, debtor_id)).order_by("-at", "-pk")
    return tuple(attempt_facts(row) for row in rows[:last])


def denial_of(row: Refused) -> Denial:
    return Denial(
        id=row.pk,
        refusal_id=row.refusal_id,
        rules=tuple(
            RuleSaid(id=rule["id"], source=rule["source"], words=Words(rule["zh"], rule["en"]))
            for rule in row.rules
        ),
        next_permitted_at=row.next_permitted_at,
        needs_evidence=row.needs_evidence,
    )


def timeline(
    actor: Actor, debtor_id: int, kinds: Iterable[str] | None = None, last: int = TIMELINE_MAX
) -> tuple[TimelineEntry, ...]:
    """What was done and tried in a case, newest first: attempts, outcomes, what the debtor sent, refusals.

    Nothing sealed is opened; a case out of the actor's scope has no lines.
    """
    wanted = set(KINDS if kinds is None else kinds)
    case = case_filter(actor, debtor_id)
    found: list[TimelineEntry] = []
    if wanted & {"attempt", "outcome"}:
        for row in Attempt.objects.filter(**case).order_by("-at")[:last]:
            found += [entry for entry in _attempt_entries(row) if entry.kind in wanted]
    if "inbound" in wanted:
        found += [_inbound_entry(row) for row in Inbound.objects.filter(**case).order_by("-at")[:last]]
    if "refusal" in wanted:
        found += [_refusal_entry(row) for row in Refused.objects.filter(**case).order_by("-at")[:last]]
    return tuple(sorted(found, key=lambda entry: entry.at, reverse=True)[:last])


def _channel(name: str) -> Words:
    return CHANNEL_WORDS.get(name, Words(name, name))


def _attempt_entries(row: Attempt) -> list[TimelineEntry]:
    channel, state = _channel(row.channel), STATE_WORDS[AttemptState(row.state)]
    detail = {
        "state": row.state,
        "purpose": row.purpose,
        "script": row.script,
        "role": row.role,
        "automatic": str(row.automatic).lower(),
        "problem": row.problem,
        "file": str(row.file_id or ""),
        "recording": str(row.recording_id or ""),
        "contact_point": str(row.contact_point_id or ""),
    }
    entries = [
        TimelineEntry(
            at=row.at,
            kind="attempt",
            words=Words(f"{channel.zh}：{state.zh}", f"{channel.en}: {state.en.lower()}"),
            by=row.by,
            channel=row.channel,
            detail={name: value for name, value in detail.items() if value},
            ref=f"attempt:{row.pk}",
        )
    ]
    if row.outcome and row.outcome_at:
        entries.append(
            TimelineEntry(
                at=row.outcome_at,
                kind="outcome",
                words=OUTCOME_WORDS[Outcome(row.outcome)],
                by=row.by,
                channel=row.channel,
                detail={
                    "outcome": row.outcome,
                    "duration_s": str(row.duration_s or 0),
                    "note": str(bool(row.note_sealed)).lower(),
                    "follow_up_on": str(row.follow_up_on or ""),
                },
                ref=f"attempt:{row.pk}",
            )
        )
    return entries


def _inbound_entry(row: Inbound) -> TimelineEntry:
    channel = _channel(row.channel)
    return TimelineEntry(
        at=row.at,
        kind="inbound",
        words=Words(f"对方来{channel.zh}", f"They came to us: {channel.en.lower()}"),
        by=row.by,
        channel=row.channel,
        ref=f"inbound:{row.pk}",
    )


def _refusal_entry(row: Refused) -> TimelineEntry:
    channel, denial = _channel(row.channel), denial_of(row)
    first = denial.rules[0].words if denial.rules else Words("未说明", "not said")
    return TimelineEntry(
        at=row.at,
        kind="refusal",
        words=Words(f"{channel.zh}未获许可：{first.zh}", f"{channel.en} not permitted: {first.en}"),
        by=row.by,
        channel=row.channel,
        detail={
            "rules": ",".join(rule.id for rule in denial.rules),
            "source": denial.rules[0].source if denial.rules else "",
            "next_permitted_at": row.next_permitted_at.isoformat() if row.next_permitted_at else "",
            "automatic": str(row.automatic).lower(),
        },
        ref=f"refused:{row.pk}",
    )


def inbound_text(inbound_id: int, actor: Actor) -> str:
    """What somebody sent or said to us, in the clear; leaves an audit line."""
    row = Inbound.objects.filter(pk=inbound_id).first()
    if row is None:
        raise NoSuchAttempt(f"no inbound contact {inbound_id}")
    require_scope(actor, row.creditor_id)
    audit(actor, "inbound.read", f"inbound:{row.pk}", {})
    return vault.unseal(row.text_sealed)


def events_of(attempt_id: int, actor: Actor) -> tuple[tuple[datetime, str, Mapping[str, str], str], ...]:
    """The evidence of one attempt in order: (at, kind, detail, by)."""
    attempt_row(attempt_id, actor)
    rows = AttemptEvent.objects.filter(attempt_id=attempt_id).order_by("pk")
    return tuple((row.at, row.kind, row.detail, row.by) for row in rows)


def to_listen(
    actor: Actor, day: date, newcomers: Iterable[int] = (), last: int = LISTEN_MAX
) -> tuple[ToListen, ...]:
    """The talks of a day that somebody should listen to, those not heard yet first. Notes stay sealed."""
    fresh = frozenset(newcomers)
    rows = Attempt.objects.filter(
        creditor_id__in=[facts.id for facts in creditors(actor)],
        business_date=day,
        channel="call",
        automatic=False,
    ).exclude(outcome="")
    chosen = []
    for row in rows.order_by("-pk")[:TALKS_MAX]:
        reasons = why_listen(row.pk, Outcome(row.outcome), row.duration_s, newcomer=row.by_user_id in fresh)
        if reasons:
            chosen.append((row, reasons))
    heard = dict(
        AttemptEvent.objects.filter(kind="heard", attempt_id__in=[row.pk for row, _why in chosen])
        .order_by("pk")
        .values_list("attempt_id", "by")
    )
    found = [
        ToListen(attempt=attempt_facts(row), reasons=reasons, heard_by=heard.get(row.pk, ""))
        for row, reasons in chosen
    ]
    return tuple(
        sorted(found, key=lambda one: (bool(one.heard_by), -len(one.reasons), one.attempt.id))[:last]
    )


def script_use(actor: Actor, first: date, last: date) -> tuple[ScriptUse, ...]:
    """Each script that was used from a day to a day in the actor's scope, the most used first."""
    simulated = Q(state=AttemptState.SIMULATED.value)
    rows = (
        Attempt.objects.filter(
            creditor_id__in=[facts.id for facts in creditors(actor)], business_date__range=(first, last)
        )
        .exclude(script="")
        .values("script", "channel")
        .annotate(
            used=Count("pk", filter=~simulated),
            simulated=Count("pk", filter=simulated),
            talked=Count("pk", filter=Q(reached=True)),
            promised=Count("pk", filter=Q(outcome=Outcome.PROMISED.value)),
        )
        .order_by("-used", "-simulated", "script")
    )
    return tuple(
        ScriptUse(
            script=row["script"],
            channel=row["channel"],
            used=row["used"],
            simulated=row["simulated"],
            reached=row["talked"],
            promised=row["promised"],
        )
        for row in rows
    )


def dispatched(business_date: date) -> frozenset[tuple[int, int, str]]:
    """(creditor, debtor, step) that dispatch has dealt with on a day."""
    rows = DispatchLine.objects.filter(business_date=business_date)
    return frozenset(rows.values_list("creditor_id", "debtor_id", "step"))


def talks_of(creditor_id: int, debtor_id: int, attempt_ids: Iterable[int]) -> tuple[int, ...]:
    """Those of the attempts that belong to the case and in which somebody who owes was spoken with."""
    rows = Attempt.objects.filter(
        creditor_id=creditor_id, debtor_id=debtor_id, pk__in=list(attempt_ids), reached=True
    )
    return tuple(rows.order_by("pk").values_list("pk", flat=True))
