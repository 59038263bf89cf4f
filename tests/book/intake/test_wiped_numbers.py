"""A number that was wiped at somebody's request does not come back with a later file, and the file's report says so."""

from __future__ import annotations

from datetime import timedelta

from arrears.book.intake.api import file_report
from arrears.book.portfolio import api as portfolio
from arrears.book.portfolio.contracts import ContactKind
from arrears.foundation.api import SYSTEM, CreditorFacts
from tests.book.intake.sheets import DAY, csv_of, take, three_instalments


def test_a_wiped_number_stays_out_and_the_report_tells_how_many(leasing: CreditorFacts) -> None:
    take(csv_of(three_instalments()))
    debtor = portfolio.accounts_by_number(leasing.id, ["ZL-001"])["ZL-001"].debtor_id
    points = [one for one in portfolio.contact_points(debtor) if one.kind is ContactKind.PHONE]
    own = next(one for one in points if one.person_id == debtor)
    value = portfolio.reveal(SYSTEM, why="test", contact_point_id=own.contact_point_id)
    portfolio.wipe_contact_point(own.contact_point_id, why="Q-1", actor=SYSTEM)
    second = [*three_instalments(), *three_instalments("ZL-002")]
    for day, dry_run in ((1, True), (1, False), (2, False)):
        content = csv_of(second if day == 1 else three_instalments())
        report = take(content, day=DAY + timedelta(days=day), dry_run=dry_run)
        assert report.wiped == 1
        kept = file_report(report.file_id, SYSTEM) if report.file_id else None
        assert kept is None or kept.wiped == 1
    assert portfolio.find(SYSTEM, value) == ()
    portfolio.add_contact_point(
        debtor, ContactKind.PHONE, value, source="debtor", why="gave it", actor=SYSTEM
    )
    assert take(csv_of(second), day=DAY + timedelta(days=3)).wiped == 0
    assert [hit.debtor_id for hit in portfolio.find(SYSTEM, value)] == [debtor]
