"""Control totals: what a sender says a file holds, stated in major units, and how it is held against the file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from arrears.book.intake.contracts import ControlTotals, FileKind, IntakeError
from arrears.book.intake.contracts.mapping import Cell, Field
from arrears.book.intake.rules.fields import FIELDS, GROUPS_BY_KIND
from arrears.kernel.money import Money, parse
from arrears.kernel.words import Words

PLACE = "control totals"
COUNT_MAX = 10**9
_GROUPS = ("item", "payment", "totals")
SUMMED: Mapping[FileKind, tuple[Field, ...]] = {
    kind: tuple(
        one
        for one in FIELDS.values()
        if one.cell is Cell.AMOUNT and one.group in _GROUPS and one.group in GROUPS_BY_KIND[kind.value]
    )
    for kind in FileKind
}
"""The amounts that a sender may state sums of, by kind of file."""
_BY_CODE = {one.code: one for fields in SUMMED.values() for one in fields}


def stated(
    *, rows: int | None, accounts: int | None, sums: Mapping[str, str], currency: str
) -> ControlTotals | None:
    """What a sender states, sums as texts in major units by field code; None when nothing is stated.

    IntakeError names every field that has no sum and every amount that cannot be read.
    """
    amounts: dict[str, int] = {}
    wrong: list[Words] = []
    for code, text in sums.items():
        if code not in _BY_CODE:
            wrong.append(Words(f"没有可核对合计的字段“{code}”", f"no sum is kept of a field {code!r}"))
            continue
        try:
            amounts[code] = parse(text, currency).minor
        except ValueError:
            words = _BY_CODE[code].words
            wrong.append(
                Words(
                    f"{words.zh}：{text!r}不是 {currency} 金额",
                    f"{words.en}: {text!r} is no {currency} amount",
                )
            )
    for words, count in ((Words("行数", "rows"), rows), (Words("合同数", "accounts"), accounts)):
        if count is not None and not 0 <= count <= COUNT_MAX:
            wrong.append(Words(f"{words.zh}：{count} 不是计数", f"{words.en}: {count} is no count"))
    if wrong:
        raise IntakeError(PLACE, _joined(wrong))
    if rows is None and accounts is None and not amounts:
        return None
    return ControlTotals(rows=rows, accounts=accounts, amounts_minor=amounts)


@dataclass(slots=True)
class Comparison:
    """Gathers what differs. `known`: sums of the file by field code; `unread`: codes of columns with an amount
    that could not be read."""

    currency: str
    known: Mapping[str, int]
    unread: frozenset[str]
    wrong: list[Words] = field(default_factory=list)

    def count(self, words: Words, said: int | None, found: int) -> None:
        if said is not None and said != found:
            self._differs(words, str(said), str(found))

    def amount(self, words: Words, said: int, found: int) -> None:
        if said != found:
            self._differs(words, self._shown(said), self._shown(found))

    def beside(self, expected: ControlTotals, rows: int, accounts: int) -> None:
        """What was stated beside the file. A sum that the file cannot confirm is a difference as well."""
        self.count(Words("行数", "rows"), expected.rows, rows)
        self.count(Words("合同数", "accounts"), expected.accounts, accounts)
        for code, said in expected.amounts_minor.items():
            words = _BY_CODE[code].words if code in _BY_CODE else Words(code, code)
            if code in self.unread:
                self.wrong.append(
                    Words(
                        f"{words.zh}应为 {self._shown(said)}，因有无法读取的金额而不能合计",
                        f"{words.en}: {self._shown(said)} stated, no sum found: some amounts cannot be read",
                    )
                )
            elif code not in self.known:
                self.wrong.append(
                    Words(
                        f"{words.zh}应为 {self._shown(said)}，文件中没有这一列",
                        f"{words.en}: {self._shown(said)} stated, the file has no such column",
                    )
                )
            else:
                self.amount(words, said, self.known[code])

    def settle(self) -> None:
        """IntakeError with every difference."""
        if self.wrong:
            raise IntakeError(PLACE, _joined(self.wrong))

    def _differs(self, words: Words, said: str, found: str) -> None:
        self.wrong.append(
            Words(f"{words.zh}应为 {said}，实为 {found}", f"{words.en}: {said} stated, {found} found")
        )

    def _shown(self, minor: int) -> str:
        return str(Money(minor, self.currency))


def _joined(words: list[Words]) -> Words:
    return Words("；".join(one.zh for one in words), "; ".join(one.en for one in words))
