"""`arrears demo`: a newcomer's first hour. Everything it does, a user can do with the other commands."""

from __future__ import annotations

import json
import os
import secrets
import socket
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial

import click

from arrears.book.intake import api as intake
from arrears.daily import api as daily
from arrears.daily.contracts import CycleReport
from arrears.faces.cli.output import bars
from arrears.faces.cli.serve import run_together, web_command, worker_command
from arrears.faces.cli.words import gettext as _
from arrears.faces.cli.words import language, said
from arrears.foundation import api as foundation
from arrears.foundation.contracts import Role
from arrears.foundation.database import home
from arrears.foundation.migrating import migrate
from arrears.kernel import clock
from arrears.people.team import api as team

Bar = Callable[[str, int, int], None]
SEED = 2026


@dataclass(frozen=True, slots=True)
class Portfolio:
    """One creditor of the demo, its kind of file and its share of the accounts."""

    code: str
    name: str
    kind: str
    operator: str
    share: int


PORTFOLIOS = (
    Portfolio("card-centre", "示范银行信用卡中心", "card", "agency", 70),
    Portfolio("machinery", "示范工程机械租赁", "lease", "creditor", 20),
    Portfolio("supplies", "示范工业用品", "invoice", "creditor", 10),
)
# What a real creditor tells us when it is set up; the numbers lead nowhere.
SETTINGS = {
    "service_phone": "400-000-0000",
    "complaint_phone": "400-000-0001",
    "postal_address": "示范市示范路1号 100000",
    "pay_way_zh": "银行转账至合同约定的还款账户，或在委托方官方渠道还款",
    "pay_way_en": "bank transfer to the account named in the contract, or the creditor's own channels",
}
LOGINS = (
    ("collector", Role.COLLECTOR, _("worklist and cases")),
    ("leader", Role.LEADER, _("the team's day")),
    ("strategist", Role.STRATEGIST, _("the night and its strategies")),
    ("compliance", Role.COMPLIANCE, _("refusals and the rule browser")),
    ("trainer", Role.TRAINER, _("scripts")),
    ("admin", Role.ADMINISTRATOR, _("users and the audit trail")),
    ("legal", Role.DEPARTMENT, _("questions to the legal department")),
    ("creditor", Role.CREDITOR, _("the API of a creditor")),
)
QUESTION = {
    "zh-hans": "对方称没有收到催告函，请确认合同约定的送达地址以及最近一次寄送记录。",
    "en": "They say that no demand has reached them. Which address for service does the contract name, "
    "and when was one last sent?",
}


@dataclass(frozen=True, slots=True)
class Logins:
    """The passwords of this demo, made once and kept in a private file beside its data."""

    password: str
    token: str
    collector_id: int


def _accounts_of(portfolio: Portfolio, accounts: int) -> int:
    return max(1, accounts * portfolio.share // 100)


def _logins() -> Logins:
    """Everybody of LOGINS, with the password that the first run made."""
    path = home() / "demo.json"
    kept = json.loads(path.read_text()) if path.exists() else {}
    password = kept.get("password") or "-".join(secrets.token_hex(2) for _n in range(3))
    codes = [portfolio.code for portfolio in PORTFOLIOS]
    ids = {
        name: foundation.ensure_user(
            name, password, role=role, creditors=codes, display_name=name.capitalize(), language=language()
        )
        for name, role, _what in LOGINS
    }
    team.ensure_team("demo", leader_id=ids["leader"], member_ids=[ids["collector"]])
    team.join_department(ids["legal"], team.Department.LEGAL, foundation.actor_by_user_id(ids["admin"]))
    made = Logins(
        password, kept.get("token") or foundation.issue_token(ids["creditor"], "demo"), ids["collector"]
    )
    if not kept:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "w") as file:
            json.dump({"password": made.password, "token": made.token}, file)
    return made


def _ask_legal(collector_id: int, day: date) -> None:
    """One open question, so that the legal department's inbox is not empty on the first day."""
    actor = foundation.actor_by_user_id(collector_id)
    best = team.worklist(actor, day, size=1).items
    if not best or team.open_tasks(actor):
        return
    team.ask_department(
        team.TaskOrder(
            creditor_id=best[0].creditor_id,
            debtor_id=best[0].debtor_id,
            department=team.Department.LEGAL,
            question=QUESTION[language()],
        ),
        actor,
    )


def _import(portfolio: Portfolio, accounts: int, day: date, bar: Bar) -> None:
    """The same door as a creditor's own file, once: a sample of another day is the same history told anew under other
    references, and every payment in it would count twice."""
    folder = home() / "sample" / f"{portfolio.kind}-{accounts}-{day}"
    marker = folder / "imported"
    if any(home().glob(f"sample/{portfolio.kind}-*/imported")):
        return
    for path in intake.generate(portfolio.kind, _accounts_of(portfolio, accounts), SEED, day, folder):
        mapping = intake.mapping_of_sample(path)
        step = f"{portfolio.code}: {path.name}"
        bar(step, 0, 0)
        intake.accept(
            path,
            creditor=portfolio.code,
            mapping=mapping,
            business_date=day,
            actor=foundation.SYSTEM,
            name=path.name,
            progress=partial(bar, step),
        )
    marker.touch()


def _set_up(accounts: int, day: date) -> tuple[Logins, CycleReport]:
    with bars() as bar:
        bar(_("schema"), 0, 0)
        migrate()
        for portfolio in PORTFOLIOS:
            foundation.ensure_creditor(
                portfolio.code,
                portfolio.name,
                operator_kind=portfolio.operator,
                lender_group=portfolio.code,
                settings=SETTINGS,
            )
        logins = _logins()
        last = daily.last_day()
        if last is None or last < day:
            for portfolio in PORTFOLIOS:
                _import(portfolio, accounts, day, bar)
        report = daily.cycle(max(day, last or day), progress=bar)
        _ask_legal(logins.collector_id, report.business_date)
        return logins, report


def _listed(value: object) -> list[object]:
    return list(value) if isinstance(value, list | tuple) else []


def _sum_up(report: CycleReport, seconds: float) -> str:
    night, sent, book = report.result("night"), report.result("dispatch"), report.result("report")
    return _(
        "{day}: {accounts} accounts decided, {proposed} automatic steps: {sent} sent, {simulated} simulated, "
        "{waiting} waiting for their hour, {refused} refused by the gate; report: {files}; {seconds:.0f} s"
    ).format(
        day=report.business_date, accounts=night.get("accounts"), proposed=sent.get("proposed"),
        sent=sent.get("sent"), simulated=sent.get("simulated"), waiting=sent.get("waiting"),
        refused=sent.get("refused"),
        files=", ".join(str(name) for name in _listed(book.get("files"))), seconds=seconds,
    )  # fmt: skip


def _free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def _tell(logins: Logins, port: int) -> None:
    click.echo("")
    click.echo(_("Workbench: {address}").format(address=f"http://127.0.0.1:{port}/"))
    click.echo(
        _("API:       {address} (token of the user creditor: {token})").format(
            address=f"http://127.0.0.1:{port}/api/v1/docs", token=logins.token
        )
    )
    click.echo(_("Password of every login: {password}").format(password=logins.password))
    for name, _role, what in LOGINS:
        click.echo(f"  {name:<11} {what}")
    click.echo("")


@click.command(help=_("Show Arrears on a sample portfolio: set up, run the day, serve on 127.0.0.1."))
@click.option("--accounts", default=2000, show_default=True, type=click.IntRange(10, 10_000_000))
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option("--serve/--no-serve", default=True, show_default=True)
@click.option("--as-of", type=click.DateTime(formats=["%Y-%m-%d"]), help=_("The business date (today)."))
def demo(accounts: int, port: int, serve: bool, as_of: datetime | None) -> None:
    if serve and not _free(port):
        raise click.ClickException(_("Port {port} is taken; choose another: PORT=8080").format(port=port))
    started = time.monotonic()
    day = as_of.date() if as_of else clock.today()
    try:
        logins, report = _set_up(accounts, day)
    except intake.IntakeError as error:
        raise click.ClickException(f"{error.place}: {said(error.words)}") from error
    line = _sum_up(report, time.monotonic() - started)
    if not serve:
        click.echo(line)
        return
    _tell(logins, port)
    click.echo(line)
    address = f"http://127.0.0.1:{port}/accounts/login/"
    sys.exit(run_together([web_command("127.0.0.1", port, 2), worker_command()], ready=address))
