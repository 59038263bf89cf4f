"""The door of reports."""

from arrears.reports.actions.summaries import (
    MEDIA,
    close_day,
    export_rows,
    summary_chart,
    write_day,
    write_summary,
)
from arrears.reports.actions.targets import set_target, withdraw_target
from arrears.reports.analytics.flow import JOINED, LEFT, Matrix, Move
from arrears.reports.analytics.stock import GROUPS, Cut, Stock
from arrears.reports.analytics.targets import LIGHT_WORDS, Light
from arrears.reports.charts import curves, heat, stock_bars, svg, target_course
from arrears.reports.contracts import (
    TARGET_WORDS,
    DayFiles,
    Definition,
    Figure,
    FigureRow,
    FigureRows,
    NoSuchScope,
    NoSuchTarget,
    Period,
    RowFilters,
    Scope,
    Summary,
    SummaryFacts,
    SummaryPage,
    Table,
    TargetKind,
    TargetLine,
    TargetOrder,
    TargetRefused,
)
from arrears.reports.definitions import DEFINITIONS
from arrears.reports.documents.content import content
from arrears.reports.queries.analysis import (
    account_page,
    begins,
    closed_days,
    cut_of,
    recoveries_ahead,
    roll,
    stock_by,
    stock_total,
    vintages,
)
from arrears.reports.queries.figures import summary
from arrears.reports.queries.movement import FLOW_WORDS, Movement, movements
from arrears.reports.queries.rows import figure_rows
from arrears.reports.queries.shown import Line, lines_of
from arrears.reports.queries.targets import target, target_for, targets
from arrears.reports.queries.written import written, written_file
from arrears.reports.scopes import company, scope_of, scope_of_ids
from arrears.reports.wording import said

__all__ = [
    "DEFINITIONS",
    "FLOW_WORDS",
    "GROUPS",
    "JOINED",
    "LEFT",
    "LIGHT_WORDS",
    "MEDIA",
    "TARGET_WORDS",
    "Cut",
    "DayFiles",
    "Definition",
    "Figure",
    "FigureRow",
    "FigureRows",
    "Light",
    "Line",
    "Matrix",
    "Move",
    "Movement",
    "NoSuchScope",
    "NoSuchTarget",
    "Period",
    "RowFilters",
    "Scope",
    "Stock",
    "Summary",
    "SummaryFacts",
    "SummaryPage",
    "Table",
    "TargetKind",
    "TargetLine",
    "TargetOrder",
    "TargetRefused",
    "account_page",
    "begins",
    "close_day",
    "closed_days",
    "company",
    "content",
    "curves",
    "cut_of",
    "export_rows",
    "figure_rows",
    "heat",
    "lines_of",
    "movements",
    "recoveries_ahead",
    "roll",
    "said",
    "scope_of",
    "scope_of_ids",
    "set_target",
    "stock_bars",
    "stock_by",
    "stock_total",
    "summary",
    "summary_chart",
    "svg",
    "target",
    "target_course",
    "target_for",
    "targets",
    "vintages",
    "withdraw_target",
    "write_day",
    "write_summary",
    "written",
    "written_file",
]
