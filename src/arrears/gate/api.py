"""The gate's door: ask for a contact, use its permit, say what became of it; place and lift stops."""

from arrears.gate.actions import (
    lift_stop,
    place_stop,
    preview,
    record_consent,
    record_fact,
    record_refusal,
    release,
    report_inbound,
    report_outcome,
    request,
    use,
    withdraw_consent,
)
from arrears.gate.chain import export, seal_pending, verify
from arrears.gate.intents import (
    ChainReport,
    ClockWentBack,
    FactKind,
    GateError,
    Intent,
    Permit,
    PermitRefused,
    Preview,
    Refusal,
    RefusalFacts,
    StopFacts,
)
from arrears.gate.queries import refusals, stops
from arrears.gate.rules.evaluate import check

__all__ = [
    "ChainReport",
    "ClockWentBack",
    "FactKind",
    "GateError",
    "Intent",
    "Permit",
    "PermitRefused",
    "Preview",
    "Refusal",
    "RefusalFacts",
    "StopFacts",
    "check",
    "export",
    "lift_stop",
    "place_stop",
    "preview",
    "record_consent",
    "record_fact",
    "record_refusal",
    "refusals",
    "release",
    "report_inbound",
    "report_outcome",
    "request",
    "seal_pending",
    "stops",
    "use",
    "verify",
    "withdraw_consent",
]
