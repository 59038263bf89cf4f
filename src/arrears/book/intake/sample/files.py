"""Writing a sample portfolio: a portfolio file, its payment history, and payments of the days after."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from importlib import resources
from pathlib import Path

import numpy as np
import pyarrow as pa
import xlsxwriter
from pyarrow import csv

from arrears.book.intake.rules.mapping import read_mapping
from arrears.book.intake.sample.behaviour import REASONS
from arrears.book.intake.sample.columns import (
    Columns,
    account_columns,
    account_numbers,
    amounts,
    item_columns,
    only,
    outstanding_columns,
    rows_of,
)
from arrears.book.intake.sample.history import WAYS, WAYS_EN, Payments, make_history, make_next_days
from arrears.book.intake.sample.people import digits, pick, texts
from arrears.book.intake.sample.portfolio import HISTORY, Portfolio, make_portfolio

KINDS = ("card", "lease", "invoice")
ACCOUNTS_MAX = 3_000_000
DAYS_MAX = 400
HISTORY_MAX = 9
_SLICE = 50_000
_EXCEL_ROWS_MAX = 200_000
_NAME = re.compile(r"^(card|lease|invoice)\.(portfolio|payments)\.(\d{4}-\d{2}-\d{2})(_en)?\.(csv|xlsx)$")
_KIND_WORDS = {"zh": ("还款", "冲正"), "en": ("payment", "reversal")}


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleFile:
    """A written file and what `accept` needs to know of it."""

    path: Path
    mapping: str
    business_date: date


def generate(kind: str, accounts: int, seed: int, as_of: date, directory: Path) -> tuple[Path, ...]:
    """Write the portfolio and its payment history as CSV: (portfolio, payments). A seed gives the same bytes.

    `kind`: card, lease or invoice. ValueError for anything else or an impossible size.
    """
    return tuple(file.path for file in generate_files(kind, accounts, seed, as_of, directory))


def sample_file(path: Path) -> SampleFile:
    """What a sample file is, from its name. ValueError when it is none."""
    found = _NAME.match(path.name)
    if found is None:
        raise ValueError(f"not a sample file: {path.name}")
    mapping = (found.group(1) if found.group(2) == "portfolio" else "payments") + (found.group(4) or "")
    return SampleFile(path=path, mapping=mapping, business_date=date.fromisoformat(found.group(3)))


def generate_files(
    kind: str,
    accounts: int,
    seed: int,
    as_of: date,
    directory: Path,
    *,
    days: int = 0,
    language: str = "zh",
    encoding: str = "utf-8-sig",
    format: str = "csv",  # noqa: A002  # the word of the command line
    by_account: bool = False,
    truth: bool = False,
    history: int = HISTORY,
) -> tuple[SampleFile, ...]:
    """Write a sample portfolio; files in the order in which they should be taken in.

    `days`: payment files for so many days after `as_of`. `by_account`: one row per account in arrears with
    what is outstanding, as overdue lists are, and no history. `truth`: also `<kind>.truth.csv` with the
    reason behind each account, for measuring; it is not part of the result. `history`: paid instalments
    shown for each account.
    """
    if (
        kind not in KINDS
        or not 0 < accounts <= ACCOUNTS_MAX
        or not 0 <= days <= DAYS_MAX
        or not 0 <= history <= HISTORY_MAX
    ):
        raise ValueError(f"a sample has a kind of {', '.join(KINDS)} and 1 to {ACCOUNTS_MAX} accounts")
    rng = np.random.default_rng([seed, KINDS.index(kind)])
    portfolio = make_portfolio(kind, accounts, as_of, rng, history)
    paid, left = make_history(portfolio, rng)
    later = make_next_days(portfolio, left, days, rng) if days else None
    directory.mkdir(parents=True, exist_ok=True)
    out = _Out(directory, kind, language, encoding, format)
    per_account = account_columns(portfolio, seed, language, rng)
    if by_account:
        columns, chosen = outstanding_columns(portfolio, left)
        written = [
            out.write(
                "portfolio",
                kind,
                as_of,
                rows_of(per_account, chosen) | columns,
                {"item.principal": "outstanding"},
            )
        ]
    else:
        items = item_columns(portfolio)
        written = [out.write("portfolio", kind, as_of, items, {}, per_account, portfolio.items.account)]
        written.append(
            out.write("payments", "payments", as_of, _payments(portfolio, paid, as_of, language), {})
        )
    if later is not None:
        for number in range(1, days + 1):
            day = date.fromordinal(as_of.toordinal() + number)
            part = later.only(later.day == np.datetime64(day))
            written.append(
                out.write("payments", "payments", day, _payments(portfolio, part, day, language), {})
            )
    if truth:
        _write_truth(portfolio, directory / f"{kind}.truth.csv")
    return tuple(written)


def _payments(portfolio: Portfolio, payments: Payments, day: date, language: str) -> Columns:
    number = np.arange(1, len(payments) + 1)
    key = texts("LS", day.strftime("%Y%m%d"), digits(number, 8))
    back = payments.reverses >= 0
    words = _KIND_WORDS[language]
    return {
        "payment.account": account_numbers(portfolio).take(pa.array(payments.account)),
        "payment.on": pa.array(payments.day.astype("datetime64[D]")),
        "payment.amount": amounts(payments.amount),
        "payment.way": pick(WAYS if language == "zh" else WAYS_EN, payments.way),
        "payment.key": key,
        "payment.kind": pick(words, back.astype(np.int64)),
        "payment.reverses": only(key.take(pa.array(payments.reverses.clip(0))), back) if len(key) else key,
    }


def _write_truth(portfolio: Portfolio, path: Path) -> None:
    table = pa.table(
        {
            "account": account_numbers(portfolio),
            "reason": pick([reason.value for reason in REASONS], portfolio.reason),
            "unpaid": pa.array(portfolio.depth),
        }
    )
    csv.write_csv(table, path)


@dataclass(slots=True)
class _Out:
    directory: Path
    kind: str
    language: str
    encoding: str
    format: str

    def write(
        self,
        what: str,
        mapping: str,
        day: date,
        columns: Columns,
        figures: dict[str, str],
        per_account: Columns | None = None,
        account_of: np.ndarray | None = None,
    ) -> SampleFile:
        """Write columns under the headings of a shipped mapping; account columns are repeated row by row."""
        tail = "_en" if self.language == "en" else ""
        headings = _headings(mapping + tail, figures)
        codes = [code for code in headings if code in columns or code in (per_account or {})]
        count = len(next(iter(columns.values())))
        path = self.directory / f"{self.kind}.{what}.{day.isoformat()}{tail}.{self.format}"

        def slices() -> Iterator[pa.Table]:
            for start in range(0, count, _SLICE):
                part = {code: values.slice(start, _SLICE) for code, values in columns.items()}
                if per_account is not None and account_of is not None:
                    part |= rows_of(per_account, account_of[start : start + _SLICE])
                yield pa.table([part[code] for code in codes], names=[headings[code] for code in codes])

        names = [headings[code] for code in codes]
        if self.format == "xlsx":
            _write_workbook(path, names, slices(), count)
        else:
            _write_csv(path, names, slices(), self.encoding)
        return SampleFile(path=path, mapping=mapping + tail, business_date=day)


def _headings(mapping: str, figures: dict[str, str]) -> dict[str, str]:
    """Field code to heading, in the mapping's order; of two columns for one field the one asked for."""
    text = (resources.files("arrears.book.intake") / "mappings" / f"{mapping}.toml").read_text(
        encoding="utf-8"
    )
    found: dict[str, str] = {}
    for column in read_mapping(text, code=mapping).columns:
        code = column.field.code
        if code not in found or figures.get(code) == column.figure:
            found[code] = column.heading
    return found


def _write_csv(path: Path, names: list[str], slices: Iterator[pa.Table], encoding: str) -> None:
    options = csv.WriteOptions(include_header=False, quoting_style="needed")
    with path.open("wb") as handle:
        handle.write((",".join(names) + "\n").encode(encoding))
        for table in slices:
            sink = io.BytesIO()
            csv.write_csv(table, sink, options)
            plain = encoding.lower().replace("_", "-") in ("utf-8", "utf-8-sig")
            handle.write(sink.getvalue() if plain else sink.getvalue().decode().encode(encoding))


def _write_workbook(path: Path, names: list[str], slices: Iterator[pa.Table], count: int) -> None:
    if count > _EXCEL_ROWS_MAX:
        raise ValueError(f"a workbook of the sample holds at most {_EXCEL_ROWS_MAX} rows")
    book = xlsxwriter.Workbook(path, {"constant_memory": True, "strings_to_urls": False})
    sheet = book.add_worksheet("数据")
    sheet.write_row(0, 0, names)
    row = 1
    for table in slices:
        texts_ = [column.cast(pa.string()).to_pylist() for column in table.columns]
        for cells in zip(*texts_, strict=True):
            for place, cell in enumerate(cells):
                if cell is not None:
                    sheet.write_string(row, place, cell)
            row += 1
    book.close()
