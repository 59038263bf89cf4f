"""`arrears intake`: the watched folder from the command line."""

from __future__ import annotations

import time
from pathlib import Path

import click
from django.conf import settings

from arrears.book.intake import api as intake
from arrears.book.intake.contracts import WatchReport
from arrears.faces.cli.plain import as_json
from arrears.faces.cli.words import gettext as _
from arrears.faces.cli.words import said
from arrears.foundation import api as foundation


@click.group("intake", help=_("Take files from the watched folder."))
def intake_() -> None:
    """The group itself does nothing."""


@intake_.command(
    "watch",
    help=_(
        "Take the finished files of FOLDER/<creditor>/<mapping>/ (of ARREARS_INBOX when not given), "
        "once, or again and again."
    ),
)
@click.argument("folder", required=False, type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--every", type=click.IntRange(1, 86_400), help=_("Look again after so many seconds."))
@click.option("--json", "as_json_", is_flag=True, help=_("Answer in JSON."))
def watch(folder: Path | None, every: int | None, as_json_: bool) -> None:
    root = folder or settings.INBOX
    if root is None:
        raise click.ClickException(_("Name a folder, or set ARREARS_INBOX."))
    while True:
        report = intake.watch(root, actor=foundation.SYSTEM)
        _tell(report, as_json_)
        if every is None:
            return
        time.sleep(every)


def _tell(report: WatchReport, as_json_: bool) -> None:
    if as_json_:
        click.echo(as_json(report))
        return
    for file in report.files:
        words = f": {said(file.words)}" if file.words else ""
        click.echo(f"{file.creditor}/{file.mapping}/{file.name}  {file.state.value}{words}")
    for name in report.unknown:
        click.echo(_("{name}: no creditor or mapping has this name").format(name=name), err=True)
    for name in report.busy:
        click.echo(_("{name}: another watcher is at this folder").format(name=name), err=True)
