"""What a channel is given and what it answers."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from arrears.desk.contact.contracts import AttemptState
from arrears.foundation.contracts import Actor, CreditorFacts


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterPage:
    """What stands on a letter. `amounts`: (component, amount in words); empty for letters without a balance."""

    language: str
    operator: str
    creditor: str
    name: str
    address: str
    subject: str
    text: str
    date: str
    reference: str
    amounts: tuple[tuple[str, str], ...] = ()
    total: str = ""
    settings: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sending:
    """One contact that has its permit. `address` is in the clear and must not be stored or logged."""

    attempt_id: int
    creditor: CreditorFacts
    actor: Actor
    address: str
    subject: str
    text: str
    reference: str
    letter: LetterPage | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """What is known right after. `problem` is short and holds no personal data."""

    state: AttemptState
    provider: str
    ref: str = ""
    problem: str = ""
    file_id: uuid.UUID | None = None


class ChannelKind(Protocol):
    """A channel. `point_kind`: the contact point that it needs; `addressed`: it carries a text."""

    name: str
    point_kind: str
    addressed: bool

    def leaves(self) -> bool:
        """Whether sending does anything outside this house; if not, it may stand inside a transaction."""
        ...

    def send(self, sending: Sending) -> Sent:
        """Send or place it. What goes wrong out there is a `failed` with its problem, not an exception."""
        ...
