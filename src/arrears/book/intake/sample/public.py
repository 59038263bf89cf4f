"""A real public data set as a creditor's file: 30,000 Taiwan card holders of 2005 (causaldata, MIT licence).

The data say, per card holder, the bill of April in thousands of New Taiwan dollars and whether the payment of
April was late. This adapter adds what a file needs and the data lack, and adds nothing else: a running number,
a placeholder for the name, and a due date: the last day of April where that payment was late, the last day
of May where it was not. Negative bills (the bank owes the customer) are left as they are and come back as rejects.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from datetime import date
from decimal import Decimal

BUSINESS_DATE = date(2005, 5, 20)
HEADINGS = ("ACCOUNT", "NAME", "PRODUCT", "DUE", "BillApril")
_LATE, _PUNCTUAL = date(2005, 4, 30), date(2005, 5, 31)


def taiwan_cards(rows: Iterable[tuple[int, float]]) -> bytes:
    """CSV for the mapping `public_taiwan_cards` from (LateApril, BillApril in thousands) per card holder."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(HEADINGS)
    for number, (late, bill) in enumerate(rows, start=1):
        due = _LATE if late else _PUNCTUAL
        amount = Decimal(str(bill)) * 1000
        writer.writerow([f"TW{number:06d}", f"Holder {number:06d}", "card", due.isoformat(), f"{amount:.2f}"])
    return text.getvalue().encode()
