"""India: the RBI circular of 2022-08-12 and the draft directions of 2026-02-12 (REGULATION 4)."""

from __future__ import annotations

from arrears.gate.packs.in_.conduct import borrower_only, conduct, hours
from arrears.gate.packs.parts.channels import CONTACT
from arrears.gate.packs.parts.outcome import Entry

RULES = (
    Entry("IN-1", hours, frozenset({"call", "voicemail", "visit"})),
    Entry("IN-2", conduct, CONTACT | frozenset({"public_notice"})),
    Entry("IN-3", borrower_only, CONTACT),
)
