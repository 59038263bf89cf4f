"""From an order to what is asked of the gate: text, disclosures, person, address kind."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import cast

from arrears.book.portfolio import api as portfolio
from arrears.book.portfolio.contracts import AccountKey, ContactPointFacts
from arrears.desk.contact.case_values import (
    NEEDS_LEDGER,
    Known,
    figures_of,
    known,
    lacking,
    no_script,
    open_accounts,
)
from arrears.desk.contact.channels import CHANNELS
from arrears.desk.contact.channels.sending import ChannelKind
from arrears.desk.contact.contracts import CONTENT_CHARS_MAX, Channel, ReachError, ReachOrder
from arrears.desk.contact.rules.outcomes import role_of
from arrears.desk.contact.rules.words_for import CaseFigures
from arrears.desk.scripts import api as scripts
from arrears.foundation.api import Actor, CreditorFacts, creditor_by_id, require_scope
from arrears.gate.contracts import Act, Disclosure
from arrears.kernel import clock
from arrears.kernel.ids import content_hash
from arrears.kernel.words import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """An order with everything that the gate and the channel need."""

    order: ReachOrder
    creditor: CreditorFacts
    channel: ChannelKind
    person_id: int
    role: str
    accounts: tuple[AccountKey, ...]
    known: Known
    purpose: str
    script: str
    script_version: int | None
    subject: str
    text: str
    act: Act
    call_kind: str | None
    business_date: date

    @property
    def content(self) -> str:
        return f"{self.subject}\n\n{self.text}" if self.subject else self.text

    @property
    def hash(self) -> str:
        return content_hash(self.content)


def prepare(
    order: ReachOrder,
    actor: Actor,
    *,
    given: CaseFigures | None = None,
    point: ContactPointFacts | None = None,
) -> Prepared:
    """Put an order together. ReachError says what is missing; OutOfScope when the case is not the actor's.

    `given`: figures of the day that are known already, used when the text needs no others; `point`: the
    order's contact point where the caller has just read it.
    """
    require_scope(actor, order.creditor_id)
    creditor = creditor_by_id(order.creditor_id)
    channel = CHANNELS[Channel(order.channel)]
    today = order.business_date or clock.today(creditor.zone)
    person_id = order.person_id or order.debtor_id
    role = _role(order, person_id, channel, point)
    accounts = open_accounts(order.creditor_id, order.debtor_id, order.account_ids)
    language = order.language or str(creditor.settings.get("language", "zh-hans"))
    script = _script(order, channel, language)
    parts = script is None or bool(NEEDS_LEDGER & set(script.blanks)) or channel.name == "letter"
    values = known(
        creditor=creditor,
        debtor_id=order.debtor_id,
        person_id=person_id,
        figures=figures_of(accounts, today, given=given, parts=parts),
        language=language,
        today=today,
        actor=actor,
        extra=order.blanks,
    )
    subject, text = _text(order, channel, script, values)
    discloses = (*(script.discloses if script else ()), *order.disclosures)
    return Prepared(
        order=order,
        creditor=creditor,
        channel=channel,
        person_id=person_id,
        role=role,
        accounts=accounts,
        known=values,
        purpose=order.purpose or (script.purpose if script else "collect"),
        script=script.code if script else "",
        script_version=script.version if script else None,
        subject=subject,
        text=text,
        act=_act(discloses, text, script is not None or bool(order.disclosures)),
        call_kind=order.call_kind or ("interactive" if channel.name == "call" else None),
        business_date=today,
    )


def _role(order: ReachOrder, person_id: int, channel: ChannelKind, point: ContactPointFacts | None) -> str:
    if order.contact_point_id is None:
        raise ReachError(Words("请选择联系方式", "Choose a number or an address"))
    point = point or _point(order)
    if point.person_id != person_id:
        raise ReachError(Words("该联系方式不属于此人", "This address belongs to somebody else"))
    if point.kind.value != channel.point_kind:
        raise ReachError(Words("联系方式与渠道不符", "This address does not fit the channel"))
    return role_of(person_id == order.debtor_id, (role.value for role in point.roles))


def _point(order: ReachOrder) -> ContactPointFacts:
    for point in portfolio.contact_points(order.debtor_id):
        if point.contact_point_id == order.contact_point_id:
            return point
    raise ReachError(Words("该联系方式不属于此案件", "This address does not belong to this case"))


def _script(order: ReachOrder, channel: ChannelKind, language: str) -> scripts.ScriptFacts | None:
    if order.script is None:
        return None
    try:
        found = scripts.script(order.script, language)
    except scripts.NoSuchScript as error:
        raise no_script(order.script) from error
    if found.channel != channel.name:
        raise ReachError(Words("话术与渠道不符", "This script is for another channel"))
    return found


def _text(
    order: ReachOrder, channel: ChannelKind, script: scripts.ScriptFacts | None, values: Known
) -> tuple[str, str]:
    """Subject and text. A message goes out only when every blank has a value; a talk may have gaps."""
    subject, text = order.subject, order.text
    if script is not None:
        rendered = scripts.fill_in(script, values.blanks)
        if channel.addressed and rendered.missing and text is None:
            raise lacking(rendered.missing)
        subject, text = subject or rendered.subject, rendered.text if text is None else text
    if channel.addressed and not (text or "").strip():
        raise ReachError(Words("没有要发送的内容", "There is nothing to send"))
    if len(text or "") > CONTENT_CHARS_MAX:
        raise ReachError(Words("内容过长", "The text is too long"))
    return subject.replace("\n", " ").strip(), text or ""


def _act(discloses: tuple[str, ...], text: str, declared: bool) -> Act:
    """What only we know of the contact. Without script or declaration nothing is claimed to be said."""
    named = cast("tuple[Disclosure, ...]", tuple(dict.fromkeys(discloses)))
    return Act(
        disclosures=named if declared else None,
        opt_out_method="reply" if "opt_out" in discloses else None,
        text=text or None,
    )
