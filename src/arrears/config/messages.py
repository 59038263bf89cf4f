"""Catalogues of translations: which texts the code asks for, and the catalogue of each room brought up to date."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

from arrears.foundation.catalogues import DOMAIN, PACKAGE

TRANSLATED = "zh_Hans"
ONE_ROOM = {"config", "kernel", "language"}
KEYWORDS = {
    "_": None, "gettext": None, "gettext_lazy": None, "gettext_noop": None,
    "ngettext": (1, 2), "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2), "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3), "npgettext_lazy": ((1, "c"), 2, 3),
}  # fmt: skip
HEADER = b"""# Chinese (simplified) texts of this room.
msgid ""
msgstr ""
"Language: zh_Hans\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=1; plural=0;\\n"

"""


@dataclass(frozen=True, slots=True)
class Message:
    """A text that the code asks to translate, and where."""

    context: str | None
    text: str
    plural: str | None
    path: str
    line: int

    @property
    def key(self) -> tuple[str | None, str]:
        return self.context, self.text


def room_of(path: Path, package: Path = PACKAGE) -> Path:
    """The folder whose catalogue a file speaks through: the nearest one above it that has `locale`,
    else the room itself (two folders below the package, or one for a wing of one room)."""
    for folder in path.parents:
        if (folder / "locale").is_dir():
            return folder
        if folder == package:
            break
    parts = path.relative_to(package).parts
    alone = parts[0] in ONE_ROOM or (package / parts[0] / "apps.py").exists()
    return package.joinpath(*parts[: 1 if alone or len(parts) < 3 else 2])


def messages_in(path: Path) -> Iterator[Message]:
    """What one Python file or template asks to translate."""
    text = path.read_text("utf-8")
    if path.suffix == ".html":
        made = templatize(text, origin=str(path))
        text = "\n".join(line.lstrip() for line in made.splitlines())  # Babel reads it as Python
    for line, found, _comments, context in extract("python", io.BytesIO(text.encode()), keywords=KEYWORDS):
        singular, plural = (found[0], found[1]) if isinstance(found, tuple) else (found, None)
        if singular:
            yield Message(context, singular, plural, str(path), line)


def sources(package: Path = PACKAGE) -> Iterator[Path]:
    """Every Python file and template that may speak."""
    for suffix in ("*.py", "*.html"):
        yield from sorted(path for path in package.rglob(suffix) if "migrations" not in path.parts)


def by_room(package: Path = PACKAGE) -> dict[Path, list[Message]]:
    """All messages of the package by the room that must translate them."""
    rooms: dict[Path, list[Message]] = {}
    for path in sources(package):
        for message in messages_in(path):
            rooms.setdefault(room_of(path, package), []).append(message)
    return rooms


def catalogue_of(room: Path) -> Catalog:
    """The room's Chinese catalogue; an empty one when there is none yet."""
    source = room / "locale" / TRANSLATED / "LC_MESSAGES" / f"{DOMAIN}.po"
    if not source.exists():
        return Catalog(locale=TRANSLATED, project="Arrears")
    with source.open("rb") as handle:
        return read_po(handle, locale=TRANSLATED)


def update(room: Path, messages: list[Message]) -> int:
    """Write the room's catalogue anew: what it has stays, what is new waits for its translation, what nobody
    asks for any more goes. Returns how many wait."""
    known, fresh = catalogue_of(room), Catalog(locale=TRANSLATED, project="Arrears")
    for message in sorted(messages, key=lambda one: (one.path, one.line)):
        text: str | tuple[str, str] = (message.text, message.plural) if message.plural else message.text
        entry = known.get(text, message.context)
        said = entry.string if entry else ""
        place = Path(message.path).relative_to(room).as_posix()
        fresh.add(text, said, locations=[(place, message.line)], context=message.context)
    source = room / "locale" / TRANSLATED / "LC_MESSAGES" / f"{DOMAIN}.po"
    source.parent.mkdir(parents=True, exist_ok=True)
    made = io.BytesIO()
    write_po(made, fresh, width=110, omit_header=True, include_lineno=False)
    source.write_bytes(HEADER + made.getvalue())
    return len([entry for entry in fresh if entry.id and not _said(entry.string)])


def _said(text: str | tuple[str, ...] | list[str] | None) -> bool:
    return all(text) if isinstance(text, (tuple, list)) else bool(text)


if __name__ == "__main__":  # python -m arrears.config.messages: bring every room's catalogue up to date
    for folder, asked in by_room().items():
        waiting = update(folder, asked)
        if waiting:
            raise SystemExit(f"{folder.relative_to(PACKAGE)}: {waiting} texts wait for a translation")
