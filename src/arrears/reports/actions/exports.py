"""Accounts behind the cells of closings as files."""

from __future__ import annotations

from arrears.foundation.api import Actor, audit
from arrears.reports.actions.summaries import EXPORT_MAX
from arrears.reports.analytics.accounts import Between
from arrears.reports.analytics.behind import Which
from arrears.reports.analytics.stock import Cut
from arrears.reports.documents.sheet import csv_bytes, xlsx_bytes
from arrears.reports.queries import analysis
from arrears.reports.queries.shown_accounts import behind_sheet, between_sheet


def export_accounts(
    which: Which | Between, cut: Cut, *, form: str, title: str, language: str, actor: Actor
) -> bytes:
    """The accounts behind one cell (the first EXPORT_MAX, the largest) as csv or xlsx, names masked; leaves an
    audit line. ValueError for rows that there are none of, and for another form."""
    if form not in ("csv", "xlsx"):
        raise ValueError(f"no such form: {form}")
    if isinstance(which, Which):
        page = analysis.behind(which, cut, 1, EXPORT_MAX)
        heads, rows = behind_sheet(page, cut.currency, language, actor)
        told = {"rows_of": which.rows, "group": which.group, "value": which.value, "day": str(which.day)}
    else:
        moved = analysis.account_page(which, cut, 1, EXPORT_MAX)
        heads, rows = between_sheet(moved, which.change, cut.currency, language, actor)
        told = {
            "from": str(which.first), "to": str(which.last), "before": which.before, "after": which.after,
            "change": which.change,
        }  # fmt: skip
    audit(actor, "report.accounts_exported", "closing:accounts", {**told, "rows": len(rows), "form": form})
    return csv_bytes(heads, rows) if form == "csv" else xlsx_bytes(title, heads, rows)
