"""Values that pass the foundation's door."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from arrears.kernel.clock import BUSINESS_ZONE
from arrears.kernel.words import Words

Progress = Callable[[int, int], None]
"""Called with (done, total) by every long step; total 0 means not known."""


class Role(StrEnum):
    COLLECTOR = "collector"
    LEADER = "leader"
    STRATEGIST = "strategist"
    COMPLIANCE = "compliance"
    TRAINER = "trainer"
    ADMINISTRATOR = "administrator"
    CREDITOR = "creditor"
    DEPARTMENT = "department"


ROLE_WORDS: dict[Role, Words] = {
    Role.COLLECTOR: Words("催收员", "Collector"),
    Role.LEADER: Words("组长", "Team leader"),
    Role.STRATEGIST: Words("策略员", "Strategist"),
    Role.COMPLIANCE: Words("合规员", "Compliance officer"),
    Role.TRAINER: Words("培训师", "Trainer"),
    Role.ADMINISTRATOR: Words("管理员", "Administrator"),
    Role.CREDITOR: Words("委托方", "Creditor"),
    Role.DEPARTMENT: Words("协作部门", "Other department"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Who does something: a person with a role and a scope of creditors, or the clockwork itself."""

    name: str
    user_id: int | None = None
    role: Role | None = None
    creditor_ids: frozenset[int] = frozenset()
    sees_all: bool = False
    language: str = "zh-hans"
    zone: str = BUSINESS_ZONE

    def sees(self, creditor_id: int) -> bool:
        return self.sees_all or creditor_id in self.creditor_ids


SYSTEM = Actor(name="clockwork", sees_all=True)


class OutOfScope(PermissionError):
    """The actor may not see this creditor's data."""


def require_scope(actor: Actor, creditor_id: int) -> None:
    """Raise OutOfScope unless the actor sees the creditor."""
    if not actor.sees(creditor_id):
        raise OutOfScope(f"creditor {creditor_id} is outside the scope of {actor.name}")


@dataclass(frozen=True, slots=True, kw_only=True)
class CreditorFacts:
    """A creditor: whose claims, under which regimes, in which zone and currency."""

    id: int
    code: str
    name: str
    regimes: tuple[str, ...]
    zone: str
    currency: str
    operator_kind: str
    lender_group: str
    settings: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class FileRef:
    """A stored file: content-addressed, encrypted at rest."""

    id: uuid.UUID
    sha256: str
    size: int
    name: str
    media_type: str


@dataclass(frozen=True, slots=True, kw_only=True)
class UserFacts:
    """A user as lists and pages show one; `role` is None while none was given."""

    id: int
    username: str
    name: str
    role: Role | None
    language: str
    active: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditFacts:
    """One line of the audit trail."""

    id: int
    at: datetime
    actor: str
    action: str
    subject: str
    detail: Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class WipeOrder:
    """A person who is wiped, of one creditor.

    `party_ids`: their row and those merged into it. `case_ids`: debtors in whose cases they stand, themselves
    among them. `account_ids`: accounts on which nobody else owes. `why`: the reference of the request.
    """

    creditor_id: int
    party_ids: tuple[int, ...]
    case_ids: tuple[int, ...] = ()
    account_ids: tuple[int, ...] = ()
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Wiped:
    """How many rows lost what they said of a person, and the stored files that they named."""

    rows: int = 0
    files: frozenset[uuid.UUID] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Wiper:
    """What one room does when a person is wiped. `wipes` and `keeps`: table → what goes, why it stays."""

    room: str
    wipe: Callable[[WipeOrder, Actor], Wiped]
    wipes: Mapping[str, str]
    keeps: Mapping[str, str]
