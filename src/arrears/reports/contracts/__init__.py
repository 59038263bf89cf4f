"""Values that pass the door of reports: figures, tables, and a summary made of them."""

from arrears.reports.contracts.figures import (
    Definition,
    Figure,
    FigureRow,
    FigureRows,
    NoSuchScope,
    Period,
    RowFilters,
    Scope,
    ScopeKind,
    Unit,
)
from arrears.reports.contracts.grids import (
    Cell,
    Column,
    Grid,
    Question,
)
from arrears.reports.contracts.schedules import (
    ScheduleFacts,
    ScheduleOrder,
)
from arrears.reports.contracts.summaries import (
    SECTIONS,
    CaseAmount,
    DayFiles,
    Measure,
    Plan,
    Row,
    Summary,
    SummaryFacts,
    SummaryPage,
    Table,
)
from arrears.reports.contracts.targets import (
    TARGET_WORDS,
    NoSuchTarget,
    TargetKind,
    TargetLine,
    TargetOrder,
    TargetRefused,
)

__all__ = [
    "SECTIONS",
    "TARGET_WORDS",
    "CaseAmount",
    "Cell",
    "Column",
    "DayFiles",
    "Definition",
    "Figure",
    "FigureRow",
    "FigureRows",
    "Grid",
    "Measure",
    "NoSuchScope",
    "NoSuchTarget",
    "Period",
    "Plan",
    "Question",
    "Row",
    "RowFilters",
    "ScheduleFacts",
    "ScheduleOrder",
    "Scope",
    "ScopeKind",
    "Summary",
    "SummaryFacts",
    "SummaryPage",
    "Table",
    "TargetKind",
    "TargetLine",
    "TargetOrder",
    "TargetRefused",
    "Unit",
]
