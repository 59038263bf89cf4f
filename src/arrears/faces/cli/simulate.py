"""`arrears simulate`: policies tried on invented debtors, against a bound that none can pass."""

from __future__ import annotations

from statistics import fmean

import click

from arrears.faces.cli.output import bars
from arrears.faces.cli.plain import as_json
from arrears.faces.cli.words import gettext as _
from arrears.night.proof import api as proof


@click.command(
    help=_(
        "Try policies in a world of invented debtors. The metric is the share of a computed bound that no policy "
        "can pass. A simulator flatters what learns in it: read ranks, not levels."
    )
)
@click.option(
    "--world", default="middle", show_default=True, help=_("A shipped world, or a TOML or JSON file.")
)
@click.option(
    "--policy", "policies", multiple=True, help=_("The name of a policy; repeatable. All when not given.")
)
@click.option("--accounts", type=click.IntRange(1, 1_000_000), default=20_000, show_default=True)
@click.option(
    "--seed", type=click.IntRange(0), default=5_000, show_default=True, help=_("Of the first cohort.")
)
@click.option("--cohorts", type=click.IntRange(1, 50), default=3, show_default=True)
@click.option("--learn", type=click.IntRange(100, 1_000_000), default=40_000, show_default=True,
              help=_("Accounts that fitted policies learn from."))  # fmt: skip
@click.option(
    "--off-policy", is_flag=True, help=_("Estimates from logs beside the simulated truth, instead.")
)
@click.option("--repeats", type=click.IntRange(1, 100), default=1, show_default=True,
              help=_("Logs that are read with --off-policy: from two on, how far each method is off."))  # fmt: skip
@click.option("--exploration", type=click.FloatRange(0.01, 1), default=0.1, show_default=True)
@click.option("--json", "as_json_", is_flag=True, help=_("Answer in JSON."))
def simulate(
    world: str,
    policies: tuple[str, ...],
    accounts: int,
    seed: int,
    cohorts: int,
    learn: int,
    off_policy: bool,
    repeats: int,
    exploration: float,
    as_json_: bool,
) -> None:
    try:
        found = proof.read_world(world)
        if off_policy and repeats > 1:
            with bars(quiet=as_json_) as progress:
                study = proof.off_policy_study(
                    found, repeats=repeats, accounts=accounts, exploration=exploration, seed=seed,
                    progress=lambda done, total: progress(_("logs"), done, total),
                )  # fmt: skip
            _show_study(study, as_json_)
            return
        if off_policy:
            _show_off_policy(
                proof.off_policy(found, accounts=accounts, exploration=exploration, seed=seed), as_json_
            )
            return
        with bars(quiet=as_json_) as progress:
            trial = proof.simulate(
                found,
                policies or proof.POLICIES,
                accounts=accounts,
                seeds=range(seed, seed + cohorts),
                learn_accounts=learn,
                progress=lambda done, total: progress(_("policies"), done, total),
            )
    except proof.WorldError as error:
        raise click.ClickException(str(error)) from error
    if as_json_:
        click.echo(as_json(trial))
        return
    _show(trial)


def _show(trial: proof.Trial) -> None:
    frozen = _("frozen") if trial.frozen else _("not one of the frozen worlds")
    click.echo(f"{trial.world} {trial.world_hash[:12]} ({frozen}), {trial.accounts} × {len(trial.seeds)}")
    bound = fmean(each.bound for each in trial.policies[0].cohorts)
    click.echo(_("bound {bound:.1f} an account: the most that any policy can bring").format(bound=bound))
    if trial.bound_gap is not None:
        click.echo(
            _("the policy that sees what is hidden comes to {share:.3f} of it").format(
                share=1 - trial.bound_gap
            )
        )
    heads = (
        _("policy"),
        _("share"),
        _("headroom"),
        _("over digital"),
        _("complaints ‰"),
        _("pressed ‰"),
        _("broken"),
    )
    click.echo("{:<20}{:>18}{:>10}{:>22}{:>14}{:>12}{:>9}".format(*heads))
    for each in sorted(trial.policies, key=lambda result: result.share):
        half = "" if each.share_interval is None else f" ± {each.share_interval[1] - each.share:.3f}"
        over = "" if each.over_digital is None else f"{each.over_digital:+.3f}"
        if each.over_digital is not None and each.over_digital_interval is not None:
            over += f" ± {each.over_digital_interval[1] - each.over_digital:.3f}"
        click.echo(
            f"{each.policy:<20}{each.share:>10.3f}{half:<8}{each.headroom:>10.3f}{over:>22}"
            f"{each.complaints_per_1000:>14.1f}{each.pressure_on_distress:>12.1f}{each.forbidden + each.breaches:>9}"
        )
    click.echo(_("A simulator flatters what learns in it: read ranks, not levels."))


def _show_off_policy(found: proof.OffPolicy, as_json_: bool) -> None:
    if as_json_:
        click.echo(as_json(found))
        return
    click.echo(_("rows {rows}, ladder {champion:.1f}, truth of the new policy {truth:.1f}").format(
        rows=found.rows, champion=found.champion, truth=found.truth
    ))  # fmt: skip
    for each in found.estimates:
        low, high = each.interval
        verdict = each.verdict or _("no verdict")
        click.echo(
            f"{each.method:<6}{each.value:>10.1f}  [{low:.1f}, {high:.1f}]  n_eff {each.effective_sample:.0f}  {verdict}"
        )


def _show_study(found: proof.OffPolicyStudy, as_json_: bool) -> None:
    if as_json_:
        click.echo(as_json(found))
        return
    click.echo(_("rows {rows}, ladder {champion:.1f}, truth of the new policy {truth:.1f}").format(
        rows=found.rows, champion=found.champion, truth=found.truth
    ))  # fmt: skip
    heads = (_("method"), _("bias"), _("error"), _("covered"), "n_eff", _("silent"), _("right"), _("wrong"))
    click.echo("{:<8}{:>10}{:>10}{:>10}{:>10}{:>8}{:>8}{:>8}".format(*heads))
    for each in found.methods:
        click.echo(
            f"{each.method:<8}{each.bias:>10.1f}{each.rmse:>10.1f}{each.covered:>10.2f}{each.effective_sample:>10.0f}"
            f"{each.silent:>8}{each.right:>8}{each.wrong:>8}"
        )
