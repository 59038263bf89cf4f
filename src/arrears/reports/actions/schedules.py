"""Summaries by schedule, sent by e-mail to named users; the house's own Word template."""

from __future__ import annotations

from datetime import date
from smtplib import SMTPException
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.smtp import EmailBackend
from django.db import transaction

from arrears.foundation.api import (
    SYSTEM,
    Actor,
    Role,
    actor_by_user_id,
    audit,
    email_of,
    read_file,
    store_file,
    users,
)
from arrears.kernel import clock
from arrears.kernel.words import Words
from arrears.reports.actions.summaries import MEDIA, write_summary
from arrears.reports.contracts import NoSuchScope, Period, ScheduleOrder, Scope, ScopeKind
from arrears.reports.documents.content import content
from arrears.reports.documents.word import TEMPLATE, TemplateUnusable, docx
from arrears.reports.models import ScheduleReader, SentSummary, SummarySchedule, SummaryTemplate
from arrears.reports.queries.figures import summary
from arrears.reports.queries.schedules import SPANS, ended_span, schedule_row
from arrears.reports.queries.written import written_file
from arrears.reports.scopes import scope_of

READERS_MAX = 50
TEMPLATE_BYTES_MAX = 5_000_000
PROBLEM_MAX = 300
SUBJECT = Words("工作总结 {first} 至 {last}", "Work summary {first} to {last}")
BODY = Words(
    "附件为 {first} 至 {last} 的工作总结，文中每个数字都可打开明细：{address}",
    "The work summary of {first} to {last} is attached; every number in it opens its rows: {address}",
)


def plan_summary(order: ScheduleOrder, actor: Actor) -> int:
    """Write a summary after each period and send it. Readers are users in the actor's view. NoSuchScope for a
    scope outside it, ValueError for an unknown span, form or reader."""
    if order.span not in SPANS or order.form not in MEDIA or actor.user_id is None:
        raise ValueError("no such span or form")
    scope_of(order.scope, order.ref or None, actor)
    known = {one.id for one in users(actor)}
    readers = tuple(dict.fromkeys(order.reader_ids))
    if not readers or len(readers) > READERS_MAX or not set(readers) <= known:
        raise ValueError("no such reader")
    with transaction.atomic():
        row = SummarySchedule.objects.create(
            scope=order.scope, ref=order.ref, span=order.span, language=order.language, form=order.form,
            made_by_id=actor.user_id,
        )  # fmt: skip
        ScheduleReader.objects.bulk_create(ScheduleReader(schedule=row, user_id=one) for one in readers)
        audit(
            actor, "summary.scheduled", f"schedule:{row.pk}", {"span": order.span, "readers": list(readers)}
        )
    return row.pk


def end_schedule(schedule_id: int, actor: Actor) -> None:
    """Stop a schedule. LookupError outside the actor's view."""
    row = schedule_row(schedule_id, actor)
    row.ended_at = clock.now()
    row.save(update_fields=["ended_at"])
    audit(actor, "summary.schedule_ended", f"schedule:{row.pk}", {})


def send_due(today: date) -> dict[str, int]:
    """Write and send what fell due: each schedule's newest ended period, once to each reader.

    Periods that ended before the schedule was made are left alone. A reader for whom the attempt was begun and
    not finished is not written to again. Returns counts by state.
    """
    counts: dict[str, int] = {}
    for row in SummarySchedule.objects.filter(ended_at=None).order_by("pk"):
        period = ended_span(row.span, today)
        if period.last < row.made_at.astimezone(clock.zone()).date():
            continue
        readers = ScheduleReader.objects.filter(schedule=row).exclude(
            user_id__in=SentSummary.objects.filter(schedule=row, last=period.last).values("user_id")
        )
        waiting = list(readers.values_list("user_id", flat=True))
        if not waiting:
            continue
        file_id, problem = _written(row, period)
        for user_id in waiting:
            state = _send(row, period, user_id, file_id, problem)
            counts[state] = counts.get(state, 0) + 1
    return counts


def _written(row: SummarySchedule, period: Period) -> tuple[UUID | None, str]:
    maker = actor_by_user_id(row.made_by_id)
    try:
        ref = write_summary(
            scope=row.scope, ref=row.ref or None, first=period.first, last=period.last, language=row.language,
            actor=maker, form=row.form,
        )  # fmt: skip
    except NoSuchScope as gone:
        return None, str(gone)
    return ref.id, ""


def _send(row: SummarySchedule, period: Period, user_id: int, file_id: UUID | None, problem: str) -> str:
    sent = SentSummary.objects.create(
        schedule=row, user_id=user_id, first=period.first, last=period.last, file_id=file_id, state="failed",
        problem=problem or "not finished",
    )  # fmt: skip
    if file_id is not None:
        sent.state, sent.problem = _mailed(row, period, user_id, file_id)
        sent.at = clock.now()
        sent.save(update_fields=["state", "problem", "at"])
    audit(SYSTEM, "summary.sent", f"schedule:{row.pk}", {"user": user_id, "state": sent.state})
    return sent.state


def _mailed(row: SummarySchedule, period: Period, user_id: int, file_id: UUID) -> tuple[str, str]:
    reader, address = actor_by_user_id(user_id), email_of(user_id)
    try:
        facts = written_file(file_id, reader)
    except LookupError:
        return "refused", "outside the reader's scope"
    if not address:
        return "refused", "no address"
    if not settings.EMAIL_HOST:
        return "simulated", ""
    told = {"first": str(period.first), "last": str(period.last), "address": settings.PUBLIC_ADDRESS}
    message = EmailMessage(
        subject=SUBJECT.in_(row.language).format(**told), body=BODY.in_(row.language).format(**told),
        from_email=settings.DEFAULT_FROM_EMAIL, to=[address], headers={"Auto-Submitted": "auto-generated"},
        connection=EmailBackend(fail_silently=False, timeout=settings.EMAIL_TIMEOUT),
    )  # fmt: skip
    name = f"summary-{facts.kind}-{facts.first}-{facts.last}.{facts.form}"
    message.attach(name, read_file(file_id, reader), MEDIA[facts.form])
    try:
        message.send()
    except (SMTPException, OSError, ValueError) as error:
        return "failed", f"{type(error).__name__}: {error}".replace(address, "***")[:PROBLEM_MAX]
    return "sent", ""


def bring_template(made: bytes, name: str, actor: Actor) -> None:
    """Take the house's own Word template after it has been filled once. TemplateUnusable when it cannot be."""
    if actor.role is not Role.ADMINISTRATOR and not actor.sees_all:
        raise PermissionError("administrators bring templates")
    if len(made) > TEMPLATE_BYTES_MAX:
        raise TemplateUnusable("larger than 5 MB")
    today = clock.today()
    nobody = Scope(kind=ScopeKind.COMPANY, title=Words("试填", "trial"), creditor_ids=(0,))
    words = content(summary(nobody, Period(first=today, last=today)), "zh-hans", "Asia/Shanghai")
    try:
        docx(words, None, settings.PUBLIC_ADDRESS, made)
    except TemplateUnusable:
        raise
    except Exception as error:
        raise TemplateUnusable(f"{type(error).__name__}: {error}"[:PROBLEM_MAX]) from error
    ref = store_file(made, name=name[:120], media_type=MEDIA["docx"], creditor_id=None, actor=actor)
    SummaryTemplate.objects.create(file_id=ref.id, name=name[:120], by=actor.name)
    audit(actor, "summary.template_brought", f"file:{ref.id}", {"name": name[:120]})


def drop_template(actor: Actor) -> None:
    """Go back to the template that ships."""
    if actor.role is not Role.ADMINISTRATOR and not actor.sees_all:
        raise PermissionError("administrators withdraw templates")
    SummaryTemplate.objects.filter(withdrawn_at=None).update(withdrawn_at=clock.now())
    audit(actor, "summary.template_withdrawn", "template", {})


def shipped_template() -> bytes:
    """The Word template that ships, to be changed in Word."""
    return TEMPLATE.read_bytes()
