"""Which business date the seats look at."""

from __future__ import annotations

from datetime import date

from arrears.daily import api as daily
from arrears.kernel.clock import today


def worked_day() -> date:
    """The date of the newest worklist: the last business day that was run, today before the first."""
    return daily.last_day() or today()


def as_of(worked: date | None = None) -> date:
    """The date that balances and ages are shown for: today, or the business date (`worked`, where it is known
    already) when it lies ahead."""
    return max(today(), worked or worked_day())
