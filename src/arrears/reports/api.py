"""The door of reports."""

from arrears.reports.actions.costs import COSTED, set_unit_costs, unit_costs
from arrears.reports.actions.exports import export_accounts
from arrears.reports.actions.schedules import (
    bring_template,
    drop_template,
    end_schedule,
    plan_summary,
    send_due,
    shipped_template,
)
from arrears.reports.actions.summaries import (
    MEDIA,
    close_day,
    export_page,
    export_rows,
    summary_chart,
    write_day,
    write_summary,
)
from arrears.reports.actions.targets import set_target, withdraw_target
from arrears.reports.actions.words import keep_words
from arrears.reports.analytics.accounts import AccountPage, Between
from arrears.reports.analytics.behind import BehindPage, Which
from arrears.reports.analytics.flow import JOINED, LEFT, Matrix, Move
from arrears.reports.analytics.stock import GROUPS, Cut, Stock
from arrears.reports.analytics.targets import LIGHT_WORDS, Light
from arrears.reports.charts import (
    Chart,
    curves,
    heat,
    library,
    library_version,
    spec_of,
    steps_chart,
    stock_bars,
    svg,
    target_course,
)
from arrears.reports.contracts import (
    SECTIONS,
    TARGET_WORDS,
    Column,
    DayFiles,
    Definition,
    Figure,
    FigureRow,
    FigureRows,
    Grid,
    NoSuchScope,
    NoSuchTarget,
    Period,
    Question,
    RowFilters,
    ScheduleOrder,
    Scope,
    Summary,
    SummaryFacts,
    SummaryPage,
    Table,
    TargetKind,
    TargetLine,
    TargetMade,
    TargetOrder,
    TargetPart,
    TargetRefused,
    Unit,
)
from arrears.reports.definitions import DEFINITIONS, FLOW_WORDS
from arrears.reports.documents.content import content
from arrears.reports.documents.word import TemplateUnusable
from arrears.reports.meanings import MEANINGS, Meaning
from arrears.reports.queries.analysis import (
    account_page,
    begins,
    behind,
    closed_days,
    cut_of,
    recoveries_ahead,
    roll,
    stock_by,
    stock_total,
    vintages,
)
from arrears.reports.queries.figures import summary
from arrears.reports.queries.grids import PAGES, grids
from arrears.reports.queries.grids.columns import BEGIN_WORDS, group_names
from arrears.reports.queries.grids.flow import MOVE_WORDS, SIDE_WORDS
from arrears.reports.queries.grids.forecast import forecast_month_grids
from arrears.reports.queries.grids.stated import portfolio_grids as stated
from arrears.reports.queries.grids.stated import stated_rows
from arrears.reports.queries.movement import Movement, movements
from arrears.reports.queries.plan import capacity
from arrears.reports.queries.rows import figure_rows
from arrears.reports.queries.schedules import schedules, template_facts
from arrears.reports.queries.shown import Line, lines_of
from arrears.reports.queries.shown_accounts import MEASURE_WORDS, shown_accounts
from arrears.reports.queries.target_parts import cell_refs, received_ref, target_made
from arrears.reports.queries.targets import target, target_for, targets
from arrears.reports.queries.words import own_words
from arrears.reports.queries.work import BY as WORK_BY
from arrears.reports.queries.written import written, written_file
from arrears.reports.scopes import company, scope_of, scope_of_ids
from arrears.reports.wording import ratio, said

__all__ = [
    "BEGIN_WORDS",
    "COSTED",
    "DEFINITIONS",
    "FLOW_WORDS",
    "GROUPS",
    "JOINED",
    "LEFT",
    "LIGHT_WORDS",
    "MEANINGS",
    "MEASURE_WORDS",
    "MEDIA",
    "MOVE_WORDS",
    "PAGES",
    "SECTIONS",
    "SIDE_WORDS",
    "TARGET_WORDS",
    "WORK_BY",
    "AccountPage",
    "BehindPage",
    "Between",
    "Chart",
    "Column",
    "Cut",
    "DayFiles",
    "Definition",
    "Figure",
    "FigureRow",
    "FigureRows",
    "Grid",
    "Light",
    "Line",
    "Matrix",
    "Meaning",
    "Move",
    "Movement",
    "NoSuchScope",
    "NoSuchTarget",
    "Period",
    "Question",
    "RowFilters",
    "ScheduleOrder",
    "Scope",
    "Stock",
    "Summary",
    "SummaryFacts",
    "SummaryPage",
    "Table",
    "TargetKind",
    "TargetLine",
    "TargetMade",
    "TargetOrder",
    "TargetPart",
    "TargetRefused",
    "TemplateUnusable",
    "Unit",
    "Which",
    "account_page",
    "begins",
    "behind",
    "bring_template",
    "capacity",
    "cell_refs",
    "close_day",
    "closed_days",
    "company",
    "content",
    "curves",
    "cut_of",
    "drop_template",
    "end_schedule",
    "export_accounts",
    "export_page",
    "export_rows",
    "figure_rows",
    "forecast_month_grids",
    "grids",
    "group_names",
    "heat",
    "keep_words",
    "library",
    "library_version",
    "lines_of",
    "movements",
    "own_words",
    "plan_summary",
    "ratio",
    "received_ref",
    "recoveries_ahead",
    "roll",
    "said",
    "schedules",
    "scope_of",
    "scope_of_ids",
    "send_due",
    "set_target",
    "set_unit_costs",
    "shipped_template",
    "shown_accounts",
    "spec_of",
    "stated",
    "stated_rows",
    "steps_chart",
    "stock_bars",
    "stock_by",
    "stock_total",
    "summary",
    "summary_chart",
    "svg",
    "target",
    "target_course",
    "target_for",
    "target_made",
    "targets",
    "template_facts",
    "unit_costs",
    "vintages",
    "withdraw_target",
    "write_day",
    "write_summary",
    "written",
    "written_file",
]
