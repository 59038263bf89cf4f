"""Tags of the analytics seat: its tabs, and codes of rows in words."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from django import template
from django.urls import resolve, reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from arrears.desk.care.contracts import KIND_WORDS
from arrears.desk.contact.contracts import CHANNEL_WORDS, OUTCOME_WORDS
from arrears.desk.promises.contracts import AGREEMENT_STATE_WORDS, STATE_WORDS
from arrears.desk.promises.contracts import KIND_WORDS as AGREEMENT_WORDS
from arrears.faces.workbench.templatetags.workbench import MINUS, day, in_language, money
from arrears.foundation.access import actor_of
from arrears.kernel.reasons import REASON_WORDS
from arrears.kernel.words import Words
from arrears.night.strategy.contracts import ACTION_WORDS
from arrears.people.team.api import DEPARTMENT_WORDS
from arrears.reports import api as reports
from arrears.reports.api import Column, Grid, TargetPart, Unit

register = template.Library()
TABS = (
    ("summaries", _("Work summaries")),
    ("schedules", _("Schedules")),
    ("targets", _("Targets")),
    ("figures", _("Figures")),
    ("work_figures", _("Work")),
    ("stock", _("Stock")),
    ("flow", _("Roll rates")),
    ("vintages", _("Vintages")),
    ("liquidation", _("Liquidation")),
    ("movement", _("Movement")),
    ("outlook", _("Forecast")),
)
FORMS = {"docx": "Word", "pdf": "PDF"}
_TABLES = (
    AGREEMENT_STATE_WORDS, AGREEMENT_WORDS, REASON_WORDS, DEPARTMENT_WORDS, ACTION_WORDS, KIND_WORDS, STATE_WORDS,
    OUTCOME_WORDS, CHANNEL_WORDS,
)  # fmt: skip
WORDS: dict[str, Words] = {
    "follow_up": Words("跟进", "Follow-up"),
    **{str(code): words for table in _TABLES for code, words in table.items()},
}


@register.inclusion_tag("workbench/analytics/parts/tabs.html", takes_context=True)
def report_tabs(context: template.Context, here: str) -> dict[str, Any]:
    """The pages of this seat that the reader's role opens."""
    role = actor_of(context["request"]).role
    tabs = [(name, label, reverse(name), name == here) for name, label in TABS]
    return {"tabs": [tab for tab in tabs if role in resolve(tab[2]).func.allowed_roles]}  # type: ignore[attr-defined]  # set by @may


@register.inclusion_tag("workbench/analytics/parts/meanings.html")
def column_meanings(page: str) -> dict[str, Any]:
    """What the columns of a page's tables mean."""
    return {"meanings": reports.MEANINGS[page]}


@register.simple_tag
def chart_library() -> str:
    """The address of the library that draws charts, with the version of what lies there."""
    return f"{reverse('chart_library')}?v={reports.library_version()}"


@register.filter
def file_form(code: str) -> str:
    return FORMS.get(code, code)


@register.filter
def language_words(code: str) -> str:
    """A language by its own name."""
    return "中文" if code.startswith("zh") else "English"


@register.filter
def row_words(what: str) -> str:
    """`call answered` in the reader's words; numbers and rule names stay as they are."""
    return " · ".join(in_language(WORDS[one]) if one in WORDS else one for one in what.split(" "))


@register.filter
def share(value: Fraction | float | None) -> str:
    """A share of one as a percentage; a dash for what is not known."""
    return "–" if value is None or value == "" else f"{float(value) * 100:.1f}%"


@register.filter
def cells(grid: Grid) -> list[list[tuple[Column, object, str]]]:
    """The rows of a table, each cell with its column and the address of its rows (empty: it has none)."""
    return [
        [
            (column, value, grid.refs.get((place, column.code), ""))
            for column, value in zip(grid.columns, row, strict=True)
        ]
        for place, row in enumerate(grid.rows)
    ]


@register.simple_tag
def shown(value: Any, column: Column, grid: Grid) -> str:
    """A cell as the reader sees it, by the unit of its column; a dash for what is not known."""
    if value is None or value == "":
        return "–"
    if isinstance(value, Words):
        return in_language(value)
    if column.unit is Unit.MONEY:
        return money(value, grid.currency)
    if column.unit is Unit.SHARE:
        return share(value)
    if column.unit is Unit.DAY:
        return day(value)
    if column.unit is Unit.RATIO:
        return reports.ratio(value)
    return f"{value:,}" if isinstance(value, int) else str(value)


@register.simple_tag
def figure_said(part: TargetPart, currency: str) -> str:
    """One number that a target's are made of; a dash for what is not known."""
    if part.value is None:
        return "–"
    return reports.said(part.value, part.unit, currency, get_language() or "zh-hans")


@register.filter
def is_number(column: Column) -> bool:
    return column.unit not in (Unit.TEXT, Unit.DAY)


@register.filter
def signed(value: int) -> str:
    return f"{value:+,}".replace("-", MINUS)


@register.filter
def called(code: str, names: Mapping[str, str]) -> str:
    return names.get(code, code) or "–"


@register.simple_tag(takes_context=True)
def query_with(context: template.Context, **changed: object) -> str:
    """The query string of this page with some values changed; an empty value takes its name away."""
    query = context["request"].GET.copy()
    query.pop("page", None)
    for name, value in changed.items():
        if value in ("", None):
            query.pop(name, None)
        else:
            query[name] = str(value)
    return f"?{query.urlencode()}"
