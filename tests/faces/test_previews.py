"""The buttons of a case: the gate's answers for all of them at once are those for each alone."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from arrears.book.portfolio import api as portfolio
from arrears.book.portfolio.contracts import ContactKind, RoleOnAccount, RoleRecord
from arrears.foundation.api import SYSTEM
from arrears.gate import api as gate
from arrears.gate.api import Intent, Permit
from arrears.gate.contracts import Act
from arrears.kernel import clock
from tests import cast

pytestmark = pytest.mark.django_db

MONDAY = date(2026, 11, 23)
WAYS = {ContactKind.PHONE: ("call", "sms"), ContactKind.EMAIL: ("email",), ContactKind.ADDRESS: ("letter",)}
AS_CALLED = Act(disclosures=("identity", "recording"), audience="private", payee="creditor_account")


def spouse(name: str, place: int) -> RoleRecord:
    return RoleRecord(party=cast.person(name, place), role=RoleOnAccount.SPOUSE)


@pytest.fixture(params=[("cn",), ("us_reg_f",), ("uk",)], ids=lambda regimes: regimes[0])
def wang(request: pytest.FixtureRequest) -> cast.Placed:
    """A debtor with a spouse, a guarantor and an emergency contact, under some regime."""
    house = cast.creditor(f"house-{request.param[0].replace('_', '-')}", regimes=request.param)
    roles = (spouse("钱二", 2), cast.guarantor("孙三", 3), cast.emergency_contact("李四", 4))
    return cast.place(house, "C-1", cast.person("王一", 1), first_due=date(2026, 9, 1), roles=roles)


def options(case: cast.Placed) -> tuple[list[tuple[str, int | None]], dict[int, int]]:
    points = portfolio.contact_points(case.debtor_id)
    ways: list[tuple[str, int | None]] = [
        (channel, point.contact_point_id) for point in points for channel in WAYS[point.kind]
    ]
    return ways, {point.contact_point_id: point.person_id for point in points}


def work(case: cast.Placed) -> None:
    """Two calls to the debtor, one to the guarantor, a person who refused, a consent, a stop, a note."""
    guarantor = case.person(RoleOnAccount.GUARANTOR)
    for hour, person_id in ((9, case.debtor_id), (10, case.debtor_id), (11, guarantor)):
        with clock.standing_at(clock.at_local(MONDAY, hour)):
            intent = Intent(
                creditor_id=case.creditor.id, debtor_id=case.debtor_id, person_id=person_id, channel="call",
                purpose="collect", call_kind="interactive", account_ids=(case.account_id,), act=AS_CALLED,
                contact_point_id=case.point(person_id=person_id), actor=SYSTEM,
            )  # fmt: skip
            permit = gate.request(intent)
            if isinstance(permit, Permit):
                gate.use(
                    permit.id, channel="call", contact_point_id=permit.contact_point_id,
                    content_hash=permit.content_hash, actor=SYSTEM,
                )  # fmt: skip
                gate.report_outcome(permit.id, "answered", actor=SYSTEM)
    ids = (case.creditor.id, case.debtor_id)
    with clock.standing_at(clock.at_local(MONDAY, 12)):
        gate.record_refusal(
            *ids, case.person(RoleOnAccount.EMERGENCY_CONTACT), reference="talk", actor=SYSTEM
        )
        gate.record_consent(*ids, "third_party", evidence="form 3", actor=SYSTEM)
        gate.place_stop(*ids, "stop_channel", reference="sms", actor=SYSTEM, channel="sms")


@pytest.mark.parametrize("hour", [7, 13, 23])
def test_all_at_once_is_each_alone(wang: cast.Placed, hour: int) -> None:
    ways, persons = options(wang)
    work(wang)
    moment = clock.at_local(MONDAY, hour) if hour > 12 else clock.at_local(date(2026, 11, 24), hour)

    def ask(chosen: list[tuple[str, int | None]]) -> tuple[gate.Preview, ...]:
        return gate.preview(
            wang.creditor.id, wang.debtor_id, chosen, persons=persons, account_ids=[wang.account_id],
            actor=SYSTEM, at=moment,
        )  # fmt: skip

    together = ask(ways)
    assert [(one.channel, one.contact_point_id) for one in together] == ways
    assert list(together) == [ask([way])[0] for way in ways]
    why = {tuple(rule.id for rule in one.answer.failing()) for one in together}
    assert len(why) > 1, "the buttons differ, or nothing was shown"


def test_more_buttons_ask_no_more(wang: cast.Placed) -> None:
    ways, persons = options(wang)
    work(wang)
    counts = []
    for chosen in (ways[:1], ways):
        with CaptureQueriesContext(connection) as asked:
            gate.preview(wang.creditor.id, wang.debtor_id, chosen, persons=persons, actor=SYSTEM)
        counts.append(len(asked))
    assert counts[1] <= counts[0] + 1, "whether anybody was ever contacted is asked once more at most"
    assert counts[1] <= 9


def test_nothing_asked_nothing_answered(wang: cast.Placed) -> None:
    assert gate.preview(wang.creditor.id, wang.debtor_id, [], actor=SYSTEM) == ()


def test_an_address_of_another_case_is_refused_in_any_place(wang: cast.Placed) -> None:
    other = cast.place(wang.creditor, "C-2", cast.person("周五", 5), first_due=date(2026, 9, 1))
    with pytest.raises(gate.GateError):
        gate.preview(
            wang.creditor.id, wang.debtor_id, [("call", wang.point()), ("call", other.point())], actor=SYSTEM
        )
