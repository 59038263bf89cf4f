"""`arrears report summary`: the work summary as Word and PDF."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from arrears.faces.cli.plain import as_json
from arrears.faces.cli.words import gettext as _
from arrears.foundation import api as foundation
from arrears.kernel import clock
from arrears.reports import api as reports

DAY = click.DateTime(formats=["%Y-%m-%d"])


@click.group(help=_("Write work summaries."))
def report() -> None:
    """The group itself does nothing."""


@report.command(help=_("The work summary of a person, team or company for a period."))
@click.option(
    "--scope", type=click.Choice(["company", "team", "person"]), default="company", show_default=True
)
@click.option(
    "--ref", help=_("The team's or person's name; the creditor's code for a company's one creditor.")
)
@click.option("--from", "first", type=DAY, help=_("First day (today)."))
@click.option("--to", "last", type=DAY, help=_("Last day (today)."))
@click.option("--language", type=click.Choice(["zh-hans", "en"]), default="zh-hans", show_default=True)
@click.option(
    "--format", "formats", type=click.Choice(["docx", "pdf"]), multiple=True, default=("docx", "pdf")
)
@click.option("--folder", type=click.Path(file_okay=False, path_type=Path), default=Path(), show_default=True)
@click.option("--json", "as_json_", is_flag=True, help=_("Answer in JSON."))
def summary(
    scope: str,
    ref: str | None,
    first: datetime | None,
    last: datetime | None,
    language: str,
    formats: tuple[str, ...],
    folder: Path,
    as_json_: bool,
) -> None:
    begin = first.date() if first else clock.today()
    end = last.date() if last else begin
    if end < begin:
        raise click.ClickException(_("The last day lies before the first."))
    folder.mkdir(parents=True, exist_ok=True)
    written: list[str] = []
    for kind in formats:
        ref_file = reports.write_summary(
            scope=scope,
            ref=ref,
            first=begin,
            last=end,
            language=language,
            actor=foundation.SYSTEM,
            form=kind,
        )
        path = folder / ref_file.name
        path.write_bytes(foundation.read_file(ref_file.id, foundation.SYSTEM))
        written.append(str(path))
    click.echo(as_json({"files": written}) if as_json_ else "\n".join(written))
