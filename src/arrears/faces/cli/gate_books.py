"""`arrears gate verify` and `export`: the hash chain over the gate's books."""

from __future__ import annotations

import shutil
from pathlib import Path

import click

from arrears.faces.cli.output import bars
from arrears.faces.cli.plain import as_json, put
from arrears.faces.cli.words import gettext as _
from arrears.foundation.api import SYSTEM
from arrears.gate import api as gate


@click.command(
    help=_(
        "Check every seal and every row of the gate's books; the exit status is 1 when one does not match."
    )
)
@click.pass_context
def verify(ctx: click.Context) -> None:
    with bars() as progress:
        report = gate.verify(progress=lambda done, total: progress(_("checking"), done, total))
    put(as_json(report))
    if not report.sound:
        click.echo(_("The books do not match their chain."), err=True)
        ctx.exit(1)


@click.command(help=_("Write seals and lines of the chain to FILE as JSON lines; no personal data is in it."))
@click.argument("file", type=click.Path(dir_okay=False, writable=True, path_type=Path))
def export(file: Path) -> None:
    count = 0
    with file.open("w", encoding="utf-8") as handle:
        for line in gate.export(SYSTEM):
            handle.write(line + "\n")
            count += 1
    shutil.copy(gate.AUDIT_TOOL, file.parent / gate.AUDIT_TOOL.name)
    click.echo(_("{count} lines written to {file}").format(count=count, file=file))
