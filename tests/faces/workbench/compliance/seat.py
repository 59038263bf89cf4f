"""A compliance officer at the seat, and a day at the gate to look at."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.test import Client

from arrears.desk.care import api as care
from arrears.desk.care.contracts import ConcernFacts, ConcernKind, ConcernOrder
from arrears.foundation import api as foundation
from arrears.foundation.api import SYSTEM, Actor, Role
from arrears.foundation.models import User
from arrears.gate import api as gate
from arrears.gate.api import Refusal
from arrears.kernel.clock import at_local, standing_at
from tests import cast
from tests.gate.test_door import call, talk

MONDAY = date(2026, 11, 23)
TUESDAY = MONDAY + timedelta(days=1)
PASSWORD = "a-password-to-comply"


@dataclass(frozen=True)
class Seat:
    """The officer's browser and what happened at the gate on Monday."""

    client: Client
    actor: Actor
    wang: cast.Placed
    refused: Refusal
    complaint: ConcernFacts
    stop_id: int


def log_in(role: Role, creditors: list[str], language: str = "en") -> tuple[Client, Actor]:
    user_id = foundation.ensure_user(
        f"{role}-{len(creditors)}-at-compliance", PASSWORD, role=role, creditors=creditors, display_name=role.title(),
        language=language,
    )  # fmt: skip
    client = Client()
    client.force_login(User.objects.get(pk=user_id))
    return client, foundation.actor_by_user_id(user_id)


def sit(language: str = "en") -> Seat:
    """Monday: a talk at 9, a refusal at 22:30; a complaint, and a stop that somebody placed by hand."""
    wang = cast.place(
        cast.creditor(), "C-1", cast.person("王一", 1), first_due=date(2026, 9, 1),
        roles=(cast.emergency_contact("赵七", 7),),
    )  # fmt: skip
    talk(wang, at_local(MONDAY, 9))
    with standing_at(at_local(MONDAY, 22, 30)):
        refused = gate.request(call(wang))
    assert isinstance(refused, Refusal)
    with standing_at(at_local(MONDAY, 23)):
        complaint = care.open_concern(
            ConcernOrder(
                creditor_id=wang.creditor.id,
                debtor_id=wang.debtor_id,
                kind=ConcernKind.COMPLAINT,
                text="He says that we rang too often.",
            ),
            SYSTEM,
        )
        stop = gate.place_stop(
            wang.creditor.id, wang.debtor_id, "dispute_oral", reference="tape 12", actor=SYSTEM
        )
    client, actor = log_in(Role.COMPLIANCE, [wang.creditor.code], language)
    return Seat(client, actor, wang, refused, complaint, stop)
