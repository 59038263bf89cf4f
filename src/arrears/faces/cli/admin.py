"""Setting up: the schema, creditors, users, tokens, keys."""

from __future__ import annotations

import click
from django.apps import apps

from arrears.faces.cli.output import bars
from arrears.faces.cli.plain import as_json
from arrears.faces.cli.words import gettext as _
from arrears.foundation import api as foundation
from arrears.foundation.contracts import Role
from arrears.foundation.migrating import migrate as migrate_schema

_JSON = click.option("--json", "as_json_", is_flag=True, help=_("Answer in JSON."))


@click.command(help=_("Bring the database's schema up to date."))
def migrate() -> None:
    click.echo(_("{count} migrations applied").format(count=migrate_schema()))


@click.group(help=_("Add and list creditors."))
def creditor() -> None:
    """The group itself does nothing."""


@creditor.command("add", help=_("Add the creditor CODE with a NAME."))
@click.argument("code")
@click.argument("name")
@click.option("--regime", "regimes", multiple=True, default=("cn",), show_default=True)
@click.option("--currency", default="CNY", show_default=True)
@click.option(
    "--as",
    "kind",
    type=click.Choice(["agency", "lender", "creditor", "debt_collector"]),
    default="agency",
    show_default=True,
    help=_("What we are to this creditor's debtors."),
)
@_JSON
def creditor_add(
    code: str, name: str, regimes: tuple[str, ...], currency: str, kind: str, as_json_: bool
) -> None:
    made = foundation.ensure_creditor(code, name, regimes=regimes, currency=currency, operator_kind=kind)
    click.echo(as_json(made) if as_json_ else _line(made))


@creditor.command("list", help=_("List the creditors."))
@_JSON
def creditor_list(as_json_: bool) -> None:
    found = foundation.creditors(foundation.SYSTEM)
    if as_json_:
        click.echo(as_json(found))
        return
    for one in found:
        click.echo(_line(one))
    if not found:
        click.echo(_("There is no creditor yet."))


def _line(one: foundation.CreditorFacts) -> str:
    return f"{one.code}  {one.name}  {', '.join(one.regimes)}  {one.currency}"


@click.group(help=_("Add users and issue API tokens."))
def user() -> None:
    """The group itself does nothing."""


@user.command("add", help=_("Add the user NAME; the password is asked for."))
@click.argument("name")
@click.option("--role", type=click.Choice([role.value for role in Role]), required=True)
@click.option(
    "--creditor", "creditors", multiple=True, help=_("The code of a creditor in scope; repeatable.")
)
@click.password_option()
def user_add(name: str, role: str, creditors: tuple[str, ...], password: str) -> None:
    foundation.ensure_user(name, password, role=Role(role), creditors=creditors)
    click.echo(_("User {name} stands.").format(name=name))


@user.command("token", help=_("Issue an API token for the user NAME; it is shown once."))
@click.argument("name")
@click.option("--label", default="api", show_default=True)
def user_token(name: str, label: str) -> None:
    found = [user for user in foundation.users(foundation.SYSTEM) if user.username == name]
    if not found:
        raise click.ClickException(_("No user with this name: {name}").format(name=name))
    click.echo(foundation.issue_token(found[0].id, label))


@click.group(help=_("Rotate the keys of personal data."))
def vault() -> None:
    """The group itself does nothing."""


@vault.command(help=_("Seal all personal data anew under the newest key of ARREARS_VAULT_KEYS."))
def rotate() -> None:
    ours = [model for model in apps.get_models() if model.__module__.startswith("arrears.")]
    with bars() as progress:
        moved = foundation.reseal(ours, progress=lambda at, total: progress(_("sealing"), at, total))
    click.echo(_("{count} values sealed anew").format(count=moved))
