"""Twelve accounts at three month ends, small enough to add up by hand. Amounts in yuan."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pyarrow as pa

from arrears.reports.analytics.closings import SCHEMA, keep

AUGUST, SEPTEMBER, OCTOBER = date(2026, 8, 31), date(2026, 9, 30), date(2026, 10, 31)
DAYS = {"C": 0, "M1": 15, "M2": 45, "M3": 75, "M4": 105}
# account: product, opened, then (bucket, balance, received in the month) at each month end; None: not open then
BOOK: dict[int, tuple[str, date, tuple[tuple[str, int, int] | None, ...]]] = {
    1: ("gold", date(2026, 6, 3), (("C", 100, 0), ("C", 90, 10), ("C", 80, 10))),
    2: ("gold", date(2026, 6, 9), (("C", 200, 0), ("M1", 200, 0), ("M2", 200, 0))),
    3: ("gold", date(2026, 7, 1), (("C", 300, 0), ("M1", 300, 0), ("C", 250, 50))),
    4: ("gold", date(2026, 7, 20), (("M1", 400, 0), ("C", 300, 100), ("C", 300, 0))),
    5: ("blue", date(2026, 7, 21), (("M1", 500, 0), ("M2", 500, 0), ("M3", 500, 0))),
    6: ("blue", date(2026, 6, 30), (("M1", 600, 0), ("M1", 550, 50), ("M1", 500, 50))),
    7: ("blue", date(2026, 6, 1), (("M2", 700, 0), ("M3", 700, 0), ("M4", 700, 0))),
    8: ("blue", date(2026, 6, 2), (("M2", 800, 0), ("M1", 600, 200), ("C", 300, 300))),
    9: ("blue", date(2026, 6, 5), (("M3", 900, 0), None, None)),
    10: ("blue", date(2026, 6, 6), (("M3", 1000, 0), ("M4", 1000, 0), None)),
    11: ("gold", date(2026, 9, 2), (None, ("C", 110, 0), ("M1", 110, 0))),
    12: ("gold", date(2026, 10, 2), (None, None, ("C", 120, 0))),
}


def close(folder: Path, day: date, rows: list[dict[str, object]]) -> None:
    """Keep a closing of rows; what a row does not say is the same for all."""
    common: dict[str, object] = {
        "creditor_id": 1, "user_id": None, "kind": "card", "currency": "CNY", "region": "310000",
        "batch_id": None, "opened_on": date(2026, 6, 1), "placed_on": date(2026, 8, 1), "lost": False,
        "product": "gold", "received_month_minor": 0, "overdue_minor": 0, "days_past_due": 0,
        "open": True, "first_overdue_on": None, "placed_minor": 0, "received_minor": 0,
    }  # fmt: skip
    table = [{**common, "debtor_id": row["account_id"], **row} for row in rows]
    keep(folder, day, [pa.RecordBatch.from_pylist(table, schema=SCHEMA)])


def twelve(folder: Path) -> Path:
    """The three closings; accounts 7 and 8 are of one debtor."""
    for place, day in enumerate((AUGUST, SEPTEMBER, OCTOBER)):
        rows: list[dict[str, object]] = []
        for number, (product, opened, states) in BOOK.items():
            state = states[place]
            if state is None:
                continue
            bucket, balance, received = state
            rows.append(
                {
                    "account_id": number, "debtor_id": 7 if number == 8 else number, "product": product,
                    "opened_on": opened, "bucket": bucket, "days_past_due": DAYS[bucket],
                    "balance_minor": balance * 100, "overdue_minor": 0 if bucket == "C" else balance * 50,
                    "received_month_minor": received * 100,
                }
            )  # fmt: skip
        close(folder, day, rows)
    return folder
