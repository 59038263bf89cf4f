"""The timeline: what every room knows of a case, merged, newest first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time

from arrears.book.payments import api as payments
from arrears.book.payments.contracts import RECEIPT_KINDS, EntryFacts, EntryKind
from arrears.desk.care.contracts import KIND_WORDS, ConcernFacts
from arrears.desk.contact import api as contact
from arrears.desk.contact.contracts import TimelineEntry
from arrears.desk.promises.contracts import STATE_WORDS, PromiseFacts, PromiseState
from arrears.faces.workbench.collector.screens import Moment
from arrears.faces.workbench.names import ENTRY_WORDS
from arrears.foundation.api import Actor
from arrears.gate.intents import StopFacts
from arrears.kernel.words import Words

KIND_LABELS: Mapping[str, Words] = {
    "all": Words("全部", "All"),
    "contact": Words("联系", "Contacts"),
    "promise": Words("承诺", "Promises"),
    "payment": Words("还款", "Payments"),
    "refusal": Words("拦截", "Refusals"),
    "care": Words("关怀", "Care"),
}
SHOWN = 40
_PROMISE_TONE = {
    PromiseState.KEPT: "ok",
    PromiseState.LATE: "warn",
    PromiseState.PARTLY_KEPT: "warn",
    PromiseState.BROKEN: "stop",
}


def amount(minor: int, currency: str) -> Words:
    return Words(contact.amount_words(minor, currency, "zh"), contact.amount_words(minor, currency, "en"))


def day(value: date) -> Words:
    return Words(contact.day_words(value, "zh"), contact.day_words(value, "en"))


def of_contact(entries: Iterable[TimelineEntry]) -> Iterable[Moment]:
    for entry in entries:
        refused = entry.kind == "refusal"
        icon = {"refusal": "refuse", "inbound": "inbound"}.get(entry.kind, entry.channel)
        detail: list[Words] = []
        if refused and entry.detail.get("source"):
            rule = f"{entry.detail.get('rules', '')} · {entry.detail['source']}"
            detail.append(Words(rule, rule))
        if entry.detail.get("problem"):
            detail.append(Words(entry.detail["problem"], entry.detail["problem"]))
        seconds = int(entry.detail.get("duration_s") or 0)
        if seconds:
            length = f"{seconds // 60}:{seconds % 60:02d}"
            detail.append(Words(f"通话时长 {length}", f"Length of the talk {length}"))
        attempt = entry.ref.removeprefix("attempt:") if entry.ref.startswith("attempt:") else ""
        yield Moment(
            at=entry.at,
            kind="refusal" if refused else "contact",
            icon=icon,
            tone="stop" if refused else ("ok" if entry.kind == "outcome" else ""),
            words=entry.words,
            by=entry.by,
            detail=tuple(detail),
            attempt_id=int(attempt) if attempt else None,
            acts=_acts(entry) if attempt else frozenset(),
        )


def _acts(entry: TimelineEntry) -> frozenset[str]:
    if entry.kind == "outcome":
        return frozenset({"correct"})
    acts = {"read"}
    if entry.channel == "call" and entry.detail.get("state") not in ("failed", "queued"):
        acts.add("play" if entry.detail.get("recording") else "record")
    return frozenset(acts)


def of_ledger(entries: Iterable[EntryFacts]) -> Iterable[Moment]:
    for entry in entries:
        sum_ = amount(entry.amount_minor, entry.currency)
        name = ENTRY_WORDS[entry.kind]
        gone = entry.reversed_by_id is not None
        ending = (" （后已冲正）", " (reversed later)") if gone else ("", "")
        yield Moment(
            at=datetime.combine(entry.effective_on, time(12), tzinfo=UTC),
            kind="payment",
            icon="payment",
            tone="ok" if entry.kind in RECEIPT_KINDS and not gone else ("stop" if _back(entry) else ""),
            words=Words(f"{name.zh} {sum_.zh}{ending[0]}", f"{name.en}: {sum_.en}{ending[1]}"),
            detail=(Words(entry.memo, entry.memo),) if entry.memo.strip() else (),
            date_only=True,
        )


def _back(entry: EntryFacts) -> bool:
    return entry.kind in (EntryKind.REVERSAL, EntryKind.REFUND)


def of_promises(promises: Iterable[PromiseFacts]) -> Iterable[Moment]:
    for promise in promises:
        sum_, due = amount(promise.amount_minor, promise.currency), day(promise.due_on)
        yield Moment(
            at=promise.taken_at,
            kind="promise",
            icon="promise",
            tone="info",
            words=Words(f"承诺 {due.zh}前还款 {sum_.zh}", f"Promised {sum_.en} by {due.en}"),
            by=promise.taken_by,
        )
        if promise.judged_on and promise.state is not PromiseState.OPEN:
            state = STATE_WORDS[promise.state]
            got = amount(promise.received_minor, promise.currency)
            yield Moment(
                at=datetime.combine(promise.judged_on, time(12), tzinfo=UTC),
                kind="promise",
                icon="promise",
                tone=_PROMISE_TONE.get(promise.state, ""),
                words=Words(
                    f"{due.zh}的承诺：{state.zh}（收到 {got.zh}）",
                    f"Promise for {due.en}: {state.en.lower()} (received {got.en})",
                ),
                date_only=True,
            )


def of_care(concerns: Iterable[ConcernFacts]) -> Iterable[Moment]:
    for concern in concerns:
        name = KIND_WORDS[concern.kind]
        yield Moment(
            at=concern.opened_at,
            kind="care",
            icon="care",
            tone="warn",
            words=Words(f"登记：{name.zh}", f"Recorded: {name.en.lower()}"),
            by=concern.opened_by,
        )
        if concern.closed_on:
            yield Moment(
                at=datetime.combine(concern.closed_on, time(12), tzinfo=UTC),
                kind="care",
                icon="care",
                tone="ok",
                words=Words(f"结束：{name.zh}", f"Closed: {name.en.lower()}"),
                by=concern.closed_by,
                date_only=True,
            )


def of_stops(stops: Iterable[StopFacts], names: Mapping[str, Words]) -> Iterable[Moment]:
    for stop in stops:
        name = names.get(stop.kind, Words(stop.kind, stop.kind))
        yield Moment(
            at=stop.since,
            kind="care",
            icon="refuse",
            tone="stop",
            words=Words(f"停止：{name.zh}", f"Stopped: {name.en[0].lower()}{name.en[1:]}"),
            by=stop.by,
        )
        if stop.lifted_at:
            yield Moment(
                at=stop.lifted_at,
                kind="care",
                icon="check",
                tone="ok",
                words=Words(f"恢复：{name.zh}", f"Lifted: {name.en[0].lower()}{name.en[1:]}"),
            )


def merged(parts: Iterable[Iterable[Moment]], kind: str = "all") -> tuple[Moment, ...]:
    """All moments of a kind, newest first."""
    found = [moment for part in parts for moment in part if kind in ("all", moment.kind)]
    return tuple(sorted(found, key=lambda moment: moment.at, reverse=True))


def ledger_of(creditor_id: int, account_ids: Iterable[int]) -> Iterable[Moment]:
    return of_ledger(payments.entries_of_accounts(creditor_id, account_ids))


def contacts_of(actor: Actor, debtor_id: int) -> Iterable[Moment]:
    return of_contact(contact.timeline(actor, debtor_id))
