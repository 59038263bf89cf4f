"""What the name of a file in a watched folder says."""

from __future__ import annotations

import re
from datetime import date

CONTROL_SUFFIX = ".control.json"
REPORT_SUFFIX = ".report.json"
_UNFINISHED = (".part", ".partial", ".tmp", ".filepart", ".crdownload", ".swp", "~")
_DAY = re.compile(r"(?<![0-9])(20[0-9]{2})([-_.]?)([01][0-9])\2([0-3][0-9])(?![0-9])")


def takes(name: str) -> bool:
    """Whether a name is that of a finished file with rows, by the habits of transfer programs."""
    low = name.lower()
    return not (low.startswith((".", "~")) or low.endswith((*_UNFINISHED, CONTROL_SUFFIX, REPORT_SUFFIX)))


def business_date_in(name: str) -> date | None:
    """The one day that a name states (20260331, 2026-03-31 …); None when it states none or several."""
    found = set()
    for year, _, month, day in _DAY.findall(name):
        try:
            found.add(date(int(year), int(month), int(day)))
        except ValueError:
            continue
    return found.pop() if len(found) == 1 else None
