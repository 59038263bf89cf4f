"""A small house to walk through: one creditor, three debtors, a team of two, and business days that can be run."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from arrears.book.payments import api as payments
from arrears.book.payments.contracts import PaymentOrder
from arrears.daily import api as daily
from arrears.foundation import api as foundation
from arrears.foundation.api import Role
from arrears.foundation.contracts import SYSTEM
from arrears.kernel.money import Money
from arrears.people.team import api as team
from tests import cast
from tests.browser.conftest import PASSWORD

MONDAY = date(2026, 11, 23)
FIRST_DUE = date(2026, 10, 5)
INSTALMENT = 100_000


@dataclass(frozen=True)
class House:
    creditor: foundation.CreditorFacts
    zhang: cast.Placed
    wang: cast.Placed
    li: cast.Placed

    def pay(self, of: cast.Placed, minor: int, on: date, key: str) -> None:
        """Money arrives, as the creditor's system reports it."""
        payments.post(
            PaymentOrder(
                creditor_id=self.creditor.id,
                account_id=of.account_id,
                amount=Money(minor, "CNY"),
                effective_on=on,
                key=key,
            ),
            SYSTEM,
        )

    def run_day(self, day: date, *, until: str | None = None) -> None:
        daily.cycle(day, until=until)


def build(language: str = "zh-hans") -> House:
    """Everyone and everything by the doors; `language` is that of the people who work here."""
    bank = cast.creditor("walk-bank")
    house = House(
        creditor=bank,
        zhang=cast.place(
            bank, "WALK-0001", cast.person("张伟明", 41), first_due=FIRST_DUE, principal_minor=INSTALMENT,
            roles=(cast.emergency_contact("赵小红", 91),),
        ),
        wang=cast.place(
            bank, "WALK-0002", cast.person("王芳", 42), first_due=FIRST_DUE, principal_minor=3 * INSTALMENT,
            roles=(cast.guarantor("孙立", 92),),
        ),
        li=cast.place(bank, "WALK-0003", cast.person("李强", 43), first_due=date(2026, 11, 10)),
    )  # fmt: skip
    ids = {
        role: foundation.ensure_user(
            role.value, PASSWORD, role=role, creditors=[bank.code], display_name=name, language=language
        )
        for role, name in NAMES.items()
    }
    team.ensure_team("walk", leader_id=ids[Role.LEADER], member_ids=[ids[Role.COLLECTOR]])
    return house


NAMES = {
    Role.COLLECTOR: "陈思远",
    Role.LEADER: "林静",
    Role.STRATEGIST: "吴敏",
    Role.COMPLIANCE: "周正",
    Role.TRAINER: "何月",
    Role.ADMINISTRATOR: "系统管理员",
    Role.CREDITOR: "委托方接口",
    Role.DEPARTMENT: "法务部",
}
