"""The night's door: run a night, read what it proposed, repeat it."""

from arrears.night.engine.actions import compare, reproduce, run
from arrears.night.engine.contracts import (
    Move,
    NightBusy,
    NightSummary,
    NoSuchNight,
    Proposal,
    ReproduceReport,
    RestateReport,
    RoomNotPublished,
    RunKind,
    ScoreFacts,
    SnapshotMissing,
    StepTime,
)
from arrears.night.engine.queries import history, proposal_of, proposals, runs, summary

__all__ = [
    "Move",
    "NightBusy",
    "NightSummary",
    "NoSuchNight",
    "Proposal",
    "ReproduceReport",
    "RestateReport",
    "RoomNotPublished",
    "RunKind",
    "ScoreFacts",
    "SnapshotMissing",
    "StepTime",
    "compare",
    "history",
    "proposal_of",
    "proposals",
    "reproduce",
    "run",
    "runs",
    "summary",
]
