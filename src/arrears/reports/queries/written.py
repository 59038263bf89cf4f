"""Summaries that were written, in the reader's scope."""

from __future__ import annotations

from uuid import UUID

from arrears.foundation.api import Actor, creditors
from arrears.foundation.contracts import Role
from arrears.reports.contracts import ScopeKind, SummaryFacts, SummaryPage
from arrears.reports.models import WrittenSummary

PAGE_SIZE_MAX = 200


def written(actor: Actor, page: int = 1, size: int = 30) -> SummaryPage:
    """Summaries about creditors that the actor sees, all of them, newest first; a collector's own ones."""
    size, number = max(1, min(size, PAGE_SIZE_MAX)), max(1, page)
    rows = WrittenSummary.objects.order_by("-at", "-pk")
    if not actor.sees_all:
        rows = rows.filter(creditors__contained_by=[one.id for one in creditors(actor)])
    if actor.role is Role.COLLECTOR:
        rows = rows.filter(kind=ScopeKind.PERSON.value, about_user_id=actor.user_id)
    found = rows[(number - 1) * size : number * size]
    return SummaryPage(
        items=tuple(_facts(row) for row in found), number=number, size=size, count=rows.count()
    )


def written_file(file_id: UUID, actor: Actor) -> SummaryFacts:
    """The summary that a file is. LookupError outside the actor's scope."""
    for row in WrittenSummary.objects.filter(file_id=file_id):
        seen = actor.sees_all or all(actor.sees(one) for one in row.creditors)
        own = actor.role is not Role.COLLECTOR or row.about_user_id == actor.user_id
        if seen and own:
            return _facts(row)
    raise LookupError(str(file_id))


def _facts(row: WrittenSummary) -> SummaryFacts:
    return SummaryFacts(
        id=row.pk,
        kind=row.kind,
        title=row.title,
        first=row.first,
        last=row.last,
        language=row.language,
        form=row.form,
        file_id=row.file_id,
        by=row.by,
        at=row.at,
    )
