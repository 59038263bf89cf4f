"""`arrears gate check`: the gate's answer for supplied facts; no database, no clock."""

from __future__ import annotations

import click

from arrears.faces.cli.output import read_input
from arrears.faces.cli.words import gettext as _
from arrears.gate import api


@click.group(help=_("Ask the compliance gate."))
def gate() -> None:
    """The group itself does nothing."""


@gate.command(help=_("Judge one case, a list, or JSON lines, from FILE or standard input (-)."))
@click.argument("source", default="-", metavar="FILE|-")
def check(source: str) -> None:
    try:
        click.echo(api.check_text(read_input(source)))
    except api.CaseError as error:
        raise click.ClickException(str(error)) from error
