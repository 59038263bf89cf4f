"""What only the whole file shows: repeated contracts, rows that contradict each other, half contracts.

An account comes in whole or not at all: a schedule without its oldest instalment would make the debtor look
better or worse than the creditor says. So one bad row holds back all rows of its contract.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from arrears.book.intake.columns.accounts import NO_KEY, AccountCheck, Marks
from arrears.book.intake.contracts.raw import Refusal, Verdict
from arrears.kernel.words import Words

_CONTRADICT = Words(
    "同一合同的各行在账户或人员信息上不一致",
    "the rows of this contract disagree about the account or its people",
)
_TWO_NAMES = Words(
    "同一证件号码或客户号在文件中对应不同的人", "one identity or customer number stands for different people"
)
_WITH_CONTRACT = Words(
    "同一合同的其他行有误，整个合同未接收",
    "another row of this contract is wrong; the whole contract was held back",
)


@dataclass(slots=True)
class Whole:
    """A file's marks as arrays, and the keys of the accounts that stay out."""

    head_key: np.ndarray
    head_same: np.ndarray
    head_row: np.ndarray
    item_row: np.ndarray
    item_head: np.ndarray
    item_sequence: np.ndarray
    item_mix: np.ndarray
    held: set[int]
    dropped: np.ndarray  # rows that repeat another one word for word


def _cat(parts: list[np.ndarray]) -> np.ndarray:
    return np.concatenate(parts) if parts else np.empty(0, np.int64)


def judge_whole(check: AccountCheck) -> tuple[Verdict, Whole]:
    """The verdict over a file: every refusal, the rows that stay out, and which accounts those are."""
    marks = check.marks
    whole = Whole(
        head_key=_cat(marks.head_key),
        head_same=_cat(marks.head_same),
        head_row=_cat(marks.head_row),
        item_row=_cat(marks.item_row),
        item_head=_cat(marks.item_head),
        item_sequence=_cat(marks.item_sequence),
        item_mix=_cat(marks.item_mix),
        held=marks.bad_keys | {NO_KEY},
        dropped=np.empty(0, np.int64),
    )
    refusals = list(check.refusals)
    if check.plan.by_instalment:
        _hold_orphans(whole, marks)
    refusals += _contradictions(whole)
    refusals += _repeats(whole, check.plan.by_instalment)
    refusals += _two_names(whole, marks)
    row_key = whole.head_key[whole.item_head]
    out = _isin(row_key, whole.held) | np.isin(whole.item_row, whole.dropped)
    told = {refusal.row for refusal in refusals if refusal.held}
    for row in whole.item_row[out].tolist():
        if row not in told:
            refusals.append(Refusal(row=row, column="", text="", words=_WITH_CONTRACT))
            told.add(row)
    held = np.array(sorted(told), np.int64)
    refusals.sort(key=lambda refusal: refusal.row)
    return Verdict(rows=check.rows, refusals=refusals, held=held), whole


def _isin(keys: np.ndarray, some: set[int]) -> np.ndarray:
    return np.isin(keys, np.fromiter(some, np.int64, len(some)))


def _hold_orphans(whole: Whole, marks: Marks) -> None:
    """A row without a readable contract number is a row that one of its debtor's contracts lacks: nobody can
    say which, so all of them wait."""
    debtor = _cat(marks.head_debtor)
    orphan = debtor[(whole.head_key == NO_KEY) & (debtor != NO_KEY)]
    if len(orphan):
        whole.held |= set(whole.head_key[np.isin(debtor, orphan)].tolist())


def _contradictions(whole: Whole) -> list[Refusal]:
    """Contracts whose heads say different things about the account or its people."""
    order = np.argsort(whole.head_key, kind="stable")
    keys, same = whole.head_key[order], whole.head_same[order]
    differ = (keys[1:] == keys[:-1]) & (same[1:] != same[:-1])
    bad = set(keys[1:][differ].tolist()) - whole.held
    whole.held |= bad
    places = np.flatnonzero(_isin(whole.head_key, bad)).tolist() if bad else []
    return [Refusal(row=int(whole.head_row[p]), column="", text="", words=_CONTRADICT) for p in places]


def _repeats(whole: Whole, by_instalment: bool) -> list[Refusal]:
    """Instalments (or contracts) that stand twice. If they agree the later row goes, else all of them go."""
    row_key = whole.head_key[whole.item_head]
    both = row_key * 1_000_003 + whole.item_sequence
    both.sort()
    if not (both[1:] == both[:-1]).any():
        return []
    order = np.lexsort((whole.item_row, whole.item_sequence, row_key))
    keys, sequences = row_key[order], whole.item_sequence[order]
    again = (keys[1:] == keys[:-1]) & (sequences[1:] == sequences[:-1]) & ~_isin(keys[1:], whole.held)
    if not again.any():
        return []
    refusals: list[Refusal] = []
    dropped: list[int] = []
    held: set[int] = set()
    first = 0
    for place in np.flatnonzero(again).tolist():
        here, before = order[place + 1], order[place]
        if place == 0 or not again[place - 1]:
            first = int(before)
        key = int(keys[place])
        alike = (
            whole.item_mix[here] == whole.item_mix[first]
            and whole.head_same[whole.item_head[here]] == whole.head_same[whole.item_head[first]]
        )
        row, other = int(whole.item_row[here]), int(whole.item_row[first])
        if alike:
            dropped.append(row)
            words = Words(f"与第 {other} 行完全相同", f"repeats row {other} word for word")
        else:
            held.add(key)
            what = Words("期次", "instalment") if by_instalment else Words("合同", "contract")
            words = Words(
                f"{what.zh}重复：与第 {other} 行相同但内容不同",
                f"the {what.en} stands twice, in row {other} with other content",
            )
        refusals.append(Refusal(row=row, column="", text="", words=words))
    whole.held |= held
    whole.dropped = np.array(dropped, np.int64)
    return refusals


def _two_names(whole: Whole, marks: Marks) -> list[Refusal]:
    """One identity or customer number with several names or numbers: nobody can say which is right."""
    refs, names, heads = _cat(marks.party_ref), _cat(marks.party_name), _cat(marks.party_head)
    good = ~_isin(whole.head_key[heads], whole.held) if len(heads) else np.empty(0, bool)
    refs, names, heads = refs[good], names[good], heads[good]
    order = np.argsort(refs, kind="stable")
    refs, names, heads = refs[order], names[order], heads[order]
    differ = (refs[1:] == refs[:-1]) & (names[1:] != names[:-1])
    if not differ.any():
        return []
    places = np.flatnonzero(_isin(refs, set(refs[1:][differ].tolist())))
    bad_heads = np.unique(heads[places])
    whole.held |= set(whole.head_key[bad_heads].tolist())
    return [Refusal(row=int(whole.head_row[h]), column="", text="", words=_TWO_NAMES) for h in bad_heads]
