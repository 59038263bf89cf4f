"""Commands are loaded when they are called: asking the gate needs no database, running a day does."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from importlib import import_module
from typing import Any

import click

from arrears.faces.cli.words import gettext as _

_HELP = f"{__name__}.help"


class Needs(Enum):
    """What has to stand before a command's module can be imported and do its work."""

    NOTHING = "nothing"
    ROOMS = "rooms"
    DATA = "data"


@dataclass(frozen=True, slots=True)
class Entry:
    """Where a command is, what its one line of help says, and what it needs."""

    path: str
    help: str
    needs: Needs = Needs.DATA


class LazyGroup(click.Group):
    """A group whose commands are imported on use. Showing help opens no database."""

    def __init__(self, *args: Any, entries: Mapping[str, Entry], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.entries = dict(entries)

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.entries)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        ctx.meta[_HELP] = _asks_for_help(ctx, args)
        return super().resolve_command(ctx, args)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        entry = self.entries.get(cmd_name)
        if entry is None:
            return None
        if entry.needs is not Needs.NOTHING:
            session = import_module("arrears.faces.cli.session")
            reads = entry.needs is Needs.DATA and not ctx.meta.get(_HELP)
            session.open_session() if reads else session.open_without_data()
        module, _colon, name = entry.path.partition(":")
        command = getattr(import_module(module), name)
        assert isinstance(command, click.Command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section(_("Commands")):
            formatter.write_dl([(name, entry.help) for name, entry in self.entries.items()])


def _asks_for_help(ctx: click.Context, args: Sequence[str]) -> bool:
    before = args[: args.index("--")] if "--" in args else args
    return any(name in before for name in ctx.help_option_names)
