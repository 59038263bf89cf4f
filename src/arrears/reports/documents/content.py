"""What a written summary says, in order, for any form."""

from __future__ import annotations

import re
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from arrears.reports.contracts import SECTIONS, Measure, Summary, Table
from arrears.reports.definitions import DEFINITIONS
from arrears.reports.sentences import care_lines, plan_lines, problem_lines, worked_lines
from arrears.reports.wording import (
    HEADINGS,
    Piece,
    Said,
    figure_ref,
    results_text,
    said,
    shown,
    span,
    target_line,
)

RESULT_CODES = (
    "accounts", "debtors", "overdue_accounts", "overdue", "balance", "received_count", "received",
    "overdue_at_start", "recovery_rate", "cases_handled",
)  # fmt: skip
METHOD_CODES = (
    "attempts", "simulated", "reached", "connected_rate", "refused_by_gate", "promises", "promised", "kept",
    "broken", "kept_rate", "plans_running", "visit_accounts", "legal_accounts", "legal_questions", "legal_answers",
)  # fmt: skip
PROBLEM_CODES = ("lost_contacts", "low_willingness", "slow_cooperation", "disputes", "quality_findings")
CARE_CODES = ("hardships", "complaints", "concerns_closed", "concerns_late")


@dataclass(frozen=True, slots=True)
class TableText:
    title: str
    heads: list[str]
    rows: list[list[Piece]]


MEASURED = {
    "lost-contact-share": "lost_contacts",
    "kept-rate": "kept_rate",
    "refused-share": "refused_by_gate",
    "simulated-channels": "simulated",
    "complaints-per-thousand": "complaints",
    "low-willingness-share": "low_willingness",
}
"""Which figure's rows the number of a measure opens."""
AS_SAID = frozenset({"kept-rate", "simulated-channels"})
"""Rules whose number is that figure itself; the others put it beside another one."""
_NUMBER = re.compile(r"[0-9][0-9,.]*%?")


@dataclass(frozen=True, slots=True)
class Content:
    """A summary in the words of one language, ready for a form."""

    title: str
    scope: str
    span: str
    made: str
    headings: dict[str, str]
    opening: list[Piece]
    results: list[Said]
    methods: list[Said]
    problems: list[Said]
    problem_lines: list[list[Piece]]
    measures: list[list[Piece]]
    method_lines: list[list[Piece]]
    plan_lines: list[list[Piece]]
    care_lines: list[list[Piece]]
    care: list[Said]
    scripts: TableText | None
    channels: TableText | None
    refused: TableText | None
    buckets: TableText | None
    next: TableText | None
    own: dict[str, str]


def _table(summary: Summary, code: str, language: str) -> TableText | None:
    found: Table | None = next((table for table in summary.tables if table.code == code), None)
    if found is None:
        return None
    heads = [HEADINGS["item"].in_(language), *(DEFINITIONS[one].label.in_(language) for one in found.columns)]
    rows = [
        [Piece(row.label.in_(language), "")]
        + [
            Piece(
                said(row.values.get(one), DEFINITIONS[one].unit, row.currency, language),
                figure_ref(summary, one, row.currency, what=row.what, bucket=row.bucket),
            )
            for one in found.columns
        ]
        for row in found.rows
    ]
    return TableText(found.title.in_(language), heads, rows)


def _measured(summary: Summary, measure: Measure, language: str) -> list[Piece]:
    """A measure's sentence; the number in it opens the rows that its rule looked at."""
    text = measure.words.in_(language)
    number = _NUMBER.search(text)
    if number is None or measure.rule not in MEASURED:
        return [Piece(text, "")]
    ref = figure_ref(summary, MEASURED[measure.rule]) + ("" if measure.rule in AS_SAID else "#rule")
    return [
        Piece(text[: number.start()], ""),
        Piece(number.group(), ref),
        Piece(text[number.end() :], ""),
    ]


def content(summary: Summary, language: str, zone: str) -> Content:
    """The summary's words. Sections without anything to say get one honest sentence instead of zero tables."""
    headings = {name: words.in_(language) for name, words in HEADINGS.items()}
    lead, end = ("（依据规则：", "）") if language.startswith("zh") else (" (rule: ", ")")
    made = summary.made_at.astimezone(ZoneInfo(zone))
    return Content(
        title=headings["title"],
        scope=summary.scope.title.in_(language),
        span=span(summary.period, language),
        made=f"{headings['made']} {made:%Y-%m-%d %H:%M}",
        headings=headings,
        opening=results_text(summary, language),
        results=shown(summary, RESULT_CODES, language)
        + [target_line(one, language) for one in summary.targets],
        methods=shown(summary, METHOD_CODES, language),
        problems=shown(summary, PROBLEM_CODES, language),
        problem_lines=problem_lines(summary, language) or [[Piece(headings["none"], "")]],
        method_lines=worked_lines(summary, language),
        plan_lines=plan_lines(summary, language),
        care_lines=care_lines(summary, language) or [[Piece(headings["no_care"], "")]],
        care=shown(summary, CARE_CODES, language),
        scripts=_table(summary, "scripts", language),
        measures=[
            [*_measured(summary, one, language), Piece(lead, ""), Piece(one.rule, ""), Piece(end, "")]
            for one in summary.measures
        ]
        or [[Piece(headings["no_measures"], "")]],
        channels=_table(summary, "channels", language),
        refused=_table(summary, "refused", language),
        buckets=_table(summary, "buckets", language),
        next=_table(summary, "next", language),
        own={section: summary.own_words.get(section, "") for section in SECTIONS},
    )
