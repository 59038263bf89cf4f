"""How commands speak: progress bars on a terminal, one line a step elsewhere, JSON where asked."""

from __future__ import annotations

import dataclasses
import json
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from uuid import UUID

import click
from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TextColumn,
    TimeElapsedColumn,
)

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


@contextmanager
def bars(quiet: bool = False) -> Iterator[Callable[[str, int, int], None]]:
    """Progress bars by step name: call with (step, done, total); total 0 spins.

    Not on a terminal, each step is one line when it begins.
    """
    console = Console(stderr=True)
    if quiet or not console.is_terminal:
        seen: set[str] = set()

        def line(step: str, done: int, total: int) -> None:
            if step not in seen and not quiet:
                click.echo(f"  {step} …", err=True)
            seen.add(step)

        yield line
        return
    with Progress(
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=console,
    ) as shown:
        tasks = {}

        def bar(step: str, done: int, total: int) -> None:
            if step not in tasks:
                tasks[step] = shown.add_task(step, total=total or None)
            shown.update(tasks[step], completed=done, total=total or None)

        yield bar


def read_input(source: str) -> str:
    """A file's text, or standard input for `-`."""
    if source == "-":
        return sys.stdin.read()
    try:
        return Path(source).read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise click.ClickException(f"{source}: {error}") from error
