"""The command line's words in the user's language, before and without Django."""

from __future__ import annotations

import os
from functools import lru_cache
from pathlib import Path

from babel.messages.pofile import read_po

from arrears.kernel.words import Words


def language() -> str:
    """`zh-hans` or `en`: ARREARS_LANGUAGE, else what the terminal's locale says."""
    said = os.environ.get("ARREARS_LANGUAGE") or os.environ.get("LC_ALL") or os.environ.get("LANG", "")
    return "zh-hans" if said.lower().startswith("zh") else "en"


@lru_cache(maxsize=1)
def _catalogue() -> dict[str, str]:
    if language() != "zh-hans":
        return {}
    path = Path(__file__).parent / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"
    with path.open("rb") as file:
        entries = read_po(file, locale="zh_Hans")
    return {str(entry.id): str(entry.string) for entry in entries if entry.id and entry.string}


def gettext(text: str) -> str:
    return _catalogue().get(text, text)


def said(words: Words) -> str:
    """Bilingual words from the rooms, in the user's language."""
    return words.in_(language())
