"""`arrears gate`: the gate's answer for supplied facts (no database, no clock), and the chain over its books."""

from __future__ import annotations

import json

import click

from arrears.faces.cli.lazy import Entry, LazyGroup, Needs
from arrears.faces.cli.plain import as_json, not_json, put, read_input
from arrears.faces.cli.words import gettext as _
from arrears.faces.cli.words import said
from arrears.gate.rules import pure

_HERE = "arrears.faces.cli"
ENTRIES = {
    "check": Entry(f"{_HERE}.gate:check", _("Judge supplied facts; no database."), Needs.NOTHING),
    "verify": Entry(f"{_HERE}.gate_books:verify", _("Check the hash chain over the gate's books.")),
    "export": Entry(f"{_HERE}.gate_books:export", _("Write the hash chain for an auditor.")),
}


@click.group(cls=LazyGroup, entries=ENTRIES, help=_("Ask the compliance gate."))
def gate() -> None:
    """The group itself does nothing."""


@click.command(
    help=_(
        "Judge one case, a list, or JSON lines, from FILE or standard input (-). The answers come in the same "
        "form and order; a case that cannot be read is answered in its place, and the exit status is 1."
    )
)
@click.argument("source", default="-", metavar="[FILE|-]")
@click.option("--house", metavar="FILE", help=_("House rules to apply as well: a JSON list, tighter only."))
@click.option("--schema", is_flag=True, help=_("Show the JSON Schemas of cases and answers instead."))
@click.pass_context
def check(ctx: click.Context, source: str, house: str | None, schema: bool) -> None:
    if schema:
        put(as_json({"case": pure.case_schema(), "answer": pure.answer_schema()}))
        return
    try:
        rules = pure.house_rules_from_json(json.loads(read_input(house))) if house else ()
        checked = pure.check_json(read_input(source), rules)
    except pure.WireError as error:
        raise click.ClickException(f"{error.path}: {said(error.words)}") from error
    except pure.HouseRuleLoosens as error:
        raise click.ClickException(str(error)) from error
    except (ValueError, RecursionError) as error:
        raise not_json(error) from error
    put(checked.text)
    if checked.errors:
        counts = {"errors": checked.errors, "cases": checked.cases}
        click.echo(_("{errors} of {cases} cases could not be read").format(**counts), err=True)
        ctx.exit(1)
