"""`arrears calc NAME`: one calculator, JSON in and JSON out."""

from __future__ import annotations

import json
from collections.abc import Mapping

import click

from arrears.book.calculators import api as calculators
from arrears.faces.cli.output import as_json, read_input
from arrears.faces.cli.words import gettext as _
from arrears.faces.cli.words import said
from arrears.gate import api as gate


def answer(name: str, inputs: Mapping[str, object]) -> Mapping[str, object]:
    """One calculation, of the law's dates (the gate) or of money (the book)."""
    room = gate if name in gate.calculator_names() else calculators
    return room.calculate(name, inputs)


@click.command(help=_("Compute with NAME from a JSON file or standard input (-). Without NAME: list them."))
@click.argument("name", required=False)
@click.argument("source", default="-", metavar="[FILE|-]")
@click.option("--schema", is_flag=True, help=_("Show the JSON Schema of the input and output instead."))
def calc(name: str | None, source: str, schema: bool) -> None:
    known = sorted([*calculators.names(), *gate.calculator_names()])
    if name is None:
        click.echo("\n".join(known))
        return
    if name not in known:
        raise click.ClickException(_("No such calculator. There are: {names}").format(names=", ".join(known)))
    if schema:
        room = gate if name in gate.calculator_names() else calculators
        click.echo(as_json(room.schema(name)))
        return
    try:
        inputs = json.loads(read_input(source))
    except json.JSONDecodeError as error:
        raise click.ClickException(_("Not JSON: {error}").format(error=error)) from error
    cases = inputs if isinstance(inputs, list) else [inputs]
    answers = []
    for place, case in enumerate(cases):
        if not isinstance(case, dict):
            raise click.ClickException(_("Case {place}: an object is needed").format(place=place))
        try:
            answers.append(answer(name, case))
        except calculators.CalculatorError as error:
            raise click.ClickException(f"{error.path}: {said(error.message)}") from error
    click.echo(as_json(answers if isinstance(inputs, list) else answers[0]))
