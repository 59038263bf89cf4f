"""The command line's words in the user's language, before and without Django.

One catalogue serves our words and what click says by itself: both ask the standard library's gettext.
"""

from __future__ import annotations

import gettext as library
import os
from pathlib import Path

from arrears.foundation.catalogues import DOMAIN, compile_messages
from arrears.kernel.words import Words

FOLDER = Path(__file__).parent


def language() -> str:
    """`zh-hans` or `en`: ARREARS_LANGUAGE, else what the terminal's locale says."""
    asked = os.environ.get("ARREARS_LANGUAGE") or os.environ.get("LC_ALL") or os.environ.get("LANG", "")
    return "zh-hans" if asked.lower().startswith("zh") else "en"


def _speak() -> None:
    """Turn gettext to our catalogue, compiled when it is new. English needs none."""
    if language() != "zh-hans":
        return
    compile_messages(FOLDER)
    os.environ["LANGUAGE"] = "zh_Hans"
    library.bindtextdomain(DOMAIN, str(FOLDER / "locale"))
    library.textdomain(DOMAIN)


_speak()
gettext = library.gettext
ngettext = library.ngettext


def said(words: Words) -> str:
    """Bilingual words from the rooms, in the user's language."""
    return words.in_(language())
