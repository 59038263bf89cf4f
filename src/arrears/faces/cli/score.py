"""`arrears score`: learn points cards from the house's own nights, and see which are in force."""

from __future__ import annotations

from datetime import datetime

import click

from arrears.faces.cli.output import bars
from arrears.faces.cli.plain import as_json
from arrears.faces.cli.run import DAY, day_of
from arrears.faces.cli.words import gettext as _
from arrears.faces.cli.words import said
from arrears.foundation import api as foundation
from arrears.night.engine import api as nights
from arrears.night.learning import api as learning


@click.group(help=_("Learn points cards from the house's own nights."))
def score() -> None:
    """The group itself does nothing."""


@score.command(help=_("Learn the card of SCORE; it is kept as a draft until a person puts it in force."))
@click.argument("name", metavar="SCORE", type=click.Choice(tuple(nights.SCORE_WORDS)))
@click.option("--as-of", type=DAY, help=_("What is known on this date (today when not given)."))
@click.option(
    "--days", type=click.IntRange(1, 180), default=30, show_default=True, help=_("Days until the outcome.")
)
@click.option(
    "--method",
    type=click.Choice([each.value for each in learning.METHODS]),
    default=learning.METHODS[0].value,
    show_default=True,
    help=_("Which way of learning is kept; all are learned and compared."),
)
@click.option("--json", "as_json_", is_flag=True, help=_("Answer in JSON."))
def fit(name: str, as_of: datetime | None, days: int, method: str, as_json_: bool) -> None:
    try:
        with bars(quiet=as_json_) as progress:
            made = learning.fit(
                name,
                foundation.SYSTEM,
                as_of=day_of(as_of),
                horizon_days=days,
                method=nights.Method(method),
                progress=lambda at, total: progress(_("nights"), at, total),
            )
    except learning.CannotLearn as error:
        raise click.ClickException(said(error.words)) from error
    click.echo(as_json(made) if as_json_ else "\n".join(_lines(made)))


@score.command("list", help=_("The learned cards and how they were judged."))
@click.option("--json", "as_json_", is_flag=True, help=_("Answer in JSON."))
def list_(as_json_: bool) -> None:
    found = nights.cards()
    if as_json_:
        click.echo(as_json(found))
        return
    for facts in found:
        click.echo("\n".join(_lines(facts)))
    if not found:
        click.echo(_("No card was learned yet: the shipped ones are in force."))


def _lines(facts: nights.CardFacts) -> list[str]:
    model = facts.learned.model
    state = _("in force") if facts.in_force else _("not in force")
    return [
        f"{said(nights.SCORE_WORDS[facts.score])} {facts.version} ({state})",
        _("  {rows} rows learned from, {judged} judged by, {days} days until the outcome").format(
            rows=model.rows, judged=model.rows_judged, days=facts.learned.horizon_days
        ),
        _(
            "  AUC {auc:.3f} (card in force {before:.3f}), KS {ks:.3f}, Gini {gini:.3f}, Brier {brier:.4f}"
        ).format(auc=model.auc, before=model.auc_in_force, ks=model.ks, gini=model.gini, brier=model.brier),
        *_compared(facts),
        *_shares(facts),
    ]


def _compared(facts: nights.CardFacts) -> list[str]:
    """Every way of learning by the same newer rows; * marks the one that was kept."""
    lines = []
    for each in facts.learned.rivals:
        interval = "" if each.low is None else f" [{each.low:+.4f}, {each.high:+.4f}]"
        ahead = "" if each.ahead is None else f" {each.ahead:+.4f}{interval}"
        lines.append(
            _("  {mark} {method}: worth {worth:.4f}{ahead}, AUC {auc:.3f}, KS {ks:.3f}, Brier {brier:.4f}, "
              "calibration off by {off:.4f}, PSI {psi:.3f}").format(
                mark="*" if each.method is facts.learned.method else "-", method=said(nights.METHOD_WORDS[each.method]),
                worth=each.worth, ahead=ahead, auc=each.auc, ks=each.ks, brier=each.brier,
                off=each.calibration_error, psi=each.shift,
            )
        )  # fmt: skip
    why_not = nights.why_not_in_force(facts)
    return lines if why_not is None else [*lines, f"  {said(why_not)}"]


def _shares(facts: nights.CardFacts) -> list[str]:
    """The share that came within the periods, foretold and found."""
    found = facts.learned.hazards.found if facts.learned.hazards else ()
    return [
        _("  within {days} days: {foretold:.1%} foretold, {happened:.1%} came ({rows} rows)").format(
            days=each.days, foretold=each.foretold, happened=each.happened, rows=each.rows
        )
        for each in found
    ]
