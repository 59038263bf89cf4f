"""What reads of the gate's books hand out: lines of the books, one asked contact in full, consents."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from arrears.gate.contracts import Case, HouseRule, Verdict
from arrears.gate.rules.openings import Opening
from arrears.kernel.words import Words


class LineKind(StrEnum):
    """The books a line can come from."""

    PERMIT = "permit"
    REFUSAL = "refusal"
    USE = "use"
    RELEASE = "release"
    OUTCOME = "outcome"
    INBOUND = "inbound"
    STOP = "stop"
    LIFT = "lift"
    CONSENT = "consent"
    WITHDRAWAL = "withdrawal"
    PERSON_REFUSED = "person_refused"
    PERSON_FACT = "person_fact"


LINE_WORDS: Mapping[LineKind, Words] = {
    LineKind.PERMIT: Words("许可", "Permit"),
    LineKind.REFUSAL: Words("拒绝", "Refusal"),
    LineKind.USE: Words("许可已使用", "Permit used"),
    LineKind.RELEASE: Words("许可已退回", "Permit given back"),
    LineKind.OUTCOME: Words("联系结果", "Outcome"),
    LineKind.INBOUND: Words("对方来联系", "They contacted us"),
    LineKind.STOP: Words("停止", "Stop placed"),
    LineKind.LIFT: Words("解除停止", "Stop lifted"),
    LineKind.CONSENT: Words("同意", "Consent"),
    LineKind.WITHDRAWAL: Words("撤回同意", "Consent withdrawn"),
    LineKind.PERSON_REFUSED: Words("第三人拒绝联系", "A person refused contact"),
    LineKind.PERSON_FACT: Words("个人情况", "A fact of the person"),
}
LINES_MAX = 50_000
"""The most lines that one export holds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LineFilter:
    """What a search of the books is narrowed to; `until` is excluded, what is None narrows nothing.

    `rule`: refusals that it caused, permits for which it was consulted. `by`: part of a name.
    """

    since: datetime
    until: datetime
    kinds: tuple[LineKind, ...] = ()
    creditor_id: int | None = None
    debtor_ids: tuple[int, ...] | None = None
    channel: str | None = None
    rule: str | None = None
    by: str | None = None
    verdict: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of the books. `what`: purpose, result or kind; `note`: reference, evidence or reason."""

    kind: LineKind
    ref: str
    at: datetime
    creditor_id: int
    debtor_id: int | None
    channel: str
    what: str
    note: str
    by: str
    verdict: str
    rules: tuple[str, ...]
    asked_id: uuid.UUID | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedDetail:
    """A permit or a refusal in full, as it was kept, without its text (see `asked_text`).

    `rules` are those that were consulted and applied, as JSON of the answer. `same_rules`: this program
    judges by the same rules and figures still.
    """

    id: uuid.UUID
    kind: LineKind
    at: datetime
    creditor_id: int
    debtor_id: int
    person_id: int
    contact_point_id: int | None
    role: str
    channel: str
    purpose: str
    call_kind: str
    account_ids: tuple[int, ...]
    content_hash: str
    particulars: Mapping[str, object]
    verdict: str
    presumption: str | None
    flags: tuple[str, ...]
    deadlines: Mapping[str, str]
    rules: tuple[Mapping[str, object], ...]
    rule_versions: str
    same_rules: bool
    next_permitted_at: datetime | None
    expires_at: datetime | None
    ended: str
    ended_at: datetime | None
    outcomes: tuple[tuple[datetime, str, str], ...]
    has_text: bool
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentFacts:
    """What a person agreed to, and its withdrawal."""

    id: int
    creditor_id: int
    debtor_id: int
    person_id: int
    kind: str
    scope: Mapping[str, object]
    given_at: datetime
    until: datetime | None
    evidence: str
    by: str
    withdrawn_at: datetime | None
    withdrawn_why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StopEnd:
    """Who lifted a stop, when and why."""

    stop_id: int
    at: datetime
    by: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """A contact that was asked for, with its facts as the books knew them at that moment."""

    id: uuid.UUID
    kind: LineKind
    at: datetime
    creditor_id: int
    debtor_id: int
    channel: str
    verdict: Verdict
    by: str
    case: Case
    house_rules: tuple[HouseRule, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Days:
    """When one contact (channel, contact point) is permitted over the days ahead, on the clock of `zone`."""

    channel: str
    contact_point_id: int | None
    zone: str
    openings: tuple[Opening, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChainState:
    """How far the books are sealed; nothing is verified by looking."""

    sealed: int
    seals: int
    unsealed: int
    sealed_at: datetime | None
    oldest_unsealed: datetime | None
    latest_hash: str
