"""CN-F1..F3: three counters that never mix, over the Beijing day."""

# ruff: noqa: E501  (a row of the table is one line)
from __future__ import annotations

from tests.gate.cases.base import PHONE_2, Json, Row, cn, consent, on, past, pasts

DAY = "2026-11-23"
NEXT = "2026-11-24T08:00:00+08:00"
NOTE = {"call_kind": "notification"}
TALK = {"call_kind": "interactive"}


def note(history: list[Json], at: str = f"{DAY}T20:00:00+08:00", **more: object) -> Json:
    return cn(at, history=history, **more)


def talk(history: list[Json], **more: object) -> Json:
    return cn(f"{DAY}T20:00:00+08:00", act={"call_kind": "interactive"}, history=history, **more)


def connected(count: int, **more: object) -> list[Json]:
    return pasts(*on(DAY, *range(9, 9 + count)), result="answered", **{**NOTE, **more})


def unanswered(count: int, **more: object) -> list[Json]:
    return pasts(*on(DAY, *range(9, 9 + count)), **{**NOTE, **more})


MORE = [consent("call_frequency")]
# fmt: off
ROWS = [
    Row("CN-F1", "none so far", note([]), "pass", None, "permit"),
    Row("CN-F1", "two connected: the third is the last", note(connected(2)), "pass", None, "permit"),
    Row("CN-F1", "three connected: the fourth is refused", note(connected(3)), "fail", NEXT, "refuse"),
    Row("CN-F1", "more than three", note(connected(5)), "fail", NEXT, "refuse"),
    Row("CN-F1", "another agency of the same lender is pooled", note([*connected(2), *connected(1, operator="B")]), "fail", NEXT, "refuse"),
    Row("CN-F1", "the lender itself is pooled", note([*connected(2), *connected(1, operator="L")]), "fail", NEXT, "refuse"),
    Row("CN-F1", "another lender is not", note([*connected(2), *connected(1, lender_group="L2")]), "pass", None, "permit"),
    Row("CN-F1", "the same agency for another lender is not", note(connected(3, lender_group="L2")), "pass", None, "permit"),
    Row("CN-F1", "calls of an unknown lender count", note([*connected(2), *connected(1, lender_group=None)]), "fail", NEXT, "refuse"),
    Row("CN-F1", "own lender unknown: all count", note(connected(3, lender_group="L2"), operator={"lender_group": None}), "fail", NEXT, "refuse"),
    Row("CN-F1", "another debt of the same debtor counts", note(connected(3, debts=["D2"])), "fail", NEXT, "refuse"),
    Row("CN-F1", "another person does not", note(connected(3, person="Q")), "pass", None, "permit"),
    Row("CN-F1", "an unknown person does", note(connected(3, person=None)), "fail", NEXT, "refuse"),
    Row("CN-F1", "another number of the debtor counts", note(connected(3, address=PHONE_2)), "fail", NEXT, "refuse"),
    Row("CN-F1", "unanswered calls do not", note(unanswered(5)), "pass", None, "permit"),
    Row("CN-F1", "a result that is not known counts", note([*connected(2), past(f"{DAY}T15:00:00+08:00", None, **NOTE)]), "fail", NEXT, "refuse"),
    Row("CN-F1", "a robot's delivered call counts", note([*connected(2), past(f"{DAY}T15:00:00+08:00", "delivered", **NOTE)]), "fail", NEXT, "refuse"),
    Row("CN-F1", "interactive talks do not", note(connected(3, call_kind="interactive")), "pass", None, "permit"),
    Row("CN-F1", "calls of an unknown kind do", note(connected(3, call_kind=None)), "fail", NEXT, "refuse"),
    Row("CN-F1", "inbound calls do not", note(connected(3, direction="in")), "pass", None, "permit"),
    Row("CN-F1", "texts do not", note(connected(3, channel="sms")), "pass", None, "permit"),
    Row("CN-F1", "calls of the day before do not", note(pasts(*on("2026-11-22", 9, 10, 21), result="answered", **NOTE)), "pass", None, "permit"),
    Row("CN-F1", "the day begins at Beijing midnight", note(pasts("2026-11-22T16:00:00Z", "2026-11-23T01:00:00Z", "2026-11-23T02:00:00Z", result="answered", **NOTE)), "fail", NEXT, "refuse"),
    Row("CN-F1", "a second before midnight is the day before", note(pasts("2026-11-22T15:59:59Z", "2026-11-23T01:00:00Z", "2026-11-23T02:00:00Z", result="answered", **NOTE)), "pass", None, "permit"),
    Row("CN-F1", "a later call of the same day counts: clocks may be set back", note(connected(3), f"{DAY}T08:30:00+08:00"), "fail", NEXT, "refuse"),
    Row("CN-F1", "another agreement", note(connected(3), consents=MORE), "pass", None, "permit"),
    Row("CN-F1", "agreed for this debt and another", note(connected(3), consents=[consent("call_frequency", scope={"debts": ["D1", "D9"]})]), "pass", None, "permit"),
    Row("CN-F1", "agreed for another debt", note(connected(3), consents=[consent("call_frequency", scope={"debt": "D9"})]), "fail", NEXT, "refuse"),
    Row("CN-F1", "an interactive call has its own counter", talk(connected(3)), "not_applicable", None, "permit"),
    Row("CN-F1", "a call of an unknown kind meets both", note(connected(3), act={"call_kind": None}), "fail", NEXT, "refuse"),
    Row("CN-F1", "at a month's end", note(pasts(*on("2026-11-30", 9, 10, 11), result="answered", **NOTE), "2026-11-30T21:59:59+08:00"), "fail", "2026-12-01T08:00:00+08:00", "refuse"),
    Row("CN-F1", "on a leap day", note(pasts(*on("2028-02-29", 9, 10, 11), result="answered", **NOTE), "2028-02-29T12:00:00+08:00"), "fail", "2028-03-01T08:00:00+08:00", "refuse"),
    Row("CN-F1", "a dropped voicemail meets the cap too", note(connected(3), act={"channel": "voicemail", "call_kind": None}), "fail", NEXT, "refuse"),
    Row("CN-F2", "two talks: the third is the last", talk(pasts(*on(DAY, 9, 10), result="conversation", **TALK)), "pass", None, "permit"),
    Row("CN-F2", "three talks: the fourth is refused", talk(pasts(*on(DAY, 9, 10, 11), result="conversation", **TALK)), "fail", NEXT, "refuse"),
    Row("CN-F2", "answered and dropped is no talk", talk(pasts(*on(DAY, 9, 10, 11), result="answered", **TALK)), "pass", None, "permit"),
    Row("CN-F2", "notification calls do not count", talk(pasts(*on(DAY, 9, 10, 11), result="conversation", **NOTE)), "pass", None, "permit"),
    Row("CN-F2", "talks that the debtor began do not", talk(pasts(*on(DAY, 9, 10, 11), result="conversation", direction="in", **TALK)), "pass", None, "permit"),
    Row("CN-F2", "another agency of the lender is pooled", talk(pasts(*on(DAY, 9, 10, 11), result="conversation", operator="B", **TALK)), "fail", NEXT, "refuse"),
    Row("CN-F2", "agreed", talk(pasts(*on(DAY, 9, 10, 11), result="conversation", **TALK), consents=MORE), "pass", None, "permit"),
    Row("CN-F2", "a notification call has its own counter", note(pasts(*on(DAY, 9, 10, 11), result="conversation", **TALK)), "not_applicable", None, "permit"),
    Row("CN-F2", "before the standard there was no such rule", cn("2025-02-27T20:00:00+08:00", act={"call_kind": "interactive"}, history=pasts(*on("2025-02-27", 9, 10, 11), result="conversation", **TALK)), "absent", None, "permit"),
    Row("CN-F2", "from the standard's day on there is", cn("2025-02-28T20:00:00+08:00", act={"call_kind": "interactive"}, history=pasts(*on("2025-02-28", 9, 10, 11), result="conversation", **TALK)), "fail", "2025-03-01T08:00:00+08:00", "refuse"),
    Row("CN-F3", "five unanswered: the sixth is the last", note(unanswered(5)), "pass", None, "permit"),
    Row("CN-F3", "six unanswered: the seventh is refused", note(unanswered(6)), "fail", NEXT, "refuse"),
    Row("CN-F3", "another number starts anew", note(unanswered(6), act={"address": PHONE_2}), "pass", None, "permit"),
    Row("CN-F3", "whoever was called on this number", note(unanswered(6, person="Q")), "fail", NEXT, "refuse"),
    Row("CN-F3", "connected calls do not count", note([*unanswered(5), *connected(2)]), "pass", None, "permit"),
    Row("CN-F3", "busy and out of service are unanswered", note([*unanswered(4), past(f"{DAY}T15:00:00+08:00", "busy"), past(f"{DAY}T16:00:00+08:00", "out_of_service")]), "fail", NEXT, "refuse"),
    Row("CN-F3", "another lender's tries do not count", note(unanswered(6, lender_group="L2")), "pass", None, "permit"),
    Row("CN-F3", "interactive tries count as well", talk(unanswered(6)), "fail", NEXT, "refuse"),
    Row("CN-F3", "number not known: by person", note(unanswered(6), act={"address": None}), "fail", NEXT, "refuse"),
    Row("CN-F3", "agreed", note(unanswered(6), consents=MORE), "pass", None, "permit"),
    Row("CN-F3", "the day before the guideline", cn("2026-01-29T20:00:00+08:00", history=pasts(*on("2026-01-29", 9, 10, 11, 12, 13, 14))), "absent", None, "permit"),
    Row("CN-F3", "the guideline's first day", cn("2026-01-30T20:00:00+08:00", history=pasts(*on("2026-01-30", 9, 10, 11, 12, 13, 14))), "fail", "2026-01-31T08:00:00+08:00", "refuse"),
]
# fmt: on
