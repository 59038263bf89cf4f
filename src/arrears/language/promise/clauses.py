"""A reply cut into clauses, each told for what it is: an offer, the past, a refusal, another cost…"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from arrears.language.promise.grammar import load

TAGS = ("quote", "other", "past", "negation", "request", "condition", "vague", "promise", "correction")
_STRONG = re.compile(r"[。！？!?；;\n.]")


@dataclass(frozen=True, slots=True)
class Clause:
    """A stretch of the plain text, half-open, its tags, and the mark that ended it."""

    start: int
    end: int
    text: str
    tags: frozenset[str]
    mark: str

    @property
    def offers(self) -> bool:
        """Whether dates and amounts in it may be offered."""
        return not self.tags & {"quote", "other", "past", "negation"}


@cache
def patterns(language: str) -> Mapping[str, re.Pattern[str]]:
    """What tags a clause, by tag, and what turns it."""
    return load(language).patterns


def cut(text: str, language: str) -> list[Clause]:
    """Clauses in order; together they cover the text but for the marks between them."""
    clauses: list[Clause] = []
    start = 0
    for found in (*patterns(language)["ends"].finditer(text), None):
        end = found.start() if found else len(text)
        mark = found[0] if found else ""
        # A question mark belongs to what it asks.
        seen = text[start : end + 1] if mark in ("?", "？") else text[start:end]
        if seen.strip():
            clauses.append(Clause(start, end, text[start:end], _tags(seen, language), mark))
        start = found.end() if found else end
    return clauses


def _tags(text: str, language: str) -> frozenset[str]:
    known = patterns(language)
    plain = known["still"].sub(lambda found: "〇" * len(found[0]), text) if "still" in known else text
    tags = {tag for tag in TAGS if known[tag].search(plain if tag == "promise" else text)}
    return frozenset(tags)


def ends_strongly(clause: Clause) -> bool:
    return bool(_STRONG.search(clause.mark))
