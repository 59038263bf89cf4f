"""Text in a template that no translation can reach."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser

from django.template.base import Lexer, TokenType

SPOKEN = {
    "placeholder",
    "title",
    "aria-label",
    "aria-description",
    "alt",
    "label",
    "data-label",
    "data-key-label",
}
MADE_OF_LETTERS = re.compile(r"[^\W\d_]", re.UNICODE)
SAME_EVERYWHERE = {"Arrears", "·"}
"""What needs no translation: the product's name."""
HOLE = "\ue000"


class _Reader(HTMLParser):
    def __init__(self, origin: str) -> None:
        super().__init__(convert_charrefs=True)
        self.origin, self.found, self.silent, self.tongue = origin, list[str](), 0, list[tuple[str, bool]]()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        # a word in its own language, such as the name of the language to switch to
        own = given.get("lang") is not None and tag != "html"
        if tag not in ("input", "br", "hr", "img", "meta", "link", "use", "path"):
            self.tongue.append((tag, own))
        if tag in ("script", "style", "kbd", "code"):
            self.silent += 1
        for name, value in attrs:
            spoken = name in SPOKEN or (
                name == "value" and tag == "input" and given.get("type") in ("submit", "button", "reset")
            )  # a <button> shows what stands inside it, its value is only sent
            if spoken and value and not own and MADE_OF_LETTERS.search(value.replace(HOLE, "")):
                self.found.append(f"{self.origin}:{self.getpos()[0]} {name}={value.replace(HOLE, '…')!r}")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("script", "style", "kbd", "code"):
            self.silent -= 1
        for place in range(len(self.tongue) - 1, -1, -1):
            if self.tongue[place][0] == tag:
                del self.tongue[place:]
                break

    def handle_data(self, data: str) -> None:
        if self.silent or any(own for _tag, own in self.tongue):
            return
        rest = data.replace(HOLE, " ")
        for same in SAME_EVERYWHERE:
            rest = rest.replace(same, "")
        if MADE_OF_LETTERS.search(rest):
            self.found.append(f"{self.origin}:{self.getpos()[0]} {' '.join(rest.split())!r}")


def raw_texts(template: str, origin: str) -> Iterator[str]:
    """Each raw text of a template: place and text."""
    parts, skipping = [], ""
    for token in Lexer(template).tokenize():
        lines = "\n" * token.contents.count("\n")
        if token.token_type is TokenType.BLOCK:
            name = token.contents.split()[0] if token.contents.split() else ""
            if skipping:
                skipping = "" if name == skipping else skipping
            elif name in ("blocktrans", "blocktranslate", "comment"):
                skipping = f"end{name}"
            # a tag that decides or loops shows nothing itself; the others leave a hole
            parts.append(lines if name in _QUIET else HOLE + lines)
        elif token.token_type is TokenType.TEXT and not skipping:
            parts.append(token.contents)
        elif token.token_type is TokenType.VAR and not skipping:
            parts.append(HOLE + lines)
        else:
            parts.append(lines)
    reader = _Reader(origin)
    reader.feed("".join(parts))
    reader.close()
    yield from reader.found


_QUIET = {
    "if",
    "elif",
    "else",
    "endif",
    "for",
    "empty",
    "endfor",
    "with",
    "endwith",
    "load",
    "block",
    "endblock",
}
