"""What a mapping says: which heading holds which field, in which unit, and what an empty cell means."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from arrears.book.intake.contracts import FileKind
from arrears.kernel.words import Words


class Cell(StrEnum):
    """How a cell is read."""

    TEXT = "text"
    NUMBER = "number"  # a contract or serial number: text without spaces
    AMOUNT = "amount"
    COUNT = "count"
    RATE = "rate"
    DATE = "date"
    PHONE = "phone"
    EMAIL = "email"
    IDENTITY = "identity"
    CURRENCY = "currency"
    CHOICE = "choice"
    YEAR = "year"  # of a date or alone
    GROUP = "group"  # a choice that only audits look at


class Unit(StrEnum):
    """What one in an amount column stands for, in minor units of a currency with two decimals."""

    YUAN = "yuan"
    WAN = "wan"
    FEN = "fen"


UNIT_WORDS: dict[Unit, Words] = {
    Unit.YUAN: Words("元", "yuan"),
    Unit.WAN: Words("万元", "10,000 yuan"),
    Unit.FEN: Words("分", "fen (cents)"),
}


class Empty(StrEnum):
    """What an empty cell means. Nothing is guessed: a mapping has to say that empty means zero."""

    REJECT = "reject"
    UNKNOWN = "unknown"
    ZERO = "zero"


class Figure(StrEnum):
    """Billed for the instalment, or what of it is still owed."""

    BILLED = "billed"
    OUTSTANDING = "outstanding"


class DateOrder(StrEnum):
    YMD = "ymd"
    DMY = "dmy"
    MDY = "mdy"


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One thing that a file can say. `group`: account, terms, item, collateral, notice, payment, totals or a
    party's part on the account (debtor, guarantor…). `personal`: how the vault masks it. `headings`: what
    senders call it, for guessing."""

    code: str
    cell: Cell
    words: Words
    headings: tuple[str, ...] = ()
    personal: str | None = None
    choices: str | None = None
    length_max: int = 200

    @property
    def group(self) -> str:
        return self.code.partition(".")[0]

    @property
    def name(self) -> str:
        return self.code.partition(".")[2]


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column of a mapping. `also`: other spellings of the heading. `unit` None: the mapping's unit."""

    heading: str
    field: Field
    also: tuple[str, ...] = ()
    required: bool = False
    empty: Empty = Empty.UNKNOWN
    unit: Unit | None = None
    figure: Figure | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Mapping:
    """How one creditor's files of one kind are read. `source`: the TOML text it was made from.

    `party_kind`: what a debtor is where the file does not tell and the identity number does not either.
    """

    code: str
    kind: FileKind
    title: Words
    columns: tuple[Column, ...]
    source: str
    version: int = 0
    account_kind: str = "loan"
    language: str = "zh"
    currency: str = "CNY"
    unit: Unit = Unit.YUAN
    figure: Figure = Figure.BILLED
    party_kind: str = "person"
    date_order: DateOrder = DateOrder.YMD


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedColumn:
    """A column of a file under a mapping: where it stands, and everything that reading its cells needs."""

    place: int
    heading: str
    column: Column
    unit: Unit
    currency: str
    date_order: DateOrder

    @property
    def field(self) -> Field:
        return self.column.field

    @property
    def empty(self) -> Empty:
        return self.column.empty


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A mapping met with the headings of a file."""

    mapping: Mapping
    headings: tuple[str, ...]
    columns: tuple[PlannedColumn, ...]
    ignored: tuple[str, ...]
    figure: Figure
    by_instalment: bool

    def column(self, code: str) -> PlannedColumn | None:
        return next((column for column in self.columns if column.field.code == code), None)
