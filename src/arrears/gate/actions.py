"""The gate's writes: permits, their use and outcome, refusals, what came in.

Whoever asks, the debtor, the person and the address are held by advisory locks of the transaction, so that
two hundred simultaneous requests are judged one after the other.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import cache
from hashlib import sha256
from typing import Any

from django.db import DatabaseError, connection, transaction
from django.db.models import Model
from psycopg import sql

from arrears.foundation import statements, vault
from arrears.foundation.api import Actor
from arrears.gate import asking, contracts, models, queries
from arrears.gate.books_queries import books_of, open_held
from arrears.gate.contracts import Answer
from arrears.gate.entries import PACKS_VERSION, act_entry, act_of_entry, answer_text, require
from arrears.gate.intents import (
    ClockWentBack,
    Intent,
    Permit,
    PermitRefused,
    Refusal,
)
from arrears.gate.rules.evaluate import check
from arrears.kernel import clock
from arrears.kernel.ids import content_hash, new_id
from arrears.kernel.words import Words

PERMIT_MINUTES = {"call": 15, "visit": 720, "letter": 1440}
PERMIT_MINUTES_ELSE = 30
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
CLOCK_TOLERANCE = timedelta(seconds=5)  # clocks of two machines differ a little


def hold(keys: asking.Keys) -> None:
    """Hold the debtor, the person and the address until the transaction ends, in one order for everybody."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(pg_advisory_xact_lock(number)) FROM unnest(%s::bigint[]) number",
            [list(keys.locks())],
        )


def _insert(book: type[Model], row: Mapping[str, Any]) -> None:
    """A new line of a book; its columns, as the database takes them, are all named."""
    statements.run(_insertion(book, tuple(row)), list(row.values()))


@cache
def _insertion(book: type[Model], columns: tuple[str, ...]) -> str:
    named, blanks = map(sql.Identifier, columns), [sql.Placeholder()] * len(columns)
    line = sql.SQL("INSERT INTO {} ({}) VALUES ({})")
    filled = line.format(
        sql.Identifier(book._meta.db_table), sql.SQL(", ").join(named), sql.SQL(", ").join(blanks)
    )
    return filled.as_string()


def _stamp_key() -> bytes:
    return vault.blind_index_many("permit-stamp", ["key"])[0]


def _judged(intent: Intent, without: uuid.UUID | None = None) -> tuple[asking.Asked, datetime, Answer]:
    """Hold the debtor, the person and the address until the transaction ends, and say what the gate says by the books
    that then lie there; the moment is taken under the lock. ClockWentBack when the books are ahead of the clock, or
    when the caller names another moment than the clock's."""
    before = clock.now()
    key = _stamp_key() if without is None else None
    asked, lines = open_held(intent, min(intent.at or before, before), without, key)
    now = max(before, clock.now())
    at = intent.at or now
    books = books_of(lines, at)
    if abs(at - now) > CLOCK_TOLERANCE or (books.last is not None and at < books.last - CLOCK_TOLERANCE):
        raise ClockWentBack(
            Words(
                f"系统时间 {at:%Y-%m-%d %H:%M:%S} 早于该债务人最近一次记录或与当前时刻不符，请求不予受理",
                f"The time {at:%Y-%m-%d %H:%M:%S} lies before this debtor's last record, or is not now; "
                "the gate does not answer",
            )
        )
    house, later = queries.house_ahead(asked.creditor, intent.debtor_id, at)
    return asked, at, check(queries.case_in(books, asked, at), house, later=later)


def _row(asked: asking.Asked, at: datetime, answer: Answer, hashed: str) -> dict[str, Any]:
    """A line of the books, each column as the database takes it."""
    intent, keys = asked.intent, asked.keys
    return {
        "id": new_id(),
        "creditor_id": intent.creditor_id,
        "debtor_id": intent.debtor_id,
        "person_id": asked.person_id,
        "contact_point_id": intent.contact_point_id,
        "role": asked.role,
        "channel": intent.channel,
        "purpose": intent.purpose,
        "call_kind": intent.call_kind or "",
        "accounts": json.dumps(intent.account_ids),
        "subject": keys.subject,
        "person_subject": keys.person,
        "address": keys.address,
        "lender_group": keys.lender_group,
        "operator": keys.operator,
        "content_hash": hashed,
        "particulars": json.dumps(act_entry(intent.act)),
        "text_sealed": vault.seal(intent.text or ""),
        "answer": answer_text(answer),
        "rule_versions": PACKS_VERSION,
        "asked_by": intent.actor.name,
        "user_id": intent.actor.user_id,
        "at": at,
    }


def _stamp(row: Mapping[str, Any]) -> bytes:
    """The keyed hash that the database asks of a permit (migration 0006)."""
    key = _stamp_key()
    point = "-" if row["contact_point_id"] is None else str(row["contact_point_id"])
    parts = (
        row["id"], row["creditor_id"], row["debtor_id"], row["person_id"], point, row["channel"], row["purpose"],
        row["content_hash"], row["subject"].hex(), _micros(row["at"]), _micros(row["expires_at"]),
    )  # fmt: skip
    said = "|".join(str(part) for part in parts).encode()
    return sha256(key + sha256(key + said).digest()).digest()


def _micros(at: datetime) -> int:
    return (at - _EPOCH) // timedelta(microseconds=1)


def request(intent: Intent, *, at_once: bool = False) -> Permit | Refusal:
    """Ask for one contact. The answer is kept either way. GateError when the intent makes no sense.

    `at_once`: the permit is used in the same transaction, under the same lock and at the same moment, so that
    nothing can have changed between the two; for contacts that follow without a pause.
    """
    hashed = intent.content_hash or content_hash(intent.text or "")
    with transaction.atomic():
        asked, at, answer = _judged(intent)
        row = _row(asked, at, answer, hashed)
        if answer.verdict != "permit":
            row |= {"verdict": answer.verdict, "next_permitted_at": answer.next_permitted_at}
            _insert(models.Refusal, row)
            return Refusal(id=row["id"], answer=answer)
        row["expires_at"] = at + timedelta(minutes=PERMIT_MINUTES.get(intent.channel, PERMIT_MINUTES_ELSE))
        row["stamp"] = _stamp(row)
        _insert(models.Permit, row)
        if at_once:
            _spend(row["id"], intent.channel, intent.contact_point_id, hashed, at)
    return Permit(
        id=row["id"],
        expires_at=row["expires_at"],
        channel=intent.channel,
        contact_point_id=intent.contact_point_id,
        content_hash=hashed,
        answer=answer,
    )


def use(
    permit_id: uuid.UUID, *, channel: str, contact_point_id: int | None, content_hash: str, actor: Actor
) -> None:
    """Use a permit, once. Everything is judged again under the debtor's lock: a stop placed meanwhile refuses.

    Raises PermitRefused and leaves the permit as it was.
    """
    kept = models.Permit.objects.filter(pk=permit_id).defer("answer").first()
    if kept is None:
        raise PermitRefused(Words("没有这个许可", "There is no such permit"))
    intent = _intent_of(kept, actor)
    spending = False
    try:
        with transaction.atomic():
            _asked, at, answer = _judged(intent, permit_id)
            if answer.verdict != "permit":
                words = answer.failing()[0].words
                raise _refused(permit_id, f"情况已变化：{words.zh}", f"Things have changed: {words.en}")
            spending = True
            _spend(permit_id, channel, contact_point_id, content_hash, at)
    except DatabaseError as error:
        if not spending:
            raise
        raise _refused(
            permit_id,
            "许可已过期，或渠道、地址、内容与许可不符",
            "The permit expired, or is for something else",
        ) from error


def _refused(permit_id: uuid.UUID, zh: str, en: str) -> PermitRefused:
    """Why a permit is not used; that it was used or given back before says more than anything else."""
    if models.PermitEnd.objects.filter(pk=permit_id).exists():
        return PermitRefused(Words("许可已使用或已退回", "The permit was used or given back"))
    return PermitRefused(Words(zh, en))


def _spend(permit_id: uuid.UUID, channel: str, point: int | None, hashed: str, at: datetime) -> None:
    """The line that a permit was used; the database refuses a second one, a late one and one that differs."""
    _insert(
        models.PermitEnd,
        {
            "permit_id": permit_id,
            "kind": "used",
            "channel": channel,
            "contact_point_id": point,
            "content_hash": hashed,
            "at": at,
        },
    )


def _intent_of(kept: models.Permit, actor: Actor) -> Intent:
    return Intent(
        creditor_id=kept.creditor_id,
        debtor_id=kept.debtor_id,
        person_id=kept.person_id,
        contact_point_id=kept.contact_point_id,
        channel=kept.channel,
        purpose=kept.purpose,
        account_ids=tuple(kept.accounts),
        call_kind=kept.call_kind or None,
        content_hash=kept.content_hash,
        text=vault.unseal(kept.text_sealed) or None,
        act=act_of_entry(kept.particulars),
        actor=actor,
    )


def release(permit_id: uuid.UUID) -> None:
    """Give an unused permit back: its place in the counters is free again. Repeating changes nothing."""
    kept = models.Permit.objects.filter(pk=permit_id).first()
    if kept is None:
        raise PermitRefused(Words("没有这个许可", "There is no such permit"))
    models.PermitEnd.objects.get_or_create(
        permit_id=permit_id,
        defaults={
            "kind": "released",
            "channel": kept.channel,
            "contact_point_id": kept.contact_point_id,
            "content_hash": kept.content_hash,
            "at": clock.now(),
        },
    )


def report_outcome(
    permit_id: uuid.UUID,
    result: str,
    *,
    actor: Actor,
    at: datetime | None = None,
    detail: Mapping[str, object] | None = None,
) -> None:
    """Say what became of a permitted contact; the values are those of GATE.md's history."""
    require(contracts.ContactResult, result, Words("联系结果", "result"))
    models.PermitOutcome.objects.create(
        permit_id=permit_id, result=result, at=at or clock.now(), detail=dict(detail or {}), by=actor.name
    )


def report_inbound(
    creditor_id: int,
    debtor_id: int,
    *,
    channel: str,
    result: str,
    actor: Actor,
    person_id: int | None = None,
    contact_point_id: int | None = None,
    account_ids: Sequence[int] = (),
    at: datetime | None = None,
) -> None:
    """The debtor or another person came to us: it opens answers and closes cool-downs."""
    require(contracts.ContactResult, result, Words("联系结果", "result"))
    asked = asking.ask(
        Intent(
            creditor_id=creditor_id,
            debtor_id=debtor_id,
            person_id=person_id,
            contact_point_id=contact_point_id,
            channel=channel,
            purpose="answer",
            account_ids=tuple(account_ids),
            actor=actor,
        )
    )
    models.Inbound.objects.create(
        creditor_id=creditor_id,
        debtor_id=debtor_id,
        person_id=asked.person_id,
        subject=asked.keys.subject,
        person_subject=asked.keys.person,
        address=asked.keys.address,
        accounts=list(account_ids),
        channel=channel,
        result=result,
        lender_group=asked.keys.lender_group,
        operator=asked.keys.operator,
        at=at or clock.now(),
        by=actor.name,
    )
