"""A file or placement on its way in: taken at once, or kept for a second person where the creditor asks for one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from arrears.book.intake import api as intake
from arrears.book.intake.contracts import AcceptReport, ControlTotals
from arrears.foundation.contracts import Actor, CreditorFacts

TAKEN, WAITS = 200, 202
SECOND_PERSON = (
    " 委托方要求第二人接收时返回 202 和 proposal_id，尚未入账。"
    " · 202 with a `proposal_id` where the creditor wants a second person to accept it: nothing is loaded yet."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrived:
    """`report`: what was done, or, where it waits as `proposal_id`, what a dry run says would be done."""

    report: AcceptReport
    proposal_id: int | None = None

    @property
    def status(self) -> int:
        return TAKEN if self.proposal_id is None else WAITS


def take(
    source: Path | bytes,
    actor: Actor,
    facts: CreditorFacts,
    *,
    mapping: str,
    business_date: date,
    dry_run: bool,
    name: str,
    batch: str | None,
    expected: ControlTotals | None = None,
) -> Arrived:
    """IntakeError when the file cannot be used."""
    if not dry_run and intake.needs_second_person(facts):
        waits = intake.propose(
            source,
            creditor=facts.code,
            mapping=mapping,
            business_date=business_date,
            actor=actor,
            name=name,
            batch=batch,
            expected=expected,
        )
        return Arrived(report=waits.summary, proposal_id=waits.proposal_id)
    report = intake.accept(
        source,
        creditor=facts.code,
        mapping=mapping,
        business_date=business_date,
        dry_run=dry_run,
        actor=actor,
        name=name,
        batch=batch,
        expected=expected,
    )
    return Arrived(report=report)
