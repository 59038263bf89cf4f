"""Patterns of the grammar, read from data files: what is said stands there, what it means in the readers."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files

_DATA = files("arrears.language").joinpath("data", "promise")
_NAME = re.compile(r"<([A-Z_]+)>")


@dataclass(frozen=True, slots=True)
class Grammar:
    """Compiled patterns by name, and the readers' patterns in the order in which they are tried."""

    patterns: Mapping[str, re.Pattern[str]]
    readers: tuple[tuple[str, re.Pattern[str]], ...]

    def __getitem__(self, name: str) -> re.Pattern[str]:
        return self.patterns[name]


def one_of(words: Mapping[str, object] | list[str]) -> str:
    """The words as alternatives, longest first."""
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


def load(name: str, given: Mapping[str, str] | None = None) -> Grammar:
    """A data file with `<WORD>` filled from its own `[words]` and from `given`; KeyError for an unknown one."""
    data = tomllib.loads(_DATA.joinpath(f"{name}.toml").read_text("utf-8"))
    words = {**(given or {}), **data.get("words", {})}

    def filled(pattern: str) -> str:
        return _NAME.sub(lambda found: filled(words[found[1]]), pattern)

    patterns = data.get("patterns") or {key: value for key, value in data.items() if isinstance(value, str)}
    return Grammar(
        patterns={key: re.compile(filled(value)) for key, value in patterns.items() if key != "version"},
        readers=tuple((row["read"], re.compile(filled(row["pattern"]))) for row in data.get("reader", ())),
    )
