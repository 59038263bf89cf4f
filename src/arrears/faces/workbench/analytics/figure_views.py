"""The rows behind each figure, exactly where documents link to."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from arrears.book.portfolio import api as portfolio
from arrears.faces.workbench.analytics import asked
from arrears.faces.workbench.collector.list_views import BUCKETS
from arrears.faces.workbench.fields import DayInput
from arrears.foundation.access import actor_of, may
from arrears.foundation.api import Actor, Role, creditors, users
from arrears.people.team import api as team
from arrears.reports import api as reports
from arrears.reports.api import DEFINITIONS, FigureRows, RowFilters
from arrears.reports.contracts import Unit

PAGE_SIZE = 50
MEDIA = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


class NarrowForm(forms.Form):
    """What the rows are narrowed to. The names are those of the documents' links."""

    first = forms.DateField(label=gettext_lazy("From"), required=False, widget=DayInput())
    last = forms.DateField(label=gettext_lazy("To"), required=False, widget=DayInput())
    creditors = forms.ChoiceField(label=gettext_lazy("Creditor"), required=False)
    team = forms.ChoiceField(label=gettext_lazy("Team"), required=False)
    person = forms.ChoiceField(label=gettext_lazy("Person"), required=False)
    batch = forms.ChoiceField(label=gettext_lazy("Batch"), required=False)
    bucket = forms.ChoiceField(label=gettext_lazy("Bucket"), required=False)
    product = forms.CharField(label=gettext_lazy("Product"), required=False, max_length=60)
    region = forms.CharField(label=gettext_lazy("Region"), required=False, max_length=20)
    currency = forms.CharField(label=gettext_lazy("Currency"), required=False, max_length=3)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        seen = [(str(one.id), one.name) for one in creditors(actor)]
        several = str(self.data.get("creditors", ""))
        if "," in several:  # a document names all of its creditors
            count = len(several.split(","))
            seen.append(
                (several, ngettext("%(count)s creditor", "%(count)s creditors", count) % {"count": count})
            )
        self._offer("creditors", _("All creditors"), seen)
        self._offer("bucket", _("All buckets"), [(name, name) for name, _low, _high in BUCKETS])
        self._offer("batch", _("All batches"), [(one.batch_id, one.code) for one in portfolio.batches(actor)])
        if actor.role is Role.COLLECTOR:
            del self.fields["team"], self.fields["person"]
            return
        self._offer("team", _("All teams"), [(one.id, one.name) for one in team.teams(actor)])
        people = users(actor, Role.COLLECTOR)
        self._offer("person", _("Everybody"), [(one.id, one.name) for one in people])

    def _offer(self, name: str, first: str, options: list[tuple[Any, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", first), *((str(code), label) for code, label in options)]

    def add_prefix(self, field_name: str) -> str:
        return {"first": "from", "last": "to"}.get(field_name, field_name)


def _filters(request: HttpRequest, code: str, actor: Actor) -> RowFilters:
    query = request.GET
    currency = query.get("currency", "")[:3].upper()
    if DEFINITIONS[code].unit is Unit.MONEY and not currency:
        seen = creditors(actor)
        currency = seen[0].currency if seen else "CNY"
    batch, debtor = asked.ids(query.get("batch", "")), asked.ids(query.get("debtor", ""))
    return RowFilters(
        currency=currency,
        product=query.get("product", "")[:60],
        region=query.get("region", "")[:20],
        batch_id=batch[0] if batch else None,
        bucket=query.get("bucket", "")[:10],
        what=query.get("what", "")[:60],
        hour=query.get("hour", "")[:2],
        debtor_id=debtor[0] if debtor else None,
        on=asked.day(query, "on"),
    )


def _shown_total(found: FigureRows, currency: str) -> str:
    return reports.said(found.total, found.definition.unit, currency, get_language() or "zh")


@may(*asked.READERS)
@require_GET
def figures(request: HttpRequest) -> HttpResponse:
    """Every figure of the house with its definition, each a way to its rows."""
    scope, span = asked.scope(request.GET, actor_of(request)), asked.period(request.GET)
    context = {"definitions": list(DEFINITIONS.values()), "query": asked.query_of(scope, span), "span": span}
    return render(request, "workbench/analytics/figures.html", context)


@may(*asked.READERS)
@require_GET
def figure(request: HttpRequest, code: str) -> HttpResponse:
    """One figure: its definition, its value, the rows that make it up."""
    if code not in DEFINITIONS:
        raise Http404
    actor = actor_of(request)
    scope, span, filters = (
        asked.scope(request.GET, actor),
        asked.period(request.GET),
        _filters(request, code, actor),
    )
    number = (asked.ids(request.GET.get("page", "")) or [1])[0]
    found = reports.figure_rows(code, scope, span, filters, page=number, size=PAGE_SIZE)
    form = NarrowForm(
        {**request.GET.dict(), "from": span.first, "to": span.last, "currency": filters.currency}, actor=actor
    )
    context = {
        "definition": found.definition,
        "total": _shown_total(found, filters.currency),
        "page": found,
        "lines": reports.lines_of(found, actor),
        "money": found.definition.unit is Unit.MONEY or code == "recovery_rate",
        "base_money": code == "recovery_rate",
        "filters": form,
        "kept_users": request.GET.get("users", ""),
        "kept": [
            (name, value)
            for name, value in (
                ("what", filters.what),
                ("hour", filters.hour),
                ("debtor", filters.debtor_id),
                ("on", filters.on),
            )
            if value
        ],
        "scope": scope,
        "span": span,
        "query": request.GET.urlencode(),
        "all_figures": asked.query_of(scope, span),
    }
    return render(request, "workbench/analytics/figure.html", context)


@may(*asked.READERS)
@require_GET
def export(request: HttpRequest, code: str, form: str) -> HttpResponse:
    """All rows as a file; names masked, the export audited."""
    if code not in DEFINITIONS or form not in MEDIA:
        raise Http404
    actor = actor_of(request)
    span = asked.period(request.GET)
    content = reports.export_rows(
        code, asked.scope(request.GET, actor), span, _filters(request, code, actor), form=form,
        language=get_language() or "zh", actor=actor,
    )  # fmt: skip
    name = f"{code}-{span.first}-{span.last}.{form}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=MEDIA[form], headers=headers)
