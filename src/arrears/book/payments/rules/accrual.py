"""Interest or penalty computed by us, day by day, on the principal that was open.

Day count: the due day is not counted, every day after it is, the day of payment included (算尾不算头); a day's
base is the principal open at the close of the day before. The rate is per day; a cap per year is divided by
365. The sum is rounded once, half up, so that no daily rounding adds up. Each day bears the rate in force on it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from arrears.book.payments.contracts import Component
from arrears.book.payments.rules.facts import EVER, LineKey, Version
from arrears.kernel.money import round_minor

DAYS_A_YEAR = 365
_PERCENT = Decimal(100)
_ONE = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """`daily_percent` of the open principal; `cap_yearly_percent` where a regime limits it (its rule beside
    it); `grace_days` after the due day are free."""

    component: Component
    daily_percent: Decimal
    cap_yearly_percent: Decimal | None = None
    grace_days: int = 0

    @property
    def daily(self) -> Decimal:
        """The rate that applies, as a share of one."""
        rate = self.daily_percent / _PERCENT
        if self.cap_yearly_percent is None:
            return rate
        return min(rate, self.cap_yearly_percent / _PERCENT / DAYS_A_YEAR)


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A rate and the days that bear it, `first` to `last` included."""

    rate: Rate
    first: date = date.min
    last: date = date.max


@dataclass(frozen=True, slots=True, kw_only=True)
class Accrued:
    """One instalment on a date: what we compute, what the file says, what we have charged so far."""

    sequence: int
    computed_minor: int
    file_minor: int
    charged_minor: int

    @property
    def to_charge_minor(self) -> int:
        """What is missing from (or, negative, too much in) what is billed. A file that asks more than we
        compute is left alone and told as a difference."""
        return max(self.computed_minor - self.file_minor, 0) - self.charged_minor


def accrued(
    versions: Sequence[Version], lines: Mapping[LineKey, int], spans: Sequence[Span], as_of: date
) -> list[Accrued]:
    """Every instalment that is due by a date, in order. `spans`: rates of one component in the order of their
    days; the days of grace are the last one's."""
    found = []
    for item in sorted({version.item_id for version in versions}):
        own = sorted(
            (one for one in versions if one.item_id == item and one.valid_from <= as_of),
            key=lambda one: one.valid_from,
        )
        if own and own[-1].due_on < as_of:
            found.append(_of_item(own, lines, spans, as_of))
    return sorted(found, key=lambda one: one.sequence)


def _of_item(
    own: Sequence[Version], lines: Mapping[LineKey, int], spans: Sequence[Span], as_of: date
) -> Accrued:
    """`own`: the versions of one instalment, in order."""
    now, rate = own[-1], spans[-1].rate
    stated = now.counted_from > EVER
    free_until = now.due_on + timedelta(days=rate.grace_days)
    first = max(free_until + _ONE, now.counted_from) if stated else free_until + _ONE
    known = [now] if stated else own
    computed = sum(
        (
            days * span.rate.daily
            for span in spans
            for days in _open_days(known, lines, max(first, span.first), min(as_of, span.last))
        ),
        Decimal(0),
    )
    charged = -sum(
        amount
        for (_, day, item, part, charge), amount in lines.items()
        if charge and item == now.item_id and part is rate.component and now.counted_from <= day <= as_of
    )
    return Accrued(
        sequence=now.sequence,
        computed_minor=round_minor(computed),
        charged_minor=charged,
        file_minor=0 if stated else now.amounts.get(rate.component, 0),
    )


def _open_days(
    own: Sequence[Version], lines: Mapping[LineKey, int], first: date, last: date
) -> list[Decimal]:
    """Open principal times days, piece by piece, over the counted days first to last."""
    item = own[-1].item_id
    marks = {version.valid_from for version in own} | {key[1] for key in lines if key[2] == item}
    starts = sorted({first, *(mark + _ONE for mark in marks if first <= mark < last)})
    pieces = []
    for place, start in enumerate(starts):
        end = starts[place + 1] if place + 1 < len(starts) else last + _ONE
        days = (end - start).days
        if days > 0:
            pieces.append(Decimal(_principal(own, lines, start - _ONE) * days))
    return pieces


def _principal(own: Sequence[Version], lines: Mapping[LineKey, int], day: date) -> int:
    """Principal open at the close of a day."""
    known = [version for version in own if version.valid_from <= day]
    version = known[-1] if known else own[0]
    settled = sum(
        amount
        for (_, on, item, part, _), amount in lines.items()
        if item == version.item_id and part is Component.PRINCIPAL and version.counted_from <= on <= day
    )
    return max(version.amounts.get(Component.PRINCIPAL, 0) - settled, 0)
