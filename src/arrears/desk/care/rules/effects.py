"""What each concern does at the gate: one table. And who may end it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from arrears.desk.care.contracts import CareRefused, ConcernKind, ConcernOrder, Wish, WishKind
from arrears.kernel.reasons import Reason
from arrears.kernel.words import Words

ALL_CHANNELS = ("call", "sms", "email", "letter", "visit", "in_app")
"""Every channel of the gate by which a debtor is spoken to; tests walk the registry of ours against it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StopOrder:
    """One stop to place. `account` limits it to the concern's account, `point` to its contact point."""

    kind: str
    channel: str | None = None
    account: bool = False
    point: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Effects:
    """`stops` at once on every channel unless a channel is named. `facts` are what the gate's books note of
    the person; `closes_point`: the number or address is nobody's or somebody else's."""

    stops: tuple[StopOrder, ...] = ()
    facts: tuple[tuple[str, object], ...] = ()
    closes_point: bool = False


def effects_of(order: ConcernOrder) -> Effects:
    """What a concern does. A dispute of a part stops its whole account: a demand cannot be cut in two."""
    kind = order.kind
    if kind is ConcernKind.DISPUTE:
        return Effects(stops=(StopOrder(kind=_dispute(order.written), account=order.account_id is not None),))
    if kind is ConcernKind.WISH:
        return _wish(order.wish, order.written)
    if kind is ConcernKind.WRONG_PERSON:
        return _wrong_person(order)
    if kind is ConcernKind.VULNERABILITY:
        return Effects(stops=(StopOrder(kind="hardship"),), facts=(("vulnerable", ["reported"]),))
    if kind is ConcernKind.BEREAVEMENT:
        facts = (("deceased", True),) if order.deceased else ()
        return Effects(stops=(StopOrder(kind="hardship"),), facts=facts)
    if kind is ConcernKind.REPRESENTED:
        return Effects(stops=(StopOrder(kind="attorney"),))
    return {
        ConcernKind.HARDSHIP: Effects(stops=(StopOrder(kind="hardship"),)),
        ConcernKind.ILLNESS: Effects(stops=(StopOrder(kind="illness"),)),
        ConcernKind.COMPLAINT: Effects(stops=(StopOrder(kind="complaint"),)),
        ConcernKind.DATA_REQUEST: Effects(),
    }[kind]


def _dispute(written: bool) -> str:
    return "dispute_written" if written else "dispute_oral"


def _wish(wish: Wish | None, written: bool) -> Effects:
    if wish is None:
        raise CareRefused("wish", Words("请填写对方的意愿", "Say what is wished"))
    if wish.kind is WishKind.NO_CHANNEL:
        if wish.channel not in ALL_CHANNELS:
            raise CareRefused("wish", Words("请选择不再使用的渠道", "Choose the channel that is not wanted"))
        return Effects(stops=(StopOrder(kind="stop_channel", channel=wish.channel),))
    if wish.kind is WishKind.NO_ADDRESS:
        if wish.contact_point_id is None:
            raise CareRefused("wish", Words("请选择不再使用的号码或地址", "Choose the number or address"))
        return Effects(stops=(StopOrder(kind="opt_out", point=True),))
    if wish.kind is WishKind.NO_CONTACT:
        cease = StopOrder(kind="cease_written" if written else "cease_oral")
        each = (StopOrder(kind="stop_channel", channel=channel) for channel in ALL_CHANNELS)
        return Effects(stops=(cease, *each))
    if not wish.slots:
        raise CareRefused("wish", Words("请填写不便的时间", "Say which hours are not wanted"))
    slots = [
        {
            "days": list(slot.days),
            "from": slot.start.isoformat("minutes"),
            "to": slot.end.isoformat("minutes"),
            "zone": None,
        }
        for slot in wish.slots
    ]
    return Effects(facts=(("barred_slots", slots),))


def _wrong_person(order: ConcernOrder) -> Effects:
    """A number that is somebody else's is closed; a person who says that the debt is not theirs disputes it."""
    if order.contact_point_id is not None:
        return Effects(stops=(StopOrder(kind="opt_out", point=True),), closes_point=True)
    return Effects(stops=(StopOrder(kind=_dispute(order.written)),))


ANSWERED = frozenset({ConcernKind.DISPUTE, ConcernKind.COMPLAINT, ConcernKind.DATA_REQUEST})
"""Concerns that end with an answer to the debtor."""

BY_LEADERS = frozenset(ConcernKind) - {ConcernKind.WISH, ConcernKind.WRONG_PERSON}
"""Concerns that a collector may raise and not end."""

LEADERS = frozenset({"leader", "compliance", "administrator"})


def check_close(kind: ConcernKind, *, role: str | None, answer: str, root_cause: str, involved: bool) -> None:
    """Raise CareRefused unless this person may end the concern in this way.

    `involved`: the person took part in the contact that is complained of.
    """
    if kind in BY_LEADERS and role not in LEADERS:
        raise CareRefused("role", Words("须由组长或合规员处理", "A leader or compliance has to end it"))
    if kind in ANSWERED and not answer.strip():
        raise CareRefused("answer", Words("请填写给对方的答复", "The answer to the debtor is missing"))
    if kind is ConcernKind.COMPLAINT:
        if involved:
            raise CareRefused(
                "second_person",
                Words("被投诉的经办人不能处理该投诉", "Whoever is complained of does not decide"),
            )
        if not root_cause.strip():
            raise CareRefused("root_cause", Words("请填写根本原因", "The root cause is missing"))


MALICE_TALKS_MIN = 2


def check_reason(reason: Reason, talks: Iterable[int], role: str | None) -> None:
    """Raise CareRefused for a reason that the evidence does not carry.

    "Able but refuses" is said of nobody after one talk, and never by a machine: it takes two, or a leader.
    """
    if reason is Reason.MALICE and len(set(talks)) < MALICE_TALKS_MIN and role not in LEADERS:
        raise CareRefused(
            "malice",
            Words("认定恶意拖欠须有两次通话为据，或由组长认定", "It takes two talks, or a leader, to say so"),
        )
