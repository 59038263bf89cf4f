"""Writing summaries."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import transaction

from arrears.foundation.api import SYSTEM, Actor, FileRef, Progress, audit, store_file
from arrears.kernel.clock import BUSINESS_ZONE
from arrears.reports import charts
from arrears.reports.analytics.closings import days, file_of, keep
from arrears.reports.analytics.kept import keep_up
from arrears.reports.contracts import DayFiles, Period, Question, RowFilters, Scope, Summary
from arrears.reports.documents.content import content
from arrears.reports.documents.pdf import pdf
from arrears.reports.documents.sheet import Sheet, book_bytes, csv_bytes
from arrears.reports.documents.word import docx
from arrears.reports.models import WrittenSummary
from arrears.reports.queries import closing
from arrears.reports.queries.figures import summary as figures
from arrears.reports.queries.grids import grids
from arrears.reports.queries.reading import has_night
from arrears.reports.queries.rows import figure_rows
from arrears.reports.queries.schedules import own_template
from arrears.reports.queries.shown import definition_sheet, grid_sheet, meaning_sheet, sheet_of
from arrears.reports.scopes import company, scope_of

MEDIA = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
}
EXPORT_MAX = 100_000
DAY_LANGUAGES = ("zh-hans", "en")


def summary_chart(summary: Summary, language: str) -> charts.Chart | None:
    """The chart that the page of a summary and its documents hold; None when there is nothing to draw."""
    table = next((one for one in summary.tables if one.code == "buckets"), None)
    return charts.buckets(table, language) if table else None


def _picture(summary: Summary, language: str) -> str | None:
    chart = summary_chart(summary, language)
    return charts.svg(chart) if chart else None


def _write(summary: Summary, picture: str | None, language: str, form: str, actor: Actor) -> FileRef:
    words = content(summary, language, actor.zone or BUSINESS_ZONE)
    if form == "pdf":
        made = pdf(words, picture, language)
    elif form == "docx":
        made = docx(words, charts.png(picture) if picture else None, settings.PUBLIC_ADDRESS, own_template())
    else:
        raise ValueError(f"no such form: {form}")
    first, last = summary.period.first, summary.period.last
    when = f"{first}" if first == last else f"{first}-{last}"
    tag = "zh" if language.startswith("zh") else "en"
    name = f"summary-{summary.scope.kind}-{when}.{tag}.{form}"
    ref = store_file(made, name=name, media_type=MEDIA[form], creditor_id=None, actor=actor)
    WrittenSummary.objects.create(
        kind=summary.scope.kind.value,
        title=summary.scope.title.in_(language),
        first=first,
        last=last,
        language=language,
        form=form,
        file_id=ref.id,
        creditors=list(summary.scope.creditor_ids),
        about_user_id=summary.scope.person_id,
        by=actor.name,
    )
    return ref


def write_summary(
    *, scope: str, ref: str | None, first: date, last: date, language: str, actor: Actor, form: str
) -> FileRef:
    """Write one work summary. NoSuchScope when `ref` names nothing in the actor's scope."""
    found: Scope = scope_of(scope, ref, actor)
    summary = figures(found, Period(first=first, last=last), actor)
    made = _write(summary, _picture(summary, language), language, form, actor)
    audit(
        actor, "summary.written", f"file:{made.id}", {"scope": scope, "first": str(first), "last": str(last)}
    )
    return made


def export_rows(
    code: str, scope: Scope, period: Period, filters: RowFilters, *, form: str, language: str, actor: Actor
) -> bytes:
    """All rows of a figure (the first EXPORT_MAX) as csv or xlsx, names masked; leaves an audit line."""
    found = figure_rows(code, scope, period, filters, size=EXPORT_MAX)
    heads, rows = sheet_of(found, language, actor)
    audit(
        actor,
        "report.rows_exported",
        f"figure:{code}",
        {"first": str(period.first), "last": str(period.last), "rows": len(found.rows), "form": form},
    )
    if form == "csv":
        return csv_bytes(heads, rows)
    if form == "xlsx":
        told = Sheet(title=found.definition.label.in_(language), heads=heads, rows=rows)
        return book_bytes([told, definition_sheet(found, filters.currency, language)])
    raise ValueError(f"no such form: {form}")


def export_page(page: str, question: Question, actor: Actor, language: str) -> bytes:
    """The tables of a page of analytics as a workbook, a sheet each, and one of what their columns mean; leaves an
    audit line. KeyError, ValueError as `grids`."""
    found = grids(page, question, actor)
    audit(actor, "report.page_exported", f"page:{page}", {"by": question.by, "sheets": len(found)})
    sheets = [grid_sheet(one, language, settings.PUBLIC_ADDRESS) for one in found]
    return book_bytes([*sheets, meaning_sheet(page, language)])


def close_day(business_date: date) -> int:
    """Keep the day's accounts as the night saw them, once. Returns the rows; 0 when there was no night, and
    then nothing is kept."""
    place = closing.folder()
    if file_of(place, business_date).exists() or not has_night(business_date):
        return 0
    with transaction.atomic():
        earlier = [one for one in days(place) if one < business_date]
        rows = keep(
            place, business_date, closing.rows_of_day(business_date), earlier[-1] if earlier else None
        )
    keep_up(place, business_date)
    return rows


def write_day(business_date: date, progress: Progress | None = None) -> DayFiles:
    """The day's summary of the whole house in both languages, as Word and PDF.

    A second run of the same date replaces nothing: what was written for the date is given back.
    """
    close_day(business_date)
    kept = list(
        WrittenSummary.objects.filter(kind="company", first=business_date, last=business_date, by=SYSTEM.name)
        .select_related("file")
        .order_by("pk")
    )
    summary = figures(company(SYSTEM), Period(first=business_date, last=business_date))
    names, ids = [row.file.name for row in kept], [str(row.file_id) for row in kept]
    wanted = [(language, form) for language in DAY_LANGUAGES for form in ("docx", "pdf")]
    pictures = {language: _picture(summary, language) for language in DAY_LANGUAGES}
    for place, (language, form) in enumerate(wanted, 1):
        if not any(row.language == language and row.form == form for row in kept):
            ref = _write(summary, pictures[language], language, form, SYSTEM)
            names.append(ref.name)
            ids.append(str(ref.id))
        if progress:
            progress(place, len(wanted))
    amounts = {
        code: {
            one.currency: int(one.value)
            for one in summary.figures
            if one.code == code and one.value is not None
        }
        for code in ("received", "overdue")
    }
    return DayFiles(
        files=tuple(names),
        file_ids=tuple(ids),
        received_minor=amounts["received"],
        overdue_minor=amounts["overdue"],
    )
