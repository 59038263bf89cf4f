"""`arrears calc NAME`: one calculator, JSON in and JSON out. Only the room that answers is loaded."""

from __future__ import annotations

import json
from importlib import import_module
from typing import Any

import click

from arrears.faces.cli.plain import as_json, not_json, put, read_input
from arrears.faces.cli.words import gettext as _

OF_THE_GATE = ("validation_period", "retention", "complaint_due", "breathing_space")
"""Deadlines of the gate's packs; all others are the book's."""


def _room(name: str) -> Any:
    """The module that answers a calculator: `calc_gate` or `calc_book`, which speak alike."""
    return import_module(f"arrears.faces.cli.{'calc_gate' if name in OF_THE_GATE else 'calc_book'}")


def _names() -> list[str]:
    return sorted([*_room("").names(), *OF_THE_GATE])


@click.command(help=_("Compute with NAME from a JSON file or standard input (-). Without NAME: list them."))
@click.argument("name", required=False)
@click.argument("source", default="-", metavar="[FILE|-]")
@click.option("--schema", is_flag=True, help=_("Show the JSON Schemas of input and output instead."))
def calc(name: str | None, source: str, schema: bool) -> None:
    if name is None:
        click.echo("\n".join(_names()))
        return
    room = _room(name)
    if name not in room.names():
        raise click.ClickException(
            _("No such calculator. There are: {names}").format(names=", ".join(_names()))
        )
    if schema:
        put(as_json(room.schema(name)))
        return
    try:
        inputs = json.loads(read_input(source))
    except (ValueError, RecursionError) as error:
        raise not_json(error) from error
    cases = inputs if isinstance(inputs, list) else [inputs]
    for place, case in enumerate(cases):
        if not isinstance(case, dict):
            raise click.ClickException(_("Case {place}: an object is needed").format(place=place))
    answers = [room.compute(name, case) for case in cases]
    put(as_json(answers if isinstance(inputs, list) else answers[0]))
