"""Australia (ASIC/ACCC RG 96): hours and about three contacts a week, ten a month."""

from __future__ import annotations

from arrears.gate.packs.au.contact import few_contacts, hours
from arrears.gate.packs.parts.outcome import Entry

_REACHING = frozenset({"call", "voicemail", "sms", "email", "social", "in_app", "visit"})

RULES = (
    Entry("AU-1", hours, _REACHING),
    Entry("AU-2", few_contacts, _REACHING),
)
