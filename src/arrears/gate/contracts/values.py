"""The values that facts may have, as the gate's JSON names them (docs/gate.md)."""

from __future__ import annotations

from datetime import time
from typing import Literal

Channel = Literal[
    "call",
    "sms",
    "email",
    "letter",
    "postcard",
    "visit",
    "voicemail",
    "social",
    "in_app",
    "suit",
    "bankruptcy_claim",
    "credit_report",
    "data_transfer",
    "public_notice",
]
Purpose = Literal[
    "collect",
    "remind",
    "locate",
    "answer",
    "care",
    "validation",
    "opt_out_confirmation",
    "efforts_end_notice",
    "remedy_notice",
    "pass_message",
]
OperatorKind = Literal["lender", "agency", "creditor", "debt_collector"]
AddressKind = Literal["personal", "work", "employer_provided", "shared", "unknown"]
CallKind = Literal["notification", "interactive"]
OptOutMethod = Literal["reply", "link", "phone", "post", "none"]
Disclosure = Literal["identity", "recording", "opt_out", "debt_collector", "debt_details"]
Audience = Literal["private", "contacts", "public"]
VoicemailElement = Literal[
    "business_name",
    "reply_request",
    "agent_name",
    "phone",
    "greeting",
    "time",
    "reply_times",
    "any_representative",
    "other",
]
Payee = Literal["creditor_account", "private_account"]
Place = Literal["home", "work", "public", "agreed"]
Organisation = Literal["agency", "assignee", "sub_agency"]
Role = Literal[
    "debtor",
    "joint_debtor",
    "guarantor",
    "spouse",
    "parent_of_minor",
    "guardian",
    "executor",
    "attorney",
    "emergency_contact",
    "relative",
    "colleague",
    "employer",
    "unrelated",
    "unknown",
]
Direction = Literal["out", "in"]
ContactResult = Literal[
    "conversation",
    "answered",
    "no_answer",
    "rang_out",
    "voicemail",
    "full_mailbox",
    "busy",
    "out_of_service",
    "delivered",
    "failed",
]
StopKind = Literal[
    "cease_written",
    "cease_oral",
    "stop_channel",
    "opt_out",
    "attorney",
    "dispute_written",
    "dispute_oral",
    "complaint",
    "bankruptcy",
    "breathing_space",
    "plan_kept",
    "contact_refused",
    "adviser",
    "hardship",
    "illness",
    "mandate_ended",
]
ConsentKind = Literal[
    "time", "call_frequency", "third_party", "separate_sharing", "text_renewed", "channel", "other"
]
DebtKind = Literal["consumer", "business", "card", "student", "medical"]

Verdict = Literal["permit", "refuse", "needs_evidence"]
Result = Literal["pass", "fail", "needs_evidence", "not_applicable"]
Presumption = Literal["compliance", "violation"]
Certainty = Literal["text", "secondary", "memory", "interpretation"]
Absence = Literal[
    "required", "none_notified", "strictest_of_plausible", "refuse", "needs_evidence", "not_applicable"
]
Tighter = Literal["less", "more", "earlier", "later", "subset", "superset"]
Scalar = int | str | bool | time
ParameterValue = Scalar | tuple[Scalar, ...]
