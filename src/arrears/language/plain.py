"""A text made plain for rules, with the way back to every character of the original.

Traditional to simplified, full to half width, capitals to small: one character for one. Then the
tricks by which words are hidden from a reader of rules (signs between characters, spelled-out
letters, digits for letters, homophones) are undone; these change lengths, so places are carried along.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

HAN = "\u3400-\u9fff"
_DATA = files("arrears.language").joinpath("data")

_Change = Callable[[re.Match[str]], str]

# Signs that end a thought stay; everything else between two Chinese characters is dirt.
_DIRT = re.compile(rf"[^{HAN}a-z0-9。！？；，、：,!?;:\n\"'“”‘’「」()（）【】%￥¥$]+")
_HAN = re.compile(rf"[{HAN}]")
_ISLANDS = re.compile(rf"[{HAN}](?=[^{HAN}a-z0-9])(?:[。！？；，、,.!?; …]{{1,3}}[{HAN}](?![{HAN}])){{2,}}")
_ISLAND_SIGNS = re.compile(rf"[^{HAN}]+")
_LETTERS = re.compile(r"[a-z]+")
_SPELLED = re.compile(r"(?<![a-z0-9])(?:[a-z][ .*_\-]{1,2}){2,}[a-z](?![a-z0-9])")
_DIGIT_IN_WORD = re.compile(r"[0-9$@!*](?=[a-z])|(?<=[a-z])[0-9$@*]")
_LEET = re.compile(r"(?<![a-z0-9$@!*])(?=[a-z0-9$@!*]*[a-z])[a-z0-9$@!*]*[0-9$@!*][a-z0-9$@!*]*[a-z0-9$@]")
_LEET_LETTERS = str.maketrans("013457$@!", "oieastsai")
_SPELLED_LETTERS_MIN = 3


@dataclass(frozen=True, slots=True)
class Plain:
    """The plain text and, where lengths changed, the original place of each character (None = same)."""

    text: str
    places: tuple[int, ...] | None
    length: int

    def span(self, start: int, end: int) -> tuple[int, int]:
        """A half-open stretch of the plain text as a half-open stretch of the original."""
        if self.places is None:
            return start, end
        if start >= len(self.places):
            return self.length, self.length
        return self.places[start], (self.places[end - 1] + 1 if end > start else self.places[start])


@cache
def _letters() -> dict[int, str]:
    table = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
    # Full-width sentence marks keep their Chinese form: a clause ends there, as it does not at a dot.
    for mark in "！？；：，（）":
        del table[ord(mark)]
    table |= {code: chr(code + 32) for code in range(ord("A"), ord("Z") + 1)}
    table |= {code: chr(code - 0xFEE0 + 32) for code in range(0xFF21, 0xFF3B)}
    table |= {ord("\u3000"): " ", ord("\u00a0"): " ", ord("’"): "'", ord("‘"): "'", ord("﹐"): "，"}
    table |= {
        ord(pair[0]): pair[1]
        for pair in _DATA.joinpath("traditional.txt").read_text("utf-8").split()
        if pair[0] != pair[1]
    }
    return table


@dataclass(frozen=True, slots=True)
class _Evasions:
    written: re.Pattern[str]  # homophones with a Chinese character in them
    spelled: re.Pattern[str]  # spellings in letters alone, as whole words
    letters: frozenset[str]
    meant: dict[str, str]
    hidden: re.Pattern[str]


@cache
def _evasions() -> _Evasions:
    data = tomllib.loads(_DATA.joinpath("evasions.toml").read_text("utf-8"))
    meant: dict[str, str] = data["homophones"]
    longest_first = sorted(meant, key=len, reverse=True)
    hidden = sorted(data["hidden_words"], key=len, reverse=True)
    letters = [word for word in longest_first if word.isascii()]
    return _Evasions(
        written=re.compile("|".join(re.escape(word) for word in longest_first if not word.isascii())),
        spelled=re.compile(rf"(?<![a-z])(?:{'|'.join(letters)})(?![a-z])"),
        letters=frozenset(letters),
        meant=meant,
        hidden=re.compile("|".join(re.escape(word) for word in hidden)),
    )


@cache
def _foreign() -> re.Pattern[str]:
    return re.compile("[" + "".join(re.escape(chr(code)) for code in _letters()) + "]")


def flatten(text: str) -> str:
    """One character for one: width, case and script. Places are those of the original."""
    return text.translate(_letters()) if _foreign().search(text) else text


def make_plain(text: str) -> Plain:
    """Flatten, then undo tricks, each only where its traces stand in the text."""
    flat = flatten(text)
    evasions = _evasions()
    line = _Line(flat)
    words = _LETTERS.findall(flat)
    if _HAN.search(flat):
        if _DIRT.search(flat):
            line.replace(_DIRT, lambda found: "" if _between_han(found) else found[0])
        line.replace(_ISLANDS, lambda found: _ISLAND_SIGNS.sub("", found[0]))
        line.replace(evasions.written, lambda found: evasions.meant[found[0]])
    if words and not evasions.letters.isdisjoint(words):
        line.replace(evasions.spelled, lambda found: evasions.meant[found[0]])
    if sum(len(word) == 1 for word in words) >= _SPELLED_LETTERS_MIN:
        line.replace(_SPELLED, lambda found: _spelled(found[0], evasions.hidden))
    if words and _DIGIT_IN_WORD.search(flat):
        line.replace(_LEET, lambda found: _leet(found[0], evasions.hidden))
    return Plain(line.text, line.places, len(flat))


def _between_han(found: re.Match[str]) -> bool:
    """Signs are dirt between two Chinese characters, not at the end of a line of them."""
    start, end = found.span()
    text = found.string
    if start == 0 or end == len(text):
        return False
    return _HAN.match(text, start - 1) is not None and _HAN.match(text, end) is not None


def _spelled(found: str, hidden: re.Pattern[str]) -> str:
    joined = re.sub(r"[^a-z]", "", found)
    return hidden.sub(lambda word: f"{word[0]} ", joined).rstrip() if hidden.search(joined) else found


def _leet(found: str, hidden: re.Pattern[str]) -> str:
    plain = found.translate(_LEET_LETTERS)
    if hidden.search(plain):
        return plain
    starred = "".join("[a-z]" if sign == "*" else re.escape(sign) for sign in plain)
    if "*" in plain and len(plain) >= 4:
        for word in hidden.pattern.split("|"):
            if re.fullmatch(starred, word):
                return word
    return found


class _Line:
    """A text under change that remembers where each character came from (None while nothing changed)."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.places: tuple[int, ...] | None = None

    def replace(self, pattern: re.Pattern[str], change: _Change) -> None:
        pieces: list[str] = []
        spans: list[tuple[int, int, str]] = []
        last = 0
        for found in pattern.finditer(self.text):
            new = change(found)
            if new != found[0]:
                spans.append((*found.span(), new))
        if not spans:
            return
        before = self.places if self.places is not None else tuple(range(len(self.text)))
        places: list[int] = []
        for start, end, new in spans:
            pieces += (self.text[last:start], new)
            places += before[last:start]
            places += _spread(before[start:end], self.text[start:end], new)
            last = end
        self.text = "".join((*pieces, self.text[last:]))
        self.places = (*places, *before[last:])


def _spread(places: tuple[int, ...], old: str, new: str) -> list[int]:
    """Original places for a replacement: the same characters keep theirs, others share the stretch."""
    if len(new) < len(old):
        kept: list[int] = []
        at = 0
        for sign in new:
            here = old.find(sign, at)
            if here < 0:
                break
            kept.append(places[here])
            at = here + 1
        if len(kept) == len(new):
            return kept
    top = max(len(new) - 1, 1)
    return [places[min(i * (len(old) - 1) // top, len(old) - 1)] for i in range(len(new))]
