"""The automatic steps of a business day, through the gate.

Reads what the night proposed (`night_proposals`) and which promises are to be reminded of
(`promises_reminders`); nothing else sends by itself. Each (day, debtor, step) is dealt with once: a line is
kept in the same transaction as what was done, so that a killed run is run again and ends the same. What the
gate refused for the hour alone waits, and is tried when dispatch runs after the next permitted time.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Generator, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from itertools import chain, islice
from typing import Any

from django.db import connection, transaction
from django.db.models import Count

from arrears.book.portfolio import api as portfolio
from arrears.book.portfolio.contracts import ContactPointFacts, ContactState, ContactUse
from arrears.desk.contact.actions.preparing import prepare
from arrears.desk.contact.actions.reaching import ask, send, sweep
from arrears.desk.contact.channels import CHANNELS
from arrears.desk.contact.contracts import (
    Channel,
    DispatchSummary,
    ReachError,
    ReachOrder,
    ReachResult,
    ReachState,
)
from arrears.desk.contact.models import Attempt, DispatchLine
from arrears.desk.contact.rules.words_for import CaseFigures, amount_words, day_words
from arrears.foundation.api import SYSTEM, Actor, Progress, creditor_by_id, reading_once
from arrears.kernel import clock
from arrears.kernel.words import Words

BATCH = 25  # steps in one transaction
PAGE = 1_000  # steps in memory
LOCK = 7_305  # our number among PostgreSQL's advisory locks
REMINDER_SCRIPTS = (("sms", "promise_sms"), ("email", "promise_email"))
FINAL = ("sent", "simulated", "printed", "refused", "failed", "skipped")
_PREFERRED_USE = (ContactUse.PERSONAL, ContactUse.UNKNOWN, ContactUse.SHARED, ContactUse.WORK)

_OPEN = "(l.id IS NULL OR (l.state = 'waiting' AND l.retry_at <= %(now)s))"
"""Not dealt with on this day yet, or refused for the hour alone and its time has come."""
_STEPS = f"""
SELECT s.* FROM (
    SELECT p.creditor_id, p.debtor_id, p.step || ':' || p.currency AS name, p.channel, p.script,
           p.currency, array_agg(p.account_id ORDER BY p.account_id), sum(p.overdue_minor),
           sum(p.balance_minor), min(p.oldest_due_on), sum(p.value_minor) AS value
    FROM night_proposals(%(day)s) p
    WHERE p.automatic AND p.due_on = %(day)s AND p.action <> 'none' AND p.channel IS NOT NULL
    GROUP BY p.creditor_id, p.debtor_id, p.step, p.channel, p.script, p.currency
) s
LEFT JOIN contact_dispatchline l
  ON l.business_date = %(day)s AND l.creditor_id = s.creditor_id AND l.debtor_id = s.debtor_id AND l.step = s.name
WHERE {_OPEN}
ORDER BY s.value DESC, 1, 2, 3
"""  # noqa: S608 - a constant of this module
_REMINDERS = f"""
SELECT r.creditor_id, r.debtor_id, 'promise_reminder:' || r.promise_id, r.account_id, r.amount_minor, r.currency,
       r.due_on
FROM promises_reminders(%(day)s) r
LEFT JOIN contact_dispatchline l
  ON l.business_date = %(day)s AND l.creditor_id = r.creditor_id AND l.debtor_id = r.debtor_id
 AND l.step = 'promise_reminder:' || r.promise_id
WHERE {_OPEN}
ORDER BY r.due_on, r.promise_id
"""  # noqa: S608 - a constant of this module
_BY_RULE = """
SELECT r.rule, count(*) FROM (
    SELECT DISTINCT l.id, x ->> 'id' AS rule
    FROM contact_dispatchline l JOIN contact_refused f ON f.id = l.refused_id,
         jsonb_array_elements(f.rules) x
    WHERE l.business_date = %s
) r GROUP BY r.rule ORDER BY r.rule
"""
LINE_KEY = ("business_date", "creditor", "debtor", "step")
LINE_FIELDS = ("channel", "state", "attempt", "refused", "reason_zh", "reason_en", "retry_at", "at")


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One thing that is to go out by itself."""

    creditor_id: int
    debtor_id: int
    name: str
    ways: tuple[tuple[str, str], ...]
    account_ids: tuple[int, ...]
    figures: CaseFigures | None = None
    promise: tuple[int, str, date] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    state: str
    channel: str
    words: Words | None = None
    attempt_id: int | None = None
    refused_id: int | None = None
    retry_at: datetime | None = None


def dispatch(
    business_date: date, *, progress: Progress | None = None, actor: Actor = SYSTEM
) -> DispatchSummary:
    """Send what is due by itself on a business day; running it again changes nothing that is done.

    It may be run several times a day: what waited for a permitted hour goes out when that hour has come.
    """
    with _alone() as alone:
        if alone:
            _run(business_date, actor, progress)
    return summary(business_date)


@contextmanager
def _alone() -> Iterator[bool]:
    """One dispatch at a time: while another session is at it, this one does nothing."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [LOCK])
        row = cursor.fetchone()
    alone = bool(row and row[0])
    try:
        yield alone
    finally:
        if alone:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])


def _run(business_date: date, actor: Actor, progress: Progress | None) -> None:
    sweep(actor)
    _unclaim(business_date)
    asked = {"day": business_date, "now": clock.now()}
    total, done = _count(asked) if progress else 0, 0
    with _steps(asked) as todo:
        while batch := list(islice(todo, BATCH)):
            with reading_once():  # a creditor that changes meanwhile is seen by the next batch
                _deal(batch, business_date, actor)
            done += len(batch)
            if progress:
                progress(done, max(done, total))


def _deal(batch: list[Step], business_date: date, actor: Actor) -> None:
    """Do a batch of steps and keep their lines: in one transaction what stays in the house, else one by one."""
    with transaction.atomic():
        stay = [step for step in batch if not _leaves(step)]
        _keep([_line(step, _do(step, business_date, actor), business_date) for step in stay])
    for step in batch:
        if _leaves(step):  # claimed and kept before anything goes out
            _keep([_line(step, Done(state="queued", channel=step.ways[0][0]), business_date)])
            _keep([_line(step, _do(step, business_date, actor), business_date)])


def _line(step: Step, done: Done, business_date: date) -> DispatchLine:
    return DispatchLine(
        business_date=business_date,
        creditor_id=step.creditor_id,
        debtor_id=step.debtor_id,
        step=step.name,
        channel=done.channel,
        state=done.state,
        attempt_id=done.attempt_id,
        refused_id=done.refused_id,
        reason_zh=done.words.zh[:300] if done.words else "",
        reason_en=done.words.en[:300] if done.words else "",
        retry_at=done.retry_at,
        at=clock.now(),
    )


def _keep(lines: list[DispatchLine]) -> None:
    DispatchLine.objects.bulk_create(
        lines, update_conflicts=True, unique_fields=LINE_KEY, update_fields=LINE_FIELDS
    )


def _unclaim(business_date: date) -> None:
    """Lines that a killed run had claimed and not yet asked for: nothing was done, so they are free again."""
    claimed = DispatchLine.objects.filter(business_date=business_date, state="queued")
    keys = {row.pk: line_key(row) for row in claimed}
    asked = set(Attempt.objects.filter(key__in=keys.values()).values_list("key", flat=True))
    free = [pk for pk, key in keys.items() if key not in asked]
    DispatchLine.objects.filter(pk__in=free).delete()


def line_key(row: DispatchLine) -> str:
    """The key of the attempt that a line stands for."""
    return f"dispatch/{row.business_date}/{row.creditor_id}/{row.debtor_id}/{row.step}"


def _count(asked: dict[str, Any]) -> int:
    total = 0
    with connection.cursor() as cursor:
        for statement in (_REMINDERS, _STEPS):
            cursor.execute(f"SELECT count(*) FROM ({statement}) s", asked)  # noqa: S608 - as above
            total += int(cursor.fetchone()[0])
    return total


def _rows(statement: str, asked: dict[str, Any]) -> Generator[tuple[Any, ...], None, None]:
    """The rows of a statement, a page of them in memory at a time; it stays open over the batches' commits."""
    with connection.chunked_cursor() as cursor:
        cursor.execute(statement, asked)
        while rows := cursor.fetchmany(PAGE):
            yield from rows


@contextmanager
def _steps(asked: dict[str, Any]) -> Iterator[Iterator[Step]]:
    with closing(_rows(_REMINDERS, asked)) as reminders, closing(_rows(_STEPS, asked)) as steps:
        yield chain(map(_reminder, reminders), map(_step, steps))


def _reminder(row: tuple[Any, ...]) -> Step:
    creditor, debtor, name, account, minor, currency, due_on = row
    return Step(
        creditor_id=creditor,
        debtor_id=debtor,
        name=name,
        ways=REMINDER_SCRIPTS,
        account_ids=(account,),
        promise=(minor, currency, due_on),
    )


def _step(row: tuple[Any, ...]) -> Step:
    creditor, debtor, name, channel, script, currency, accounts, overdue, balance, oldest, _value = row
    return Step(
        creditor_id=creditor,
        debtor_id=debtor,
        name=name,
        ways=((channel, script or ""),),
        account_ids=tuple(accounts),
        figures=CaseFigures(
            currency=currency,
            overdue_minor=int(overdue),
            total_minor=int(balance),
            oldest_due_on=oldest,
        ),
    )


def _leaves(step: Step) -> bool:
    return any(channel in CHANNELS and CHANNELS[channel].leaves() for channel, _script in step.ways)


def _do(step: Step, business_date: date, actor: Actor) -> Done:
    points = [
        point
        for point in portfolio.contact_points(step.debtor_id, include_roles=False)
        if point.usable and point.person_id == step.debtor_id
    ]
    for channel, script in step.ways:
        point = best_point(points, CHANNELS[channel].point_kind) if channel in CHANNELS else None
        if point is not None:
            return _reach(step, channel, script, point, business_date, actor)
    channel = step.ways[0][0]
    if channel not in CHANNELS:
        return Done(
            state="skipped", channel=channel, words=Words("该渠道不能自动发送", "Not sent by machine")
        )
    return Done(state="skipped", channel=channel, words=Words("没有可用的联系方式", "No usable address"))


def best_point(points: list[ContactPointFacts], kind: str) -> ContactPointFacts | None:
    """The debtor's own address of a kind: confirmed before unconfirmed, personal before shared."""
    fitting = [point for point in points if point.kind.value == kind and point.use in _PREFERRED_USE]
    return min(
        fitting,
        key=lambda point: (
            point.state is not ContactState.VALID,
            _PREFERRED_USE.index(point.use),
            point.contact_point_id,
        ),
        default=None,
    )


def _reach(
    step: Step, channel: str, script: str, point: ContactPointFacts, business_date: date, actor: Actor
) -> Done:
    extra: dict[str, str] = {}
    if step.promise:
        minor, currency, due_on = step.promise
        settings = creditor_by_id(step.creditor_id).settings
        language = str(settings.get("language", "zh-hans"))
        extra = {
            "promise_amount": amount_words(minor, currency, language),
            "promise_on": day_words(due_on, language),
        }
    order = ReachOrder(
        creditor_id=step.creditor_id,
        debtor_id=step.debtor_id,
        channel=Channel(channel),
        contact_point_id=point.contact_point_id,
        account_ids=step.account_ids,
        script=script or None,
        blanks=extra,
        business_date=business_date,
        key=f"dispatch/{business_date}/{step.creditor_id}/{step.debtor_id}/{step.name}",
    )
    try:
        with transaction.atomic():  # a failed order leaves the others of its batch alone
            prepared = prepare(order, actor, given=step.figures, point=point)
            asked = ask(prepared, actor, automatic=True)
        if isinstance(asked, ReachResult):
            return _refused(asked, channel, business_date)
        result = send(asked, prepared, actor)
    except (ReachError, portfolio.PortfolioError) as error:
        return Done(state="skipped", channel=channel, words=error.words)
    words = None if result.state is not ReachState.FAILED else result.words
    return Done(state=result.state.value, channel=channel, words=words, attempt_id=result.attempt_id)


def _refused(result: ReachResult, channel: str, business_date: date) -> Done:
    """Refused for good, or waiting when the same contact is permitted later the same day."""
    denial = result.denial
    assert denial is not None
    later = denial.next_permitted_at
    same_day = later is not None and later.astimezone(clock.zone()).date() == business_date
    return Done(
        state="waiting" if same_day else "refused",
        channel=channel,
        words=result.words,
        refused_id=denial.id,
        retry_at=later if same_day else None,
    )


def summary(business_date: date) -> DispatchSummary:
    """What the automatic steps of a day have come to by now."""
    lines = DispatchLine.objects.filter(business_date=business_date)
    states, channels = Counter[str](), Counter[str]()
    for state, channel, count in lines.values_list("state", "channel").annotate(count=Count("pk")):
        states[state] += count
        channels[channel] += count
    with connection.cursor() as cursor:
        cursor.execute(_BY_RULE, [business_date])
        by_rule = dict(cursor.fetchall())
    return DispatchSummary(
        business_date=business_date,
        proposed=states.total(),
        sent=states["sent"],
        simulated=states["simulated"],
        printed=states["printed"],
        refused=states["refused"],
        waiting=states["waiting"],
        failed=states["failed"] + states["queued"],
        skipped=states["skipped"],
        by_rule=by_rule,
        by_channel=dict(sorted(channels.items())),
    )
