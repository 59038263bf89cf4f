"""`arrears import`, `night`, `day`: the main road from the command line."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

import click

from arrears.book.intake import api as intake
from arrears.daily import api as daily
from arrears.faces.cli.output import bars
from arrears.faces.cli.plain import as_json
from arrears.faces.cli.words import gettext as _
from arrears.faces.cli.words import said
from arrears.foundation import api as foundation
from arrears.kernel import clock
from arrears.night.engine import api as nights
from arrears.night.strategy.contracts import ACTION_WORDS, Action

REPLAY_MAX = 366
DAY = click.DateTime(formats=["%Y-%m-%d"])


def day_of(moment: datetime | None) -> date:
    return moment.date() if moment else clock.today()


@click.command("import", help=_("Import FILE (.csv, .xlsx, .json, .parquet) of a creditor."))
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--creditor", required=True, help=_("The creditor's code."))
@click.option("--mapping", required=True, help=_("How the file's columns are read: card, lease, invoice …"))
@click.option("--as-of", type=DAY, help=_("The business date of the file (today when not given)."))
@click.option("--dry-run", is_flag=True, help=_("Say what would change, and change nothing."))
@click.option("--rows", type=int, help=_("How many rows the sender states; a difference refuses the file."))
@click.option("--accounts", type=int, help=_("How many accounts the sender states."))
@click.option(
    "--sum", "sums", type=(str, str), multiple=True, metavar="FIELD AMOUNT",
    help=_("A sum that the sender states, such as: --sum item.principal 1234.50"),
)  # fmt: skip
@click.option("--json", "as_json_", is_flag=True, help=_("Answer in JSON."))
def import_(
    file: Path,
    creditor: str,
    mapping: str,
    as_of: datetime | None,
    dry_run: bool,
    rows: int | None,
    accounts: int | None,
    sums: tuple[tuple[str, str], ...],
    as_json_: bool,
) -> None:
    try:
        facts = foundation.creditor(creditor)
        expected = intake.control_totals(
            facts.id, mapping, foundation.SYSTEM, rows=rows, accounts=accounts, sums=dict(sums)
        )
        with bars(quiet=as_json_) as progress:
            if not dry_run and intake.needs_second_person(facts):
                _propose(file, creditor, mapping, day_of(as_of), expected, as_json_)
                return
            report = intake.accept(
                file,
                creditor=creditor,
                mapping=mapping,
                business_date=day_of(as_of),
                dry_run=dry_run,
                actor=foundation.SYSTEM,
                name=file.name,
                expected=expected,
                progress=lambda at, total: progress(file.name, at, total),
            )
    except intake.IntakeError as error:
        raise click.ClickException(f"{file.name}, {error.place}: {said(error.words)}") from error
    except foundation.NoSuchCreditor as error:
        raise click.ClickException(str(error)) from error
    if as_json_:
        click.echo(as_json(report))
        return
    click.echo(
        _(
            "{rows} rows: {accepted} accepted, {rejected} rejected; {new} new, {changed} changed, {same} as before"
        ).format(
            rows=report.rows,
            accepted=report.accepted,
            rejected=report.rejected,
            new=report.new,
            changed=report.changed,
            same=report.unchanged,
        )
    )
    for reject in report.rejects[:20]:
        click.echo(
            _("  row {row}, {column}: {reason}").format(
                row=reject.row, column=reject.column, reason=said(reject.reason)
            )
        )
    if report.rejects_file:
        click.echo(_("The rejected rows are in the file {name}.").format(name=report.rejects_file.name))


def _propose(
    file: Path,
    creditor: str,
    mapping: str,
    day: date,
    expected: intake.ControlTotals | None,
    as_json_: bool,
) -> None:
    """Where the creditor wants a second person, a file waits for one."""
    waits = intake.propose(
        file,
        creditor=creditor,
        mapping=mapping,
        business_date=day,
        actor=foundation.SYSTEM,
        name=file.name,
        expected=expected,
    )
    told = _("The file waits as proposal {id}: a person has to accept it.").format(id=waits.proposal_id)
    click.echo(as_json(waits) if as_json_ else told)


@click.command(help=_("Decide the next steps of a business date, or of each date of a time."))
@click.option("--as-of", type=DAY, help=_("The business date (today when not given)."))
@click.option("--from", "first", type=DAY, help=_("The first date of a replay; --to is its last."))
@click.option("--to", "last", type=DAY, help=_("The last date of a replay."))
@click.option(
    "--engine", default="duckdb", show_default=True, help=_("duckdb, spark, or the address of a Spark.")
)
@click.option(
    "--restate", is_flag=True, help=_("Decide a past date with what is known now, beside the original.")
)
@click.option("--json", "as_json_", is_flag=True, help=_("Answer in JSON."))
def night(
    as_of: datetime | None,
    first: datetime | None,
    last: datetime | None,
    engine: str,
    restate: bool,
    as_json_: bool,
) -> None:
    days = _days(as_of, first, last)
    try:
        with bars(quiet=as_json_) as progress:
            found = [
                nights.run(
                    day,
                    engine=engine,
                    restate=restate,
                    progress=lambda at, total: progress(_("night"), at, total),
                )
                for day in days
            ]
    except (nights.NightBusy, ValueError) as error:
        raise click.ClickException(str(error)) from error
    if as_json_:
        click.echo(as_json(found[0] if first is None else found))
        return
    for summary in found:
        click.echo("\n".join(_night_lines(summary)))


def _days(as_of: datetime | None, first: datetime | None, last: datetime | None) -> list[date]:
    """The dates that are asked for, in their order."""
    if first is None and last is None:
        return [day_of(as_of)]
    if first is None or last is None or as_of is not None:
        raise click.UsageError(_("A replay has --from and --to, and no --as-of."))
    count = (last - first).days + 1
    if not 1 <= count <= REPLAY_MAX:
        raise click.UsageError(_("A replay has 1 to {most} dates.").format(most=REPLAY_MAX))
    return [first.date() + timedelta(days=ahead) for ahead in range(count)]


def _night_lines(summary: nights.NightSummary) -> Iterator[str]:
    seconds = (summary.ended - summary.started).total_seconds()
    yield _(
        "{day}: {accounts} accounts decided, {overdue} overdue, {due} due today; {engine}, {seconds} s"
    ).format(
        day=summary.business_date,
        accounts=summary.accounts,
        overdue=summary.overdue_accounts,
        due=summary.due,
        engine=summary.engine,
        seconds=f"{seconds:.1f}",
    )
    if not summary.fresh:
        yield _("This night had run before: nothing was done again.")
    for action, count in sorted(summary.by_action.items(), key=lambda one: -one[1]):
        yield f"  {said(ACTION_WORDS[Action(action)])}: {count}"


@click.command(help=_("Run the whole clockwork of a business date."))
@click.option("--as-of", type=DAY, help=_("The business date (today when not given)."))
@click.option("--json", "as_json_", is_flag=True, help=_("Answer in JSON."))
def day(as_of: datetime | None, as_json_: bool) -> None:
    try:
        with bars(quiet=as_json_) as progress:
            report = daily.cycle(day_of(as_of), progress=progress)
    except (daily.DayBusy, daily.DayOutOfOrder) as error:
        raise click.ClickException(str(error)) from error
    if as_json_:
        click.echo(as_json(report))
        return
    longest = max(len(step.step) for step in report.steps)
    for step in report.steps:
        again = _(" (done before)") if step.repeated else ""
        click.echo(f"{step.step:<{longest}} {step.seconds:>8.2f} s{again}")
