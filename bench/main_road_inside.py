"""One stage of the main road, in a process of its own: python -m bench.main_road_inside STAGE ACCOUNTS."""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from arrears.faces.cli.session import open_session
from arrears.foundation.migrating import migrate

if __name__ == "__main__":
    open_session()

from django.db import connection

from arrears.book.intake import api as intake
from arrears.daily import api as daily
from arrears.foundation.api import SYSTEM, ensure_creditor
from arrears.kernel import clock

SHARES = {"card": 70, "lease": 20, "invoice": 10}  # per cent of the accounts
DAY = date(2026, 11, 24)
SEED = 2026
SETTINGS = {
    "service_phone": "400-000-0000",
    "complaint_phone": "400-000-0001",
    "postal_address": "示范市示范路1号",
    "pay_way_zh": "银行转账",
    "pay_way_en": "bank transfer",
}
# Every account has said something, a third each of it due before, on and after the day.
_PROMISES = """
INSERT INTO promises_promise (creditor_id, debtor_id, account_id, amount_minor, currency, taken_on, due_on,
    grace_days, late_days, way, taken_by, taken_at, state, received_minor, withdrawn_why)
SELECT a.creditor_id, a.debtor_id, a.id, 100000 + 1000 * (a.id %% 7), a.currency, %(first)s,
       %(first)s + (a.id %% 15)::integer, 1, 30, '', 'bench', now(), 'open', 0, ''
FROM portfolio_account a
"""


def _timed(act: Callable[[], Any]) -> tuple[float, Any]:
    began = time.perf_counter()
    found = act()
    return round(time.perf_counter() - began, 2), found


def _sample(accounts: int, folder: Path) -> dict[str, float]:
    seconds, _paths = _timed(
        lambda: [
            intake.generate(kind, accounts * share // 100, SEED, DAY, folder / kind)
            for kind, share in SHARES.items()
        ]
    )
    return {"sample": seconds}


def _import(_accounts: int, folder: Path) -> dict[str, float]:
    told: dict[str, float] = {}
    for kind in SHARES:
        ensure_creditor(kind, kind, settings=SETTINGS)
        # as `generate` made them: the portfolio before the payments
        for path in sorted((folder / kind).iterdir(), key=lambda one: "portfolio" not in one.name):

            def accept(path: Path = path, kind: str = kind) -> object:
                return intake.accept(
                    path, creditor=kind, mapping=intake.mapping_of_sample(path), business_date=DAY,
                    actor=SYSTEM, name=path.name,
                )  # fmt: skip

            told[f"import {path.name.split('.20')[0]}"] = _timed(accept)[0]
    return told


def _promised(_accounts: int, _folder: Path) -> dict[str, float]:
    with connection.cursor() as cursor:
        cursor.execute(_PROMISES, {"first": DAY - timedelta(days=8)})
    return {}


def _day(_accounts: int, _folder: Path) -> dict[str, float]:
    with clock.standing_at(clock.at_local(DAY, 9)):
        report = daily.cycle(DAY)
    return {f"day: {step.step}": step.seconds for step in report.steps}


def _again(_accounts: int, _folder: Path) -> dict[str, float]:
    """The next morning: most verdicts stand, a second night has a first one to compare with."""
    following = DAY + timedelta(days=1)
    with clock.standing_at(clock.at_local(following, 6)):
        report = daily.cycle(following, until="worklist")
    return {f"next morning: {step.step}": step.seconds for step in report.steps}


STAGES: Mapping[str, Callable[[int, Path], dict[str, float]]] = {
    "sample": _sample,
    "import": _import,
    "promised": _promised,
    "day": _day,
    "next": _again,
}


if __name__ == "__main__":
    stage, accounts = sys.argv[1], int(sys.argv[2])
    if stage == "sample":
        migrate()
    print(json.dumps(STAGES[stage](accounts, Path(os.environ["ARREARS_HOME"]) / "sample")))
