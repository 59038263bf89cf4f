"""The door of reports."""

from arrears.reports.actions import MEDIA, export_rows, summary_chart, write_day, write_summary
from arrears.reports.contracts import (
    DayFiles,
    Definition,
    Figure,
    FigureRow,
    FigureRows,
    NoSuchScope,
    Period,
    RowFilters,
    Scope,
    Summary,
    SummaryFacts,
    SummaryPage,
    Table,
)
from arrears.reports.definitions import DEFINITIONS
from arrears.reports.documents.content import content
from arrears.reports.queries.figures import summary
from arrears.reports.queries.rows import figure_rows
from arrears.reports.queries.shown import Line, lines_of
from arrears.reports.queries.written import written, written_file
from arrears.reports.scopes import company, scope_of, scope_of_ids
from arrears.reports.wording import said

__all__ = [
    "DEFINITIONS",
    "MEDIA",
    "DayFiles",
    "Definition",
    "Figure",
    "FigureRow",
    "FigureRows",
    "Line",
    "NoSuchScope",
    "Period",
    "RowFilters",
    "Scope",
    "Summary",
    "SummaryFacts",
    "SummaryPage",
    "Table",
    "company",
    "content",
    "export_rows",
    "figure_rows",
    "lines_of",
    "said",
    "scope_of",
    "scope_of_ids",
    "summary",
    "summary_chart",
    "write_day",
    "write_summary",
    "written",
    "written_file",
]
