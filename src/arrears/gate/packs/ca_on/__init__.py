"""Ontario (Collection and Debt Settlement Services Act, R.R.O. 1990, Reg. 74; the province's guide)."""

from __future__ import annotations

from arrears.gate.packs.ca_on.contact import hours, notice_first, three_a_week
from arrears.gate.packs.parts.outcome import Entry

_REACHING = frozenset({"call", "voicemail", "sms", "email", "social", "in_app", "visit"})

RULES = (
    Entry("CA-ON-1", notice_first, _REACHING),
    Entry("CA-ON-2", three_a_week, _REACHING),
    Entry("CA-ON-3", hours, _REACHING),
)
