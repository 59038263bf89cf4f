"""Small files as a creditor writes them, for the tests of the intake."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from arrears.book.intake.api import AcceptReport, ControlTotals, accept
from arrears.foundation.api import SYSTEM, Actor
from arrears.kernel.words import Words

DAY = date(2026, 3, 31)
ID_ZHANG = "11999919850301123X"
ID_LI = "119999199003070019"
ID_WANG = "119999197811020037"
CODE_FIRM = "91119999100000016Q"
LEASE = (
    "合同号",
    "客户号",
    "姓名",
    "证件号码",
    "手机号",
    "担保人",
    "担保人证件号码",
    "担保人手机",
    "期次",
    "到期日",
    "应还本金",
    "利息",
    "滞纳金",
)
ROW = {
    "合同号": "ZL-001",
    "客户号": "K1",
    "姓名": "张三",
    "证件号码": ID_ZHANG,
    "手机号": "15400000001",
    "担保人": "李四",
    "担保人证件号码": ID_LI,
    "担保人手机": "15400000002",
    "期次": "1",
    "到期日": "2026-01-15",
    "应还本金": "1000.00",
    "利息": "50.25",
    "滞纳金": "",
}


def row(**changes: str) -> dict[str, str]:
    """A good lease row with some cells changed."""
    return ROW | changes


def three_instalments(number: str = "ZL-001", **changes: str) -> list[dict[str, str]]:
    return [row(合同号=number, 期次=str(place), 到期日=f"2026-0{place}-15", **changes) for place in (1, 2, 3)]


def csv_of(
    rows: Iterable[Mapping[str, str]],
    headings: Sequence[str] = LEASE,
    *,
    encoding: str = "utf-8",
    separator: str = ",",
) -> bytes:
    """Rows as a text table; a heading that a row does not name stays empty."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=separator, lineterminator="\n")
    writer.writerow(headings)
    writer.writerows([one.get(heading, "") for heading in headings] for one in rows)
    return text.getvalue().encode(encoding)


def take(
    content: bytes,
    *,
    mapping: str = "lease",
    day: date = DAY,
    creditor: str = "leasing",
    dry_run: bool = False,
    name: str = "file.csv",
    actor: Actor = SYSTEM,
    expected: ControlTotals | None = None,
) -> AcceptReport:
    return accept(
        content,
        creditor=creditor,
        mapping=mapping,
        business_date=day,
        actor=actor,
        dry_run=dry_run,
        name=name,
        expected=expected,
    )


def said(report: AcceptReport) -> list[tuple[int, str, str]]:
    """Rejects as (row, column, reason in English)."""
    return [(one.row, one.column, one.reason.en) for one in report.rejects]


def both(words: Words) -> bool:
    return bool(words.zh) and bool(words.en)
