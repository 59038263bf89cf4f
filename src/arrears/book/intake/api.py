"""The intake's door."""

from __future__ import annotations

from pathlib import Path

from arrears.book.intake.actions.accept import accept
from arrears.book.intake.actions.mappings import save_mapping
from arrears.book.intake.actions.notices import mark_passed
from arrears.book.intake.contracts import AcceptReport, ControlTotals, IntakeError, Notice
from arrears.book.intake.queries import (
    daily_totals,
    files,
    guess_headings,
    mapping_text,
    mappings,
    pending_notices,
    preview,
    shipped_mappings,
)
from arrears.book.intake.sample import SampleFile, generate, generate_files, sample_file

__all__ = [
    "AcceptReport",
    "ControlTotals",
    "IntakeError",
    "Notice",
    "SampleFile",
    "accept",
    "daily_totals",
    "files",
    "generate",
    "generate_files",
    "guess_headings",
    "mapping_of_sample",
    "mapping_text",
    "mappings",
    "mark_passed",
    "pending_notices",
    "preview",
    "sample_file",
    "save_mapping",
    "shipped_mappings",
]


def mapping_of_sample(path: Path) -> str:
    """The mapping that reads a file which `generate` wrote."""
    return sample_file(path).mapping
