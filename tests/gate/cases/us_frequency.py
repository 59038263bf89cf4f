"""US-F1..F9: seven in seven, the cool-down, what is not counted, what rebuts, Massachusetts."""

# ruff: noqa: E501  (a row of the table is one line)
from __future__ import annotations

from tests.gate.cases.base import ANY, Json, Row, consent, past, stop, us

OPEN = "08:00:01-05:00"


def days(*numbers: int, month: int = 11, hour: int = 10, **more: object) -> list[Json]:
    """Unanswered calls on days of a month, 10:00 in New York."""
    offset = "-04:00" if month == 10 else "-05:00"
    result = more.pop("result", "no_answer")
    return [past(f"2026-{month:02}-{day:02}T{hour:02}:00:00{offset}", result, **more) for day in numbers]  # type: ignore[arg-type]  # a result of the table


def call(history: list[Json], at: str = "2026-11-23T16:00:00-05:00", **more: object) -> Json:
    return us(at, history=history, **more)


def ma(history: list[Json], at: str = "2026-11-23T16:00:00-05:00", **more: object) -> Json:
    return us(at, history=history, regimes=["us_ma"], operator={"kind": "creditor"}, **more)


SEVEN = days(17, 18, 19, 20, 21, 22, 23)
TALK = {"result": "conversation"}
TODAY_9 = "2026-11-23T09:00:00-05:00"
# fmt: off
ROWS = [
    Row("US-F1", "no calls", call([]), "pass", None, "permit"),
    Row("US-F1", "six in seven days: the seventh is presumed compliant", call(SEVEN[1:]), "pass", None, "permit"),
    Row("US-F1", "seven in seven days: the eighth is presumed a violation", call(SEVEN), "fail", f"2026-11-24T{OPEN}", "refuse"),
    Row("US-F1", "all seven on one day", call(days(*[23] * 7)), "fail", f"2026-11-30T{OPEN}", "refuse"),
    Row("US-F1", "the first of the seven is eight days ago", call(days(16, 18, 19, 20, 21, 22, 23)), "pass", None, "permit"),
    Row("US-F1", "the first is on the first day of the seven", call(days(17, 17, 17, 17, 17, 17, 17)), "fail", f"2026-11-24T{OPEN}", "refuse"),
    Row("US-F1", "a second after midnight of that day", call([past("2026-11-17T00:00:00-05:00"), *SEVEN[1:]]), "fail", f"2026-11-24T{OPEN}", "refuse"),
    Row("US-F1", "a second before midnight: eight days", call([past("2026-11-16T23:59:59-05:00"), *SEVEN[1:]]), "pass", None, "permit"),
    Row("US-F1", "the consumer's days, not those of UTC", call([past("2026-11-17T04:59:59Z"), *SEVEN[1:]]), "pass", None, "permit"),
    Row("US-F1", "two plausible zones: the one that counts more", call([past("2026-11-17T00:30:00-05:00"), *SEVEN[1:]], debtor={"zones": ["America/Los_Angeles", "America/New_York"]}), "fail", "2026-11-24T11:00:01-05:00", "refuse"),
    Row("US-F1", "over a month's end", call(days(26, 27, 28, 29, 30, 31, month=10) + days(1), "2026-11-01T16:00:00-05:00"), "fail", f"2026-11-02T{OPEN}", "refuse"),
    Row("US-F1", "another debt has its own count", call(days(*[23] * 7, debts=["D2"])), "pass", ANY, "permit"),
    Row("US-F1", "a call about several debts counts for each", call(days(*[23] * 7, debts=["D1", "D2"])), "fail", ANY, "refuse"),
    Row("US-F1", "one of the debts is at its limit", call(days(*[23] * 7, debts=["D2"]), act={"debts": ["D1", "D2"]}), "fail", ANY, "refuse"),
    Row("US-F1", "past calls that name no debt count for each", call(days(*[23] * 7, debts=[])), "fail", ANY, "refuse"),
    Row("US-F1", "a call that names no debt meets every count", call(days(*[23] * 7, debts=["D2"]), act={"debts": []}), "fail", ANY, "refuse"),
    Row("US-F1", "student loans under one account number are one", call(days(*[23] * 7, debts=["D2"]), debts=[{"id": "D1", "kind": "student", "group": "G"}, {"id": "D2", "kind": "student", "group": "G"}]), "fail", ANY, "refuse"),
    Row("US-F1", "grouped cards are not one", call(days(*[23] * 7, debts=["D2"]), debts=[{"id": "D1", "kind": "card", "group": "G"}, {"id": "D2", "kind": "card", "group": "G"}]), "pass", ANY, "permit"),
    Row("US-F1", "grouped debts of unknown kind are taken for one", call(days(*[23] * 7, debts=["D2"]), debts=[{"id": "D1", "group": "G"}, {"id": "D2", "group": "G"}]), "fail", ANY, "refuse"),
    Row("US-F1", "another person has a count of her own", call(days(*[23] * 7, person="Q")), "pass", ANY, "permit"),
    Row("US-F1", "the spouse has a count of her own", call(days(*[23] * 7), recipient={"person": "S", "role": "spouse"}), "pass", ANY, "permit"),
    Row("US-F1", "another collector has its own", call(days(*[23] * 7, operator="B")), "pass", ANY, "permit"),
    Row("US-F1", "calls of an unknown collector count", call(days(*[23] * 7, operator=None)), "fail", ANY, "refuse"),
    Row("US-F1", "busy and out of service do not count", call(days(*[23] * 4, result="busy") + days(*[22] * 4, result="out_of_service")), "pass", ANY, "permit"),
    *[Row("US-F1", f"{result} counts", call(days(*[23] * 7, result=result)), "fail", ANY, "refuse") for result in ("answered", "rang_out", "voicemail", "full_mailbox", "no_answer", "failed")],
    Row("US-F1", "a result that is not known counts", call(days(*[23] * 7, result=None)), "fail", ANY, "refuse"),
    Row("US-F1", "texts are no calls", call(days(*[23] * 9, channel="sms", result="delivered")), "pass", ANY, "permit"),
    Row("US-F1", "emails are no calls", call(days(*[23] * 9, channel="email", result="delivered")), "pass", ANY, "permit"),
    Row("US-F1", "inbound calls are not placed", call(days(*[23] * 9, direction="in", result="no_answer")), "pass", ANY, "permit"),
    Row("US-F1", "the attorney may be called", call(SEVEN, recipient={"role": "attorney"}), "not_applicable", ANY, "permit"),
    Row("US-F1", "consent of today: not counted", call(SEVEN, consents=[consent("call_frequency", TODAY_9)]), "pass", None, "permit"),
    Row("US-F1", "consent: the seventh day", call(SEVEN, consents=[consent("call_frequency", "2026-11-17T09:00:00-05:00")]), "pass", None, "permit"),
    Row("US-F1", "consent: the eighth day is over, and its calls were not counted", call(days(17, 17, 17, 17, 17, 17, 22, 22), consents=[consent("call_frequency", "2026-11-16T09:00:00-05:00")]), "pass", None, "permit"),
    Row("US-F1", "consent of eight days ago, calls outside it", call(days(23, 23, 23, 23, 23, 23, 23), consents=[consent("call_frequency", "2026-11-16T09:00:00-05:00")]), "fail", ANY, "refuse"),
    Row("US-F1", "the consent ended with a conversation", call([*SEVEN, past("2026-11-22T12:00:00-05:00", "conversation")], consents=[consent("call_frequency", "2026-11-22T11:00:00-05:00")]), "fail", ANY, "refuse"),
    Row("US-F1", "a conversation before the consent does not end it", call([*SEVEN, past("2026-11-22T10:30:00-05:00", "conversation")], consents=[consent("call_frequency", "2026-11-22T11:00:00-05:00")]), "pass", None, "permit"),
    Row("US-F1", "consent for another debt", call(SEVEN, consents=[consent("call_frequency", TODAY_9, scope={"debts": ["D2"]})]), "fail", ANY, "refuse"),
    Row("US-F1", "consent that has been taken back", call(SEVEN, consents=[consent("call_frequency", "2026-11-23T11:00:00-05:00", until="2026-11-23T15:00:00-05:00")]), "fail", ANY, "refuse"),
    Row("US-F1", "a voicemail is a call placed", call(SEVEN, act={"channel": "voicemail", "voicemail_elements": ["business_name", "reply_request", "agent_name", "phone"]}), "fail", ANY, "refuse"),
    Row("US-F1", "a text has no such limit", us("2026-11-23T16:00:00-05:00", history=SEVEN, act={"channel": "sms", "opt_out_method": "reply"}), "not_applicable", None, "permit"),
    Row("US-F1", "calls noted later than the moment count: clocks may be set back", call(days(*[24] * 7)), "fail", ANY, "refuse"),
    Row("US-F2", "a talk yesterday", call(days(22, **TALK)), "fail", f"2026-11-29T{OPEN}", "refuse"),
    Row("US-F2", "a talk this morning", call(days(23, **TALK)), "fail", f"2026-11-30T{OPEN}", "refuse"),
    Row("US-F2", "day 7 after the talk", call(days(17, **TALK), "2026-11-23T20:59:59-05:00"), "fail", f"2026-11-24T{OPEN}", "refuse"),
    Row("US-F2", "day 8 after the talk", call(days(16, **TALK), "2026-11-23T08:00:01-05:00"), "pass", None, "permit"),
    Row("US-F2", "whoever began it", call(days(20, direction="in", **TALK)), "fail", f"2026-11-27T{OPEN}", "refuse"),
    Row("US-F2", "what became of it is not known", call(days(22, result=None)), "fail", f"2026-11-29T{OPEN}", "refuse"),
    Row("US-F2", "answered and dropped is no talk", call(days(22, result="answered")), "pass", None, "permit"),
    Row("US-F2", "a talk about another debt", call(days(22, debts=["D2"], **TALK)), "pass", None, "permit"),
    Row("US-F2", "a talk about both", call(days(22, debts=["D1", "D2"], **TALK)), "fail", ANY, "refuse"),
    Row("US-F2", "a talk with the spouse", call(days(22, person="S", **TALK)), "pass", None, "permit"),
    Row("US-F2", "a talk of another collector", call(days(22, operator="B", **TALK)), "pass", None, "permit"),
    Row("US-F2", "a chat by text is no telephone talk", call(days(22, channel="sms", **TALK)), "pass", None, "permit"),
    Row("US-F2", "she asked to be called back", call(days(22, **TALK), consents=[consent("call_frequency", "2026-11-22T10:30:00-05:00")]), "pass", None, "permit"),
    Row("US-F2", "clocks go back within the seven days", call([past("2026-10-30T10:00:00-04:00", "conversation")], "2026-11-05T20:00:00-05:00"), "fail", "2026-11-06T08:00:01-05:00", "refuse"),
    Row("US-F2", "clocks go forward: day 8", call([past("2026-03-05T23:30:00-05:00", "conversation")], "2026-03-12T08:00:01-04:00"), "pass", None, "permit"),
    Row("US-F2", "two plausible zones: the later day", call([past("2026-11-17T02:00:00-05:00", "conversation")], "2026-11-23T23:30:00-05:00", debtor={"zones": ["America/New_York", "America/Los_Angeles"]}), "fail", "2026-11-24T11:00:01-05:00", "refuse"),
    Row("US-F7", "nothing that rebuts", call(days(18, 19)), "pass", None, "permit"),
    Row("US-F7", "an unanswered call five minutes ago", call([past("2026-11-23T15:55:00-05:00")]), "pass", None, "permit"),
    Row("US-F8", "an eighth call that answers a request is still refused", call(SEVEN, act={"purpose": "answer"}), "pass", ANY, "refuse"),
    Row("US-F8", "no violation to rebut", call([]), "not_applicable", None, "permit"),
    Row("US-F9", "Massachusetts: one this week", ma(days(20)), "pass", None, "permit"),
    Row("US-F9", "two this week: the third is refused, a creditor's too", ma(days(20, 21)), "fail", "2026-11-27T00:00:00-05:00", "refuse"),
    Row("US-F9", "texts count", ma(days(20, 21, channel="sms", result="delivered")), "fail", ANY, "refuse"),
    Row("US-F9", "emails do not", ma(days(20, 21, channel="email", result="delivered")), "pass", None, "permit"),
    Row("US-F9", "one of the two is eight days ago", ma(days(16, 21)), "pass", None, "permit"),
    Row("US-F9", "for each debt", ma(days(20, 21, debts=["D2"])), "pass", None, "permit"),
    Row("US-F9", "elsewhere two in thirty days", ma(days(1, 10), act={"address_kind": "work"}), "fail", "2026-12-01T00:00:00-05:00", "refuse"),
    Row("US-F9", "elsewhere, one of them 30 days ago", ma(days(24, month=10) + days(10), act={"address_kind": "work"}), "pass", None, "permit"),
    Row("US-F9", "elsewhere, one of them 29 days ago", ma(days(25, month=10) + days(10), act={"address_kind": "work"}), "fail", "2026-11-24T00:00:00-05:00", "refuse"),
    Row("US-F9", "a number of unknown kind meets both", ma(days(1, 10), act={"address_kind": None}), "fail", ANY, "refuse"),
    Row("US-F9", "the federal rules stand below it", us("2026-11-23T22:00:00-05:00", regimes=["us_ma"]), "pass", f"2026-11-24T{OPEN}", "refuse"),
    Row("US-F7", "stop calling is refused before it is rebutted", call([], stops=[stop("stop_channel", channel="call")]), "pass", None, "refuse"),
]
# fmt: on
