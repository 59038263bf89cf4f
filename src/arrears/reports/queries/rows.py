"""The rows behind a figure: narrowed, counted, summed to the figure, a page at a time."""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction

from arrears.night.engine import api as night
from arrears.reports.contracts import Definition, FigureRow, FigureRows, Period, RowFilters, Scope, Unit
from arrears.reports.definitions import DEFINITIONS, IN_WHOLE, PER
from arrears.reports.queries.chosen import CHOSEN, in_chosen
from arrears.reports.queries.reading import fetch_joined, whole
from arrears.reports.queries.sources import BY_THE_SOURCE_ITSELF, SOURCES, WITHOUT_PEOPLE
from arrears.reports.rules import share

PAGE_SIZE_MAX = 100_000
_PAGE = """, totals AS (
    SELECT count(*) AS all_rows, coalesce(sum(value), 0)::bigint AS all_value, sum(base)::bigint AS all_base FROM picked
), page AS (
    SELECT creditor_id, debtor_id, account_id, day, what, user_id, currency, value, base,
           row_number() OVER (ORDER BY abs(value) DESC, day DESC NULLS LAST, creditor_id, debtor_id, account_id) AS place
    FROM picked
)
SELECT all_rows, all_value, all_base,
       creditor_id, debtor_id, account_id, day, what, user_id, currency, value, base
FROM totals LEFT JOIN page ON place > %(skip)s AND place <= %(skip)s + %(size)s
ORDER BY place"""


def figure_rows(
    code: str, scope: Scope, period: Period, filters: RowFilters, page: int = 1, size: int = 50
) -> FigureRows:
    """One page of the rows of a figure, with the totals over all pages. KeyError for an unknown code."""
    definition = DEFINITIONS[code]
    given = source_values(scope, period, filters)
    size = max(1, min(size, PAGE_SIZE_MAX))
    number = max(1, page)
    skip = {"size": size, "skip": (number - 1) * size}
    found = fetch_joined(f"WITH {_wanted(code, filters)}{_PAGE}", {**given, **skip})
    count, value, base = whole(found[0][0]), whole(found[0][1]), found[0][2]
    total = _total(definition, value, base)
    return FigureRows(
        definition=definition,
        total=total,
        value=value,
        base=base,
        rows=tuple(_row(one[3:]) for one in found if skip["skip"] < count),
        number=number,
        size=size,
        count=count,
    )


def _total(definition: Definition, value: int, base: int | None) -> int | Fraction | None:
    """The figure out of the sums of its rows."""
    if definition.code in PER:
        found = share(value * PER[definition.code], base)
        return round(found) if found is not None and definition.unit is Unit.MONEY else found
    if definition.code in IN_WHOLE:
        return value // IN_WHOLE[definition.code]
    return share(value, base) if definition.unit is Unit.SHARE else value


def _row(one: tuple[object, ...]) -> FigureRow:
    names = (
        "creditor_id", "debtor_id", "account_id", "day", "what", "user_id", "currency", "value", "base",
    )  # fmt: skip
    return FigureRow(**dict(zip(names, one, strict=True)))  # type: ignore[arg-type]  # columns of the source


def source_values(scope: Scope, period: Period, filters: RowFilters) -> dict[str, object]:
    creditors = [one for one in scope.creditor_ids if filters.creditor_id in (None, one)]
    return {
        "creditors": creditors,
        "users": None if scope.user_ids is None else list(scope.user_ids),
        "first": period.first,
        "last": period.last,
        "opening": period.first - timedelta(days=1),
        "night": night.last_night(period.last),
        "currency": filters.currency,
        "product": filters.product,
        "region": filters.region,
        "batch": filters.batch_id,
        "bucket": filters.bucket,
        "what": filters.what,
        "hour": filters.hour,
        "debtor": filters.debtor_id,
        "on": filters.on,
        "ahead_first": period.after.first,
        "ahead_last": period.after.last,
    }


def _wanted(code: str, filters: RowFilters) -> str:
    """The common table `picked`: the figure's source, narrowed to scope and filters."""
    people = ""
    if code not in BY_THE_SOURCE_ITSELF | WITHOUT_PEOPLE:
        people = "  AND (%(users)s::bigint[] IS NULL OR s.user_id = ANY(%(users)s))"
    chosen = f"{CHOSEN}, " if filters.narrows_accounts else ""
    return (
        f"{chosen}source AS ({SOURCES[code]}), picked AS (\n"
        "SELECT s.* FROM source s WHERE s.creditor_id = ANY(%(creditors)s)\n"
        f"  AND (%(currency)s = '' OR s.currency IN ('', %(currency)s)){people}"
        "  AND (%(what)s = '' OR split_part(s.what, ' ', 1) = %(what)s)"
        "  AND (%(debtor)s::bigint IS NULL OR s.debtor_id = %(debtor)s)"
        "  AND (%(on)s::date IS NULL OR s.day = %(on)s)"
        f"{in_chosen(filters, 's.', 'either')})"
    )
