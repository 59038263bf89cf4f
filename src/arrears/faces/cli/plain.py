"""What goes in and out as it is: files, standard input, JSON."""

from __future__ import annotations

import dataclasses
import json
import sys
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from pathlib import Path
from uuid import UUID

import click

from arrears.faces.cli.words import gettext as _
from arrears.faces.cli.words import said
from arrears.kernel.money import Money
from arrears.kernel.words import Words


def plain(value: object) -> object:
    """A frozen value as JSON shows it; money as text with its currency."""
    if isinstance(value, Money):
        return {"amount": f"{value.decimal}", "currency": value.currency}
    if isinstance(value, Words):
        return value.as_dict()
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: plain(getattr(value, field.name)) for field in dataclasses.fields(value)}
    if isinstance(value, Mapping):
        return {str(name): plain(entry) for name, entry in value.items()}
    if isinstance(value, tuple | list | set | frozenset):
        return [plain(entry) for entry in value]
    if isinstance(value, date | datetime | UUID | Path):
        return str(value)
    return value


def as_json(value: object) -> str:
    return json.dumps(plain(value), ensure_ascii=False, indent=2)


def put(text: str) -> None:
    """Write JSON to standard output: always UTF-8, a lone surrogate as its escape."""
    click.echo(text.encode("utf-8", "backslashreplace"))


def read_input(source: str) -> bytes:
    """A file's content, or standard input for `-`."""
    if source == "-":
        return sys.stdin.buffer.read()
    try:
        return Path(source).read_bytes()
    except OSError as error:
        raise click.ClickException(f"{source}: {error.strerror or error}") from error


def not_json(error: Exception) -> click.ClickException:
    return click.ClickException(_("Not JSON: {error}").format(error=error))


def unfit(problems: Iterable[tuple[str, Words]]) -> click.ClickException:
    """Inputs that do not fit: each place with what is wrong there."""
    return click.ClickException("\n".join(f"{place}: {said(words)}" for place, words in problems))
