"""The door of reports."""

from arrears.reports.actions import write_day, write_summary
from arrears.reports.contracts import DayFiles, Definition, Figure, NoSuchScope, Period, Scope, Summary, Table
from arrears.reports.definitions import DEFINITIONS
from arrears.reports.queries import summary
from arrears.reports.scopes import company, scope_of

__all__ = [
    "DEFINITIONS",
    "DayFiles",
    "Definition",
    "Figure",
    "NoSuchScope",
    "Period",
    "Scope",
    "Summary",
    "Table",
    "company",
    "scope_of",
    "summary",
    "write_day",
    "write_summary",
]
