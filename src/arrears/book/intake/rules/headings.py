"""Headings: one spelling, the unit that a heading states, and what an unknown column probably is."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache

from arrears.book.intake.contracts import FileKind
from arrears.book.intake.contracts.mapping import Cell, Field, Unit
from arrears.book.intake.rules.fields import FIELDS, GROUPS_BY_KIND
from arrears.kernel.words import Words

HEADING_LENGTH_MAX = 100
REASON_HEADINGS = {"zh": ("拒收列", "拒收原因"), "en": ("Rejected column", "Reject reason")}

_BRACKETS = re.compile(r"[(\[【<{]([^)\]】>}]*)[)\]】>}]")
_DECORATION = re.compile(r"[\s_\-:*.·'\"/\\#]+")
_UNITS = {
    "万元": Unit.WAN,
    "万": Unit.WAN,
    "wan": Unit.WAN,
    "10k": Unit.WAN,
    "10,000yuan": Unit.WAN,
    "10000yuan": Unit.WAN,
    "元": Unit.YUAN,
    "人民币元": Unit.YUAN,
    "yuan": Unit.YUAN,
    "rmb": Unit.YUAN,
    "cny": Unit.YUAN,
    "分": Unit.FEN,
    "fen": Unit.FEN,
    "cents": Unit.FEN,
}

Look = Callable[[Cell, Sequence[str]], float]
"""The share of sample cells (0..1) that can be read as a kind of cell."""


def folded(heading: str) -> str:
    """A heading as compared: one width, lower case, without brackets, space or decoration."""
    text = unicodedata.normalize("NFKC", heading).casefold()
    return _DECORATION.sub("", _BRACKETS.sub("", text))


def unit_of(heading: str) -> Unit | None:
    """The unit that a heading states in brackets, as in 逾期本金（万元）; None when it states none."""
    text = unicodedata.normalize("NFKC", heading).casefold()
    for inside in _BRACKETS.findall(text):
        unit = _UNITS.get(inside.replace(" ", "").removeprefix("单位:").removeprefix("unit:"))
        if unit is not None:
            return unit
    return None


def is_reason(heading: str) -> bool:
    """Whether a column is one that we added to a rejects file."""
    return folded(heading) in {folded(name) for names in REASON_HEADINGS.values() for name in names}


@dataclass(frozen=True, slots=True, kw_only=True)
class Guess:
    """A column and the field it probably holds."""

    place: int
    field: Field | None
    confidence: float
    unit: Unit | None
    why: Words


@lru_cache(maxsize=8)
def _spellings(kind: FileKind) -> tuple[tuple[Field, tuple[str, ...]], ...]:
    groups = GROUPS_BY_KIND[kind.value]
    return tuple(
        (field, tuple(dict.fromkeys(folded(name) for name in field.headings)))
        for field in FIELDS.values()
        if field.group in groups
    )


@lru_cache(maxsize=32_768)
def _likeness(heading: str, spellings: tuple[str, ...]) -> float:
    best = 0.0
    letters = frozenset(heading)
    for place, spelling in enumerate(spellings):
        if heading == spelling:
            return 1.0 if place == 0 else 0.97
        if not spelling or not heading:
            continue
        if spelling in heading or heading in spelling:
            short, long = sorted((len(spelling), len(heading)))
            best = max(best, 0.45 + 0.4 * short / long)
        elif not letters.isdisjoint(spelling):
            matcher = SequenceMatcher(None, heading, spelling)
            if matcher.real_quick_ratio() >= 0.6 and matcher.quick_ratio() >= 0.6:
                ratio = matcher.ratio()
                best = max(best, 0.8 * ratio if ratio >= 0.6 else 0.0)
    return best


_TELLING = {Cell.IDENTITY: 0.35, Cell.PHONE: 0.3, Cell.EMAIL: 0.35, Cell.DATE: 0.3, Cell.CURRENCY: 0.25}


def _scored(heading: str, samples: Sequence[str], kind: FileKind, look: Look) -> list[tuple[float, Field]]:
    """Fields that a column may hold, scored: mostly by the heading, corrected by what the cells hold."""
    found = []
    text = folded(heading)
    looks = {cell: look(cell, samples) for cell in Cell} if samples else {}
    for field, spellings in _spellings(kind):
        like = _likeness(text, spellings) if text else 0.0
        fits = looks.get(field.cell, 0.5)
        if samples and fits < 0.3 and like < 0.97:
            continue
        score = like * (0.6 + 0.4 * fits) if like >= 0.4 else _TELLING.get(field.cell, 0.0) * (fits > 0.9)
        if score > 0.2:
            found.append((score, field))
    return sorted(found, key=lambda pair: -pair[0])


def guess(
    headings: Sequence[str], samples: Sequence[Sequence[str]], kind: FileKind, look: Look
) -> tuple[Guess, ...]:
    """What each column probably holds; each field is given to the column that fits it best, once."""
    offers = [
        (score, place, field)
        for place, heading in enumerate(headings)
        for score, field in _scored(heading, samples[place], kind, look)
    ]
    taken: dict[int, tuple[float, Field]] = {}
    used: set[str] = set()
    for score, place, field in sorted(offers, key=lambda offer: (-offer[0], offer[1])):
        if place not in taken and field.code not in used:
            taken[place] = (score, field)
            used.add(field.code)
    guesses = []
    for place, heading in enumerate(headings):
        score, chosen = taken.get(place, (0.0, None))
        if chosen is None:
            why = Words("没有相近的字段", "no field is like it")
        elif score >= 0.9:
            why = Words("列名与内容相符", "heading and cells agree")
        elif score > 0.36:
            why = Words("列名相近，请确认", "the heading is similar; please confirm")
        else:
            why = Words("仅根据内容判断，请确认", "judged by the cells alone; please confirm")
        unit = unit_of(heading) if chosen is not None and chosen.cell is Cell.AMOUNT else None
        guesses.append(Guess(place=place, field=chosen, confidence=round(score, 2), unit=unit, why=why))
    return tuple(guesses)
