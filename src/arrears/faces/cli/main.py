"""`arrears`: the entry of the command line."""

from __future__ import annotations

import os
import sys
import traceback

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
    "intake": Entry(f"{_HERE}.intake:intake_", _("Take files from the watched folder.")),
    "night": Entry(f"{_HERE}.run:night", _("Decide tonight's next steps.")),
    "day": Entry(f"{_HERE}.run:day", _("Run a whole business day.")),
    "report": Entry(f"{_HERE}.report:report", _("Write work summaries.")),
    "sample": Entry(f"{_HERE}.sample:sample", _("Make a sample portfolio."), Needs.ROOMS),
    "bench": Entry(f"{_HERE}.bench:bench", _("Measure the night on a book made for it.")),
    "simulate": Entry(
        f"{_HERE}.simulate:simulate",
        _("Try policies on invented debtors, against a computed bound."),
        Needs.ROOMS,
    ),
    "score": Entry(f"{_HERE}.score:score", _("Learn points cards from the house's own nights.")),
    "gate": Entry(f"{_HERE}.gate:gate", _("Ask the compliance gate."), Needs.NOTHING),
    "calc": Entry(f"{_HERE}.calc:calc", _("Fees, dates and plans, computed."), Needs.NOTHING),
}


FAULT_OF_OURS = 70
EXIT_STATUS = _(
    "Exit status: 0 done; 1 refused, or an answer that holds errors; 2 called in another way than the help says; "
    "70 a fault of ours; 130 stopped by Ctrl-C."
)


@click.group(
    cls=LazyGroup,
    entries=ENTRIES,
    help=_("Arrears (催收管理平台): an open collections platform."),
    epilog=EXIT_STATUS,
)
@click.version_option(__version__, prog_name="arrears")
def cli() -> None:
    """The group itself does nothing."""


def main() -> None:
    """Console entry. What goes wrong is told in a line; ARREARS_TRACE=1 shows where as well."""
    try:
        sys.exit(cli(standalone_mode=False) or 0)
    except click.exceptions.Exit as stop:
        sys.exit(stop.exit_code)
    except (click.exceptions.Abort, KeyboardInterrupt):
        sys.exit(130)
    except click.ClickException as problem:
        problem.show()
        sys.exit(problem.exit_code)
    except Exception as error:  # noqa: BLE001 - the last place where a person can be told in a line
        sys.exit(_tell(error))


def _tell(error: Exception) -> int:
    """A line for what no command foresaw: a name that is not known, a file or a server that cannot be reached
    (1); all else is a fault of ours (70)."""
    if os.environ.get("ARREARS_TRACE") == "1":
        traceback.print_exception(error)
    unknown = isinstance(error, LookupError) and not isinstance(error, KeyError | IndexError)
    outside = unknown or isinstance(error, OSError) or _of_the_server(error)
    said = str(error).strip().splitlines()
    line = said[0] if said and outside else f"{type(error).__name__}: {said[0] if said else '–'}"
    click.echo(_("Error: {message}").format(message=line), err=True)
    if not outside:
        click.echo(_("This is a fault of ours; with ARREARS_TRACE=1 the same command shows where."), err=True)
    return 1 if outside else FAULT_OF_OURS


def _of_the_server(error: Exception) -> bool:
    """Whether the database could not be reached; told by name, since most commands load no driver."""
    return any(kind.__name__ == "OperationalError" for kind in type(error).__mro__)


if __name__ == "__main__":
    main()
