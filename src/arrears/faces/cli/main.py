"""`arrears`: the entry of the command line."""

from __future__ import annotations

import sys

import click

from arrears import __version__
from arrears.faces.cli.lazy import Entry, LazyGroup, Needs
from arrears.faces.cli.words import gettext as _

_HERE = "arrears.faces.cli"
ENTRIES = {
    "demo": Entry(f"{_HERE}.demo:demo", _("Show Arrears on a sample portfolio: set up, run the day, serve.")),
    "serve": Entry(f"{_HERE}.serve:serve", _("Serve the workbench and the API, and run the worker.")),
    "worker": Entry(f"{_HERE}.serve:worker", _("Run the worker alone.")),
    "migrate": Entry(f"{_HERE}.admin:migrate", _("Bring the database's schema up to date.")),
    "creditor": Entry(f"{_HERE}.admin:creditor", _("Add and list creditors.")),
    "user": Entry(f"{_HERE}.admin:user", _("Add users and issue API tokens.")),
    "vault": Entry(f"{_HERE}.admin:vault", _("Rotate the keys of personal data.")),
    "import": Entry(f"{_HERE}.run:import_", _("Import a creditor's file.")),
    "night": Entry(f"{_HERE}.run:night", _("Decide tonight's next steps.")),
    "day": Entry(f"{_HERE}.run:day", _("Run a whole business day.")),
    "report": Entry(f"{_HERE}.report:report", _("Write work summaries.")),
    "sample": Entry(f"{_HERE}.sample:sample", _("Make a sample portfolio."), Needs.ROOMS),
    "bench": Entry(f"{_HERE}.bench:bench", _("Measure the night on a book made for it.")),
    "gate": Entry(f"{_HERE}.gate:gate", _("Ask the compliance gate."), Needs.NOTHING),
    "calc": Entry(f"{_HERE}.calc:calc", _("Fees, dates and plans, computed."), Needs.NOTHING),
}


@click.group(cls=LazyGroup, entries=ENTRIES, help=_("Arrears (催收管理平台): an open collections platform."))
@click.version_option(__version__, prog_name="arrears")
def cli() -> None:
    """The group itself does nothing."""


def main() -> None:
    """Console entry. Ctrl-C ends with 130 and no trace."""
    try:
        sys.exit(cli(standalone_mode=False) or 0)
    except click.exceptions.Exit as stop:
        sys.exit(stop.exit_code)
    except (click.exceptions.Abort, KeyboardInterrupt):
        sys.exit(130)
    except click.ClickException as problem:
        problem.show()
        sys.exit(problem.exit_code)


if __name__ == "__main__":
    main()
