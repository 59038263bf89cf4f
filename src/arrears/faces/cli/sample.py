"""`arrears sample`: files as a creditor sends them, made up from a seed."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from arrears.book.intake.api import generate
from arrears.faces.cli.plain import as_json
from arrears.faces.cli.words import gettext as _
from arrears.kernel import clock


@click.command(help=_("Write a sample portfolio and its payments to FOLDER."))
@click.option("--accounts", default=2000, show_default=True, type=click.IntRange(1, 10_000_000))
@click.option("--seed", default=1, show_default=True, type=int)
@click.option("--kind", type=click.Choice(["card", "lease", "invoice"]), default="card", show_default=True)
@click.option("--as-of", type=click.DateTime(formats=["%Y-%m-%d"]), help=_("The date of the file (today)."))
@click.option(
    "--folder", type=click.Path(file_okay=False, path_type=Path), default=Path("sample"), show_default=True
)
@click.option("--json", "as_json_", is_flag=True, help=_("Answer in JSON."))
def sample(accounts: int, seed: int, kind: str, as_of: datetime | None, folder: Path, as_json_: bool) -> None:
    day = as_of.date() if as_of else clock.today()
    paths = [str(path) for path in generate(kind, accounts, seed, day, folder)]
    click.echo(as_json({"files": paths}) if as_json_ else "\n".join(paths))
