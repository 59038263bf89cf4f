"""A snapshot of any size, always the same for the same numbers; no person stands behind it."""

from __future__ import annotations

from datetime import date
from importlib.resources import files
from pathlib import Path
from string import Template

from arrears.foundation.contracts import CreditorFacts
from arrears.gate import api as gate
from arrears.night.contracts import WANTED
from arrears.night.engine.actions.mask import mask_with
from arrears.night.engine.actions.read import empty_state, keep_date
from arrears.night.engine.actions.tables import keep
from arrears.night.engine.engines import DuckEngine

_STATEMENTS = files("arrears.night.engine.bench").joinpath("book.sql")
BATCH_ROWS = 500_000


def make_snapshot(folder: Path, as_of: date, accounts: int, instalments: int) -> None:
    """Write the tables that a first night reads: `accounts` accounts with `instalments` items in all."""
    duck = DuckEngine()
    try:
        for wanted, text in zip(WANTED, statements(as_of, accounts, instalments), strict=True):
            keep(wanted, duck.connection.con.cursor().sql(text).to_arrow_reader(BATCH_ROWS), folder, duck)
        empty_state(folder, duck)
        keep_date(folder, as_of, duck)
        mask_with(duck, folder, day_of_gate(as_of))
    finally:
        duck.close()


def day_of_gate(as_of: date) -> gate.ShadowDay:
    """The gate's day for the creditors of the book, who are bound by the rules of China."""
    houses = [
        CreditorFacts(
            id=number,
            code=f"bench-{number}",
            name="",
            regimes=("cn",),
            zone="Asia/Shanghai",
            currency="CNY",
            operator_kind="agency",
            lender_group="house",
            settings={},
        )
        for number in range(1, 6)
    ]
    return gate.shadow_of(as_of, houses, {})


def statements(as_of: date, accounts: int, instalments: int) -> list[str]:
    """The statement of each wanted table, in the order of the contract."""
    each = max(instalments // accounts, 1)
    filled = Template(_STATEMENTS.read_text()).substitute(
        accounts=accounts, instalments=accounts * each, each=each, day=as_of.isoformat()
    )
    return filled.split(";")
