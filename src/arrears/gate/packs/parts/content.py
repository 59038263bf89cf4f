"""What a text says: the one place where the gate asks the language room."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from arrears.gate.packs.parts.facts import Facts
from arrears.language.api import Finding, screen

TEXT_CHARS_MAX = 20_000

STOPPING = frozenset({"fatal", "serious"})


@lru_cache(maxsize=4096)
def _screened(text: str) -> tuple[Finding, ...]:
    return screen(text)


def findings(facts: Facts) -> tuple[Finding, ...]:
    """Forbidden words and acts in the text of the act; empty without a text."""
    text = facts.act.text
    return _screened(text[:TEXT_CHARS_MAX]) if text else ()


def stopping(facts: Facts, codes: Iterable[str] | None = None) -> tuple[Finding, ...]:
    """The findings that stop a text (fatal and serious), of some codes or all."""
    found = findings(facts)
    if not found:
        return ()
    wanted = None if codes is None else set(codes)
    return tuple(one for one in found if one.severity in STOPPING and (wanted is None or one.code in wanted))


def quoted(found: Iterable[Finding]) -> dict[str, object]:
    """Codes and quotes for the words of a refusal."""
    listed = list(found)
    return {
        "codes": ", ".join(dict.fromkeys(str(one.code) for one in listed)),
        "quotes": "; ".join(dict.fromkeys(one.quote for one in listed)),
    }


@lru_cache(maxsize=256)
def _pattern(terms: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{term})" for term in terms), re.IGNORECASE)


def speaks_of(text: str | None, terms: tuple[str, ...]) -> str | None:
    """The first stretch of a text that one of the patterns finds."""
    if not text:
        return None
    found = _pattern(terms).search(text)
    return found[0] if found else None


def without(text: str | None, terms: tuple[str, ...]) -> str | None:
    """A text with what the patterns find taken out: wording that lifts a suspicion."""
    return _pattern(terms).sub(" ", text) if text else text
