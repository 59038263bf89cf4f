"""`arrears bench`: figures that anyone can measure on their own machine."""

from __future__ import annotations

import json
from dataclasses import asdict

import click

from arrears.faces.cli.words import gettext as _
from arrears.foundation.migrating import migrate
from arrears.night.engine import api as nights


@click.group(help=_("Measure the night on a book made for it."))
def bench() -> None:
    """The group itself does nothing."""


@bench.command(
    help=_(
        "One night on a book of a given size: seconds by step, beside the least that the same data costs in "
        "the same run. The last line has the figures. The book is removed afterwards."
    )
)
@click.option("--accounts", type=click.IntRange(1, 100_000_000), default=100_000, show_default=True)
@click.option(
    "--instalments", type=click.IntRange(1, 1_000_000_000), help=_("Three for each account if not given.")
)
@click.option("--parquet", is_flag=True, help=_("From Parquet to Parquet, without the database."))
@click.option("--no-limits", is_flag=True, help=_("Leave the allocation under limits out (with --parquet)."))
@click.option("--json", "as_json_", is_flag=True, help=_("The last line in JSON."))
def night(accounts: int, instalments: int | None, parquet: bool, no_limits: bool, as_json_: bool) -> None:
    if not parquet:
        migrate()
    figures = nights.bench_night(accounts, instalments or 3 * accounts, parquet=parquet, limits=not no_limits)
    plain = asdict(figures)
    if as_json_:
        click.echo(json.dumps(plain))
        return
    parts = [*figures.steps.items()]
    for head, steps in (("usual", figures.usual), ("floor", figures.floor)):
        parts += [(f"{head} {name}", seconds) for name, seconds in steps.items()]
    for name, seconds in parts:
        click.echo(f"{name:<16} {seconds:>9.3f} s")
    shown = ("seconds", "usual_seconds", "floor_seconds", "ratio_to_floor", "peak_mib")
    click.echo("  ".join(f"{name} {plain[name]}" for name in shown))
