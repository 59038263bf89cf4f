"""The intake's door."""

from __future__ import annotations

from pathlib import Path

from arrears.book.intake.actions.accept import accept
from arrears.book.intake.actions.mappings import save_mapping
from arrears.book.intake.actions.notices import mark_passed
from arrears.book.intake.actions.proposals import accept_proposal, propose, refuse_proposal
from arrears.book.intake.actions.watching import watch
from arrears.book.intake.contracts import AcceptReport, ControlTotals, IntakeError, Notice, SecondPersonNeeded
from arrears.book.intake.queries.fields import fields_of, party_words
from arrears.book.intake.queries.files import (
    NoSuchIntakeFile,
    NoSuchProposal,
    file_facts,
    file_report,
    files,
    needs_second_person,
    proposal,
    proposals,
)
from arrears.book.intake.queries.looks import guess_headings, preview
from arrears.book.intake.queries.mappings import (
    mapping_text,
    mapping_version_text,
    mapping_versions,
    mappings,
    shipped_mappings,
)
from arrears.book.intake.queries.stated import control_totals, daily_totals, pending_notices, summed_fields
from arrears.book.intake.sample import SampleFile, generate, generate_files, sample_file

__all__ = [
    "AcceptReport",
    "ControlTotals",
    "IntakeError",
    "NoSuchIntakeFile",
    "NoSuchProposal",
    "Notice",
    "SampleFile",
    "SecondPersonNeeded",
    "accept",
    "accept_proposal",
    "control_totals",
    "daily_totals",
    "fields_of",
    "file_facts",
    "file_report",
    "files",
    "generate",
    "generate_files",
    "guess_headings",
    "mapping_of_sample",
    "mapping_text",
    "mapping_version_text",
    "mapping_versions",
    "mappings",
    "mark_passed",
    "needs_second_person",
    "party_words",
    "pending_notices",
    "preview",
    "proposal",
    "proposals",
    "propose",
    "refuse_proposal",
    "sample_file",
    "save_mapping",
    "shipped_mappings",
    "summed_fields",
    "watch",
]


def mapping_of_sample(path: Path) -> str:
    """The mapping that reads a file which `generate` wrote."""
    return sample_file(path).mapping
