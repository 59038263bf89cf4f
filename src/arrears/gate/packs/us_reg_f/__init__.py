"""United States: Regulation F (12 CFR 1006) and the FDCPA, for debt collectors and consumer debt (REGULATION 1)."""

from __future__ import annotations

from arrears.gate.packs.parts.channels import CONTACT, CREDIT, DATA, MESSAGES, PHONE, VOICE
from arrears.gate.packs.parts.outcome import Entry
from arrears.gate.packs.parts.triggers import (
    ANSWERING,
    LAWSUIT,
    NOTICE,
    REPLY,
    SLOTS,
    STOPS,
    TEXT,
    THIRD,
    VALIDATION,
    WORK,
)
from arrears.gate.packs.us_reg_f import frequency, hours, limits, messages, persons, scope, validation

_SMS = frozenset({"sms"})
_EMAIL = frozenset({"email"})
_SOCIAL = frozenset({"social"})
_POSTCARD = frozenset({"postcard"})
_VOICEMAIL = frozenset({"voicemail"})

SCOPE = scope.binds
RULES = (
    Entry("US-T1", hours.usual_hours, CONTACT),
    Entry("US-T2", hours.exact_edge, CONTACT),
    Entry("US-T3", hours.every_zone, CONTACT),
    Entry("US-T4", hours.inconvenient, CONTACT, SLOTS),
    Entry("US-T5", hours.one_reply, CONTACT, ANSWERING),
    Entry("US-T7", hours.workplace, CONTACT, WORK),
    Entry("US-T8", hours.work_email, _EMAIL),
    Entry("US-F1", frequency.seven_in_seven, PHONE),
    Entry("US-F2", frequency.cool_down, PHONE),
    Entry("US-F7", frequency.rebuttal, PHONE),
    Entry("US-F8", frequency.against_violation, PHONE, REPLY),
    Entry("US-C1", messages.opt_out_offered, MESSAGES),
    Entry("US-C2", messages.opted_out, CONTACT, STOPS),
    Entry("US-C3", messages.medium_refused, CONTACT, STOPS),
    Entry("US-C4", messages.text_safe_harbour, _SMS),
    Entry("US-C5", messages.email_safe_harbour, _EMAIL),
    Entry("US-C6", messages.social_media, _SOCIAL),
    Entry("US-C7", messages.postcard, _POSTCARD),
    Entry("US-C8", messages.limited_content, _VOICEMAIL),
    Entry("US-C9", messages.collector_disclosed, CONTACT),
    Entry("US-C10", messages.caller_named, VOICE),
    Entry("US-P1", persons.no_third_person, CONTACT),
    Entry("US-P2", scope.treated_as_consumer, CONTACT, THIRD),
    Entry("US-P3", persons.location_only, CONTACT, THIRD),
    Entry("US-S1", limits.ceased, CONTACT, STOPS),
    Entry("US-S2", limits.attorney, CONTACT, STOPS),
    Entry("US-S3", limits.disputed, None, STOPS),
    Entry("US-S4", limits.dispute_marked, None, STOPS),
    Entry("US-S5", limits.bankruptcy, None, STOPS),
    Entry("US-V1", validation.notice_due, CONTACT, NOTICE),
    Entry("US-V2", validation.period_ends, CONTACT, VALIDATION),
    Entry("US-V4", validation.no_overshadowing, CONTACT, NOTICE),
    Entry("US-B1", limits.time_barred, None, LAWSUIT | TEXT),
    Entry("US-R1", limits.records, CONTACT),
    Entry("US-R2", limits.recordings, VOICE),
    Entry("US-X1", limits.before_report, CREDIT),
    Entry("US-X2", limits.not_sold, DATA),
)
# Consulted whether or not the regulation binds.
ALWAYS = (Entry("US-SCOPE", scope.in_scope),)
