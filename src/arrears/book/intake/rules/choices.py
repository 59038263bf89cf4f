"""Words that senders use where a cell names one of a few kinds, in Chinese and English."""

from __future__ import annotations

import tomllib
import unicodedata
from importlib import resources

_FILE = resources.files("arrears.book.intake") / "data" / "choices.toml"
CHOICES: dict[str, dict[str, list[str]]] = tomllib.loads(_FILE.read_text(encoding="utf-8"))
NOTHING = "none"


def folded(text: str) -> str:
    """A word as compared: one width, lower case, no outer space."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


_LOOKUP: dict[str, dict[str, str]] = {
    name: {folded(word): code for code, words in table.items() for word in (code, *words)}
    for name, table in CHOICES.items()
}


def choose(table: str, text: str) -> str | None:
    """The code that a word stands for, or None when nobody uses it for anything."""
    return _LOOKUP[table].get(folded(text))


def offered(table: str) -> tuple[str, ...]:
    """The first word of each choice, to tell a sender what may stand there."""
    return tuple(words[0] for words in CHOICES[table].values())
