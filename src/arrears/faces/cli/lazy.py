"""Commands are loaded when they are called: asking the gate needs no database, running a day does."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module

import click

from arrears.faces.cli.words import gettext as _


@dataclass(frozen=True, slots=True)
class Entry:
    """Where a command is, what its one line of help says, and whether it needs the database."""

    path: str
    help: str
    data: bool = True


class LazyGroup(click.Group):
    """A group whose commands are imported on use."""

    def __init__(self, *args: object, entries: Mapping[str, Entry], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # passed on as they came
        self.entries = dict(entries)

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.entries)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        entry = self.entries.get(cmd_name)
        if entry is None:
            return None
        if entry.data:
            import_module("arrears.faces.cli.session").open_session()
        module, _colon, name = entry.path.partition(":")
        command = getattr(import_module(module), name)
        assert isinstance(command, click.Command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section(_("Commands")):
            formatter.write_dl([(name, entry.help) for name, entry in self.entries.items()])
