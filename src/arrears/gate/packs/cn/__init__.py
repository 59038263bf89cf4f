"""China: GB/T 45251-2025, the banking association guideline of 2026-01-30, PIPL, the card measures (REGULATION 2)."""

from __future__ import annotations

from arrears.gate.packs.cn import conduct, data, frequency, hours, persons, plans
from arrears.gate.packs.parts.channels import CONTACT, CREDIT, DATA, PHONE, VOICE
from arrears.gate.packs.parts.outcome import Entry
from arrears.gate.packs.parts.triggers import (
    AUDIENCE,
    AUTOMATED,
    ENTRY,
    FIRST,
    NEED,
    ORGANISATION,
    PAYEE,
    PLACE,
    PLAN,
    STOPS,
    TEXT,
    THIRD,
    ZONES,
)

_SOCIAL = frozenset({"social"})
_NOTICE = frozenset({"public_notice"})

RULES = (
    Entry("CN-T1", hours.night, CONTACT),
    Entry("CN-T2", hours.far_away, CONTACT, ZONES),
    Entry("CN-F1", frequency.notifications, PHONE),
    Entry("CN-F2", frequency.conversations, VOICE),
    Entry("CN-F3", frequency.tries, PHONE),
    Entry("CN-P1", persons.only_the_debtor, CONTACT),
    Entry("CN-P2", persons.contact_persons, CONTACT, THIRD),
    Entry("CN-P3", persons.refused_for_good, CONTACT, THIRD),
    Entry("CN-P4", persons.related_person, CONTACT, THIRD),
    Entry("CN-I1", conduct.institution_named, CONTACT, FIRST),
    Entry("CN-I2", conduct.no_false_name, CONTACT, TEXT),
    Entry("CN-I3", conduct.content, CONTACT, TEXT | PAYEE),
    Entry("CN-I4", conduct.publicity, CONTACT | _NOTICE, TEXT | AUDIENCE | ENTRY | PLACE),
    Entry("CN-I5", conduct.private_app, _SOCIAL),
    Entry("CN-K1", plans.plan_length, CONTACT, PLAN),
    Entry("CN-K2", plans.plan_kept, None, STOPS),
    Entry("CN-K3", plans.oral_plan, VOICE, PLAN),
    Entry("CN-L1", plans.vulnerable, CONTACT, STOPS | NEED),
    Entry("CN-L2", plans.objection, CONTACT, STOPS),
    Entry("CN-D2", data.entrusted, DATA),
    Entry("CN-D3", data.separate_consent, DATA),
    Entry("CN-D6", data.automated, None, AUTOMATED),
    Entry("CN-O2", data.no_sub_agency, None, ORGANISATION),
    Entry("CN-Q1", data.complaint_answered, None, STOPS),
    Entry("CN-Q2", data.objection_marked, None, STOPS),
    Entry("CN-Q3", data.told_before_report, CREDIT),
    Entry("CN-R1", data.records, CONTACT),
)
