"""Files that one person proposes and another accepts; reports and mappings as they stood."""

from __future__ import annotations

from datetime import date

import pytest

from arrears.book.intake.api import (
    IntakeError,
    SecondPersonNeeded,
    accept_proposal,
    file_report,
    files,
    mapping_text,
    mapping_version_text,
    mapping_versions,
    proposal,
    proposals,
    propose,
    refuse_proposal,
    save_mapping,
)
from arrears.book.intake.contracts import ControlTotals, ProposalFacts, ProposalState
from arrears.book.portfolio.api import accounts_by_number
from arrears.foundation.api import (
    SYSTEM,
    Actor,
    CreditorFacts,
    OutOfScope,
    Role,
    ensure_creditor,
    ensure_user,
)
from tests.book.intake.sheets import DAY, csv_of, row, take, three_instalments


@pytest.fixture
def careful(db: None) -> CreditorFacts:
    return ensure_creditor("careful", "谨慎银行", settings={"intake_second_person": True})


def person(number: int, creditor: CreditorFacts) -> Actor:
    """A compliance officer of one creditor: `ensure_user` gives the same one again."""
    user = ensure_user(f"person {number}", "a-long-password", role=Role.COMPLIANCE, creditors=[creditor.code])
    return Actor(name=f"person {number}", user_id=user, creditor_ids=frozenset({creditor.id}))


def proposed(creditor: CreditorFacts, content: bytes | None = None, **given: object) -> ProposalFacts:
    return propose(
        content or csv_of(three_instalments()),
        creditor=creditor.code,
        mapping="lease",
        business_date=DAY,
        actor=person(1, creditor),
        name="lease.csv",
        **given,  # type: ignore[arg-type]  # the keyword arguments of the door
    )


def known(creditor: CreditorFacts) -> int:
    return len(accounts_by_number(creditor.id, ["ZL-001"]))


def test_a_file_waits_with_the_summary_of_its_dry_run(careful: CreditorFacts) -> None:
    waiting = proposed(careful, csv_of([*three_instalments(), row(合同号="ZL-002", 应还本金="x")]))
    assert (waiting.state, waiting.summary.new, waiting.summary.rejected) == (ProposalState.PROPOSED, 1, 1)
    assert waiting.summary.rejects[0].reason.zh
    assert proposals(person(2, careful)) == (waiting,)
    assert known(careful) == 0


def test_another_person_accepts_and_the_report_stays_with_the_file(careful: CreditorFacts) -> None:
    waiting = proposed(careful, csv_of([*three_instalments(), row(合同号="ZL-002", 应还本金="x")]))
    report = accept_proposal(waiting.proposal_id, actor=person(2, careful))
    assert (report.new, report.rejected, known(careful)) == (1, 1, 1)
    assert report.file_id is not None
    assert file_report(report.file_id, person(2, careful)) == report
    after = proposal(waiting.proposal_id, SYSTEM)
    assert (after.state, after.decided_by, after.file_id) == (
        ProposalState.ACCEPTED,
        "person 2",
        report.file_id,
    )
    assert proposals(SYSTEM) == ()


def test_nobody_accepts_an_own_file_nor_the_clockwork_any(careful: CreditorFacts) -> None:
    waiting = proposed(careful)
    for actor in (person(1, careful), SYSTEM):
        with pytest.raises(IntakeError, match="proposal"):
            accept_proposal(waiting.proposal_id, actor=actor)
    assert known(careful) == 0


def test_a_refused_file_stays_out_with_the_reason(careful: CreditorFacts) -> None:
    waiting = proposed(careful)
    with pytest.raises(IntakeError, match="say why"):
        refuse_proposal(waiting.proposal_id, actor=person(2, careful), why=" ")
    after = refuse_proposal(waiting.proposal_id, actor=person(2, careful), why="wrong month")
    assert (after.state, after.why, known(careful)) == (ProposalState.REFUSED, "wrong month", 0)
    with pytest.raises(IntakeError, match="decided already"):
        accept_proposal(waiting.proposal_id, actor=person(3, careful))


def test_the_proposer_withdraws_and_may_propose_again(careful: CreditorFacts) -> None:
    waiting = proposed(careful)
    assert proposed(careful) == waiting
    after = refuse_proposal(waiting.proposal_id, actor=person(1, careful), why="sent too early")
    assert after.state is ProposalState.WITHDRAWN
    assert proposed(careful).proposal_id != waiting.proposal_id


def test_such_a_creditors_file_is_never_taken_directly(careful: CreditorFacts) -> None:
    with pytest.raises(SecondPersonNeeded):
        take(csv_of(three_instalments()), creditor="careful")
    assert take(csv_of(three_instalments()), creditor="careful", dry_run=True).new == 1
    assert (known(careful), files(SYSTEM)) == (0, ())


def test_control_totals_hold_at_the_proposal_and_again_at_the_acceptance(careful: CreditorFacts) -> None:
    with pytest.raises(IntakeError, match="4 stated, 3 found"):
        proposed(careful, expected=ControlTotals(rows=4))
    waiting = proposed(careful, expected=ControlTotals(rows=3, accounts=1))
    assert accept_proposal(waiting.proposal_id, actor=person(2, careful)).accepted == 3


def test_a_file_that_grew_old_while_it_waited_is_not_accepted(careful: CreditorFacts) -> None:
    old = proposed(careful)
    newer = propose(
        csv_of(three_instalments("ZL-009")),
        creditor="careful",
        mapping="lease",
        business_date=date(2026, 4, 1),
        actor=person(1, careful),
        name="newer.csv",
    )
    accept_proposal(newer.proposal_id, actor=person(2, careful))
    with pytest.raises(IntakeError, match="an older one cannot follow"):
        accept_proposal(old.proposal_id, actor=person(2, careful))
    assert proposal(old.proposal_id, SYSTEM).state is ProposalState.PROPOSED
    assert known(careful) == 0


def test_a_file_is_accepted_with_the_mapping_that_it_was_proposed_with(careful: CreditorFacts) -> None:
    waiting = proposed(careful)
    shipped = mapping_text(careful.id, "lease", SYSTEM)
    save_mapping(careful.id, "lease", shipped.replace("合同号", "别的号码"), SYSTEM)
    accept_proposal(waiting.proposal_id, actor=person(2, careful))
    assert known(careful) == 1


def test_every_version_of_a_mapping_can_be_read_again(careful: CreditorFacts) -> None:
    shipped = mapping_text(careful.id, "lease", SYSTEM)
    save_mapping(careful.id, "lease", shipped + "\n# second\n", SYSTEM)
    save_mapping(careful.id, "lease", shipped + "\n# third\n", SYSTEM)
    assert [one.version for one in mapping_versions(careful.id, "lease", SYSTEM)] == [2, 1, 0]
    assert mapping_version_text(careful.id, "lease", 1, SYSTEM).endswith("# second\n")
    assert mapping_version_text(careful.id, "lease", 0, SYSTEM) == shipped
    with pytest.raises(IntakeError, match="no version 7"):
        mapping_version_text(careful.id, "lease", 7, SYSTEM)


def test_another_creditors_proposals_are_out_of_sight(careful: CreditorFacts, leasing: CreditorFacts) -> None:
    waiting = proposed(careful)
    stranger = person(9, leasing)
    assert proposals(stranger) == ()
    for act in (
        lambda: proposal(waiting.proposal_id, stranger),
        lambda: accept_proposal(waiting.proposal_id, actor=stranger),
        lambda: refuse_proposal(waiting.proposal_id, actor=stranger, why="no"),
    ):
        with pytest.raises(OutOfScope):
            act()
