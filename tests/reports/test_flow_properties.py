"""Whatever accounts do between two closings, stock and flow agree to the cent."""

from __future__ import annotations

import tempfile
from datetime import date
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from arrears.reports.analytics import flow, stock
from arrears.reports.analytics.stock import Cut
from tests.profiles import examples
from tests.reports.test_golden import unreconciled
from tests.reports.twelve import DAYS, close

FIRST, LAST = date(2026, 10, 31), date(2026, 11, 30)
ONE_SIDE = st.dictionaries(
    st.integers(1, 60), st.tuples(st.sampled_from(sorted(DAYS)), st.integers(0, 10**9)), max_size=40
)


def rows(side: dict[int, tuple[str, int]]) -> list[dict[str, object]]:
    return [
        {"account_id": number, "bucket": bucket, "days_past_due": DAYS[bucket], "balance_minor": balance}
        for number, (bucket, balance) in side.items()
    ]


@settings(max_examples=examples(200))
@given(ONE_SIDE, ONE_SIDE)
def test_stock_and_flow_agree(before: dict[int, tuple[str, int]], after: dict[int, tuple[str, int]]) -> None:
    cut = Cut(creditors=(1,), currency="CNY")
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        close(folder, FIRST, rows(before))
        close(folder, LAST, rows(after))
        assert unreconciled(folder, FIRST, LAST, cut) == []
        moves = flow.matrix(folder, FIRST, LAST, cut).moves().values()
        opening, closing = (stock.total(folder, day, cut).balance for day in (FIRST, LAST))
        assert opening == sum(one[1] for one in moves)
        assert closing == sum(one[2] for one in moves)
        assert opening + sum(one[2] - one[1] for one in moves) == closing
