"""Schedules of summaries, and the house's own Word template."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from arrears.foundation.api import SYSTEM, Actor, Role, actor_by_user_id, creditors, read_file, users
from arrears.kernel.days import add_months, month_first, month_last
from arrears.reports.contracts import Period, ScheduleFacts
from arrears.reports.models import ScheduleReader, SentSummary, SummarySchedule, SummaryTemplate

LIST_MAX = 200
SENT_SHOWN = 6
_MONTHS = {"month": 1, "quarter": 3, "half": 6, "year": 12}
SPANS = ("day", "week", *_MONTHS)


def ended_span(span: str, today: date) -> Period:
    """The newest day, week, month, quarter, half-year or year that had ended before today."""
    eve = today - timedelta(days=1)
    if span == "day":
        return Period(first=eve, last=eve)
    if span == "week":
        sunday = today - timedelta(days=today.weekday() + 1)
        return Period(first=sunday - timedelta(days=6), last=sunday)
    months = _MONTHS[span]
    begin = month_first(today)
    begin = add_months(begin, -((begin.month - 1) % months))
    first = add_months(begin, -months)
    return Period(first=first, last=month_last(add_months(begin, -1)))


def _visible(rows: Iterable[SummarySchedule], actor: Actor) -> list[SummarySchedule]:
    """Schedules whose maker sees nothing that the actor does not."""
    seen = {one.id for one in creditors(actor)}
    kept = list(rows)
    makers = {row.made_by_id for row in kept}
    shown = {
        maker
        for maker in makers
        if actor.sees_all or {one.id for one in creditors(actor_by_user_id(maker))} <= seen
    }
    return [row for row in kept if row.made_by_id in shown]


def schedules(actor: Actor) -> tuple[ScheduleFacts, ...]:
    """Schedules that run, with their readers and what was last sent."""
    rows = SummarySchedule.objects.filter(ended_at=None).select_related("made_by").order_by("-pk")[:LIST_MAX]
    kept = _visible(rows, actor)
    names = {one.id: one.name for one in users(SYSTEM)}
    ids = [row.pk for row in kept]
    readers: dict[int, list[str]] = {}
    for one in ScheduleReader.objects.filter(schedule_id__in=ids).order_by("pk"):
        readers.setdefault(one.schedule_id, []).append(names.get(one.user_id, "–"))
    sent: dict[int, list[tuple[date, str, str]]] = {}
    for row in SentSummary.objects.filter(schedule_id__in=ids).order_by("-last", "-pk")[
        : LIST_MAX * SENT_SHOWN
    ]:
        found = sent.setdefault(row.schedule_id, [])
        if len(found) < SENT_SHOWN:
            found.append((row.last, names.get(row.user_id, "–"), row.state))
    return tuple(
        ScheduleFacts(
            id=row.pk, scope=row.scope, ref=row.ref, span=row.span, language=row.language, form=row.form,
            readers=tuple(readers.get(row.pk, ())), made_by=names.get(row.made_by_id, "–"),
            last_sent=tuple(sent.get(row.pk, ())),
        )
        for row in kept
    )  # fmt: skip


def schedule_row(schedule_id: int, actor: Actor) -> SummarySchedule:
    """A schedule that the actor may end: LookupError otherwise."""
    rows = _visible(SummarySchedule.objects.filter(pk=schedule_id, ended_at=None), actor)
    own = rows and (actor.role is not Role.COLLECTOR or rows[0].made_by_id == actor.user_id)
    if not own:
        raise LookupError(schedule_id)
    return rows[0]


def own_template() -> bytes | None:
    """The house's own Word template; None while the one that ships is used."""
    row = SummaryTemplate.objects.filter(withdrawn_at=None).order_by("-pk").first()
    return read_file(row.file_id, SYSTEM) if row else None


def template_facts() -> tuple[str, str] | None:
    """Name and who brought the house's own template; None without one."""
    row = SummaryTemplate.objects.filter(withdrawn_at=None).order_by("-pk").first()
    return (row.name, row.by) if row else None
