"""What the case page puts together: persons who read the same are folded, never taken for one."""

from __future__ import annotations

import pytest

from arrears.book.portfolio.contracts import (
    ContactKind,
    ContactPointFacts,
    ContactState,
    ContactUse,
    RoleOnAccount,
)
from arrears.faces.workbench.collector.screens import PersonLine, PointLine, first_and_alike

FINANCE, REPRESENTS = RoleOnAccount.FINANCE_CONTACT, RoleOnAccount.LEGAL_REPRESENTATIVE
GUARANTEES = RoleOnAccount.GUARANTOR


def person(number: int, name: str, role: RoleOnAccount, *masked: str) -> PersonLine:
    points = tuple(
        PointLine(
            facts=ContactPointFacts(
                contact_point_id=number * 10 + place,
                creditor_id=1,
                person_id=number,
                person_masked=name,
                roles=(role,),
                kind=ContactKind.PHONE,
                masked=shown,
                use=ContactUse.PERSONAL,
                state=ContactState.UNVERIFIED,
                source="creditor",
                verified_on=None,
            ),
            ways=(),
        )
        for place, shown in enumerate(masked)
    )
    return PersonLine(person_id=number, name_masked=name, roles=(role,), points=points)


@pytest.mark.parametrize(
    ("other", "folded"),
    [
        (person(2, "金*", FINANCE, "154****9145"), True),
        (person(2, "沈*", FINANCE, "154****9145"), False),
        (person(2, "金*", REPRESENTS, "154****9145"), False),
        (person(2, "金*", FINANCE, "154****9146"), False),
        (person(2, "金*", FINANCE, "154****9145", "021****3344"), False),
        (person(2, "金*", FINANCE), False),
    ],
)
def test_only_who_reads_the_same_is_folded(other: PersonLine, folded: bool) -> None:
    first = person(1, "金*", FINANCE, "154****9145")
    shown = first_and_alike([first, other])
    assert shown == ([(first, [other])] if folded else [(first, []), (other, [])])


def test_who_owes_and_who_has_no_contact_point_always_stands_alone() -> None:
    owing = [person(number, "金*", GUARANTEES, "154****9145") for number in (1, 2)]
    silent = [person(number, "金*", FINANCE) for number in (3, 4)]
    assert first_and_alike([*owing, *silent]) == [(one, []) for one in (*owing, *silent)]
