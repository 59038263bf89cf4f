"""The figure itself, one less and one more; the second of the act; a fact of which half is known."""

# ruff: noqa: E501  (a row of the table is one line)
from __future__ import annotations

from tests.gate.cases.base import ANY, Json, Row, australia, cn, consent, past, pasts, us, us_text
from tests.gate.cases.others import nb
from tests.gate.cases.us_frequency import TALK, call, days, ma
from tests.gate.cases.us_messages import OTHER, locate

NOW = "2026-11-23T16:00:00-05:00"
SUNDAY = "2026-11-22T16:00:00-05:00"
THANKSGIVING = "2026-11-26T16:00:00-05:00"


def answered(*hours: int, day: str = "2026-11-23") -> list[Json]:
    return pasts(*[f"{day}T{hour:02}:00:00-05:00" for hour in hours], result="answered")


def voicemails(*moments: str) -> list[Json]:
    return pasts(*moments, result="voicemail")


def work_mail(at: str, **more: object) -> Json:
    return us_text(
        "2026-11-23T10:00:00-05:00",
        act={"channel": "email", "address": "email:w", "address_kind": "employer_provided"},
        history=[past(at, "delivered", channel="email", direction="in", address="email:w", **more)],
    )


def social(**act: object) -> Json:
    return us(act={"channel": "social", "audience": "private", "address_kind": None, **act})


# fmt: off
ROWS = [
    # US-F7 (comment 14(b)(2)(i)-2): each sign at its figure and one below
    Row("US-F7", "the seventh call of the day, all answered", call(answered(9, 10, 11, 12, 13, 14), NOW), "pass", None, "permit"),
    Row("US-F7", "the sixth call of the day", call(answered(9, 10, 11, 12, 13), NOW), "pass", None, "permit"),
    Row("US-F7", "the seventh, the first of them in the first second of the day", call(answered(0, 10, 11, 12, 13, 14), NOW), "pass", None, "permit"),
    Row("US-F7", "the first of the seven a second before the day", call([past("2026-11-22T23:59:59-05:00", "answered"), *answered(10, 11, 12, 13, 14)], NOW), "pass", None, "permit"),
    Row("US-F7", "a second call on a Sunday", call(answered(10, day="2026-11-22"), SUNDAY), "pass", None, "permit"),
    Row("US-F7", "on a Sunday, one on the Saturday before", call(answered(10, day="2026-11-21"), SUNDAY), "pass", None, "permit"),
    Row("US-F7", "on a holiday, one on the Sunday before", call(answered(10, day="2026-11-22"), THANKSGIVING), "pass", None, "permit"),
    Row("US-F7", "on a Monday, two on the Sunday before", call(answered(10, 12, day="2026-11-22"), NOW), "pass", None, "permit"),
    Row("US-F7", "two voicemails in the week", call(voicemails("2026-11-20T10:00:00-05:00", "2026-11-21T10:00:00-05:00"), NOW), "pass", None, "permit"),
    Row("US-F7", "one voicemail in the week", call(voicemails("2026-11-20T10:00:00-05:00"), NOW), "pass", None, "permit"),
    Row("US-F7", "the first voicemail in the first second of the week", call(voicemails("2026-11-17T00:00:00-05:00", "2026-11-21T10:00:00-05:00"), NOW), "pass", None, "permit"),
    Row("US-F7", "the first voicemail a second before the week", call(voicemails("2026-11-16T23:59:59-05:00", "2026-11-21T10:00:00-05:00"), NOW), "pass", None, "permit"),
    Row("US-F7", "the second voicemail in this very second", call(voicemails("2026-11-20T10:00:00-05:00", NOW), NOW), "pass", None, "permit"),
    Row("US-F7", "an unanswered call a second more than five minutes ago", call([past("2026-11-23T15:54:59-05:00")], NOW), "pass", None, "permit"),
    Row("US-F7", "two unanswered calls five minutes apart, days ago", call(pasts("2026-11-20T10:00:00-05:00", "2026-11-20T10:05:00-05:00"), NOW), "pass", None, "permit"),
    Row("US-F7", "the first of the two was answered", call([past("2026-11-20T10:00:00-05:00", "answered"), past("2026-11-20T10:05:00-05:00")], NOW), "pass", None, "permit"),
    Row("US-F7", "a call whose result is not known, five minutes ago", call([past("2026-11-23T15:55:00-05:00", None)], NOW), "pass", ANY, "refuse"),
    Row("US-F7", "the person said that it is enough", call([], NOW, recipient={"refused": True}), "pass", None, "permit"),
    Row("US-F8", "a call after a talk, in answer to a request", call(days(20, **TALK), NOW, act={"purpose": "answer"}), "pass", ANY, "refuse"),
    Row("US-F8", "a request answered where nothing is violated", call([], NOW, act={"purpose": "answer"}), "pass", ANY, "permit"),
    # US-F1, F2: what is told in words
    Row("US-F1", "a call before the seven days is not told in the count", call(days(16, 16, 16, 20), NOW), "pass", None, "permit"),
    Row("US-F1", "calls before and in the seven days, another later than this", call([*days(16, 20), past("2026-11-23T16:00:01-05:00")], NOW), "pass", None, "permit"),
    Row("US-F9", "in Massachusetts, two debts: the fuller one is told", ma(days(20, 21, debts=["D2"]) + days(22), act={"debts": ["D1", "D2"]}), "fail", ANY, "refuse"),
    # US-T8: a mail from the address
    Row("US-T8", "a mail from her in this very second", work_mail("2026-11-23T10:00:00-05:00"), "pass", None, "permit"),
    Row("US-T8", "a mail from her a second later", work_mail("2026-11-23T10:00:01-05:00"), "fail", None, "refuse"),
    # US-P3: once for a person, once for an address
    Row("US-P3", "asked in this very second", locate(at="2026-11-23T10:00:00-05:00", history=[past("2026-11-23T10:00:00-05:00", person="Q", address=OTHER)]), "fail", None, "refuse"),
    Row("US-P3", "asked later than this", locate(at="2026-11-23T10:00:00-05:00", history=[past("2026-11-23T10:00:01-05:00", person="Q", address=OTHER)]), "pass", None, "permit"),
    Row("US-P3", "the same person elsewhere", locate(history=[past("2026-11-01T10:00:00-04:00", person="Q", address="phone:+12125550111")]), "fail", None, "refuse"),
    Row("US-P3", "another person at the same address", locate(history=[past("2026-11-01T10:00:00-04:00", person="Z", address=OTHER)]), "fail", None, "refuse"),
    Row("US-P3", "nobody knows who, at the same address", locate(recipient={"person": None}, history=[past("2026-11-01T10:00:00-04:00", person=None, address=OTHER)]), "fail", None, "refuse"),
    Row("US-P3", "nobody knows who, at another address", locate(recipient={"person": None}, history=[past("2026-11-01T10:00:00-04:00", person=None, address="phone:+12125550111")]), "pass", None, "permit"),
    Row("US-P3", "no address is known, of another person", locate(act={"address": None}, history=[past("2026-11-01T10:00:00-04:00", person="Z", address=None)]), "pass", None, "permit"),
    Row("US-P3", "it was she who called", locate(history=[past("2026-11-01T10:00:00-04:00", person="Q", address=OTHER, direction="in")]), "pass", None, "permit"),
    # US-C4: sixty days to the second
    Row("US-C4", "a text from her sixty days ago to the second", us_text("2026-11-23T10:00:00-05:00", safe_harbours={"consumer_texted_at": "2026-09-24T11:00:00-04:00"}), "pass", None, "permit"),
    Row("US-C4", "sixty days and a second ago", us_text("2026-11-23T10:00:00-05:00", safe_harbours={"consumer_texted_at": "2026-09-24T10:59:59-04:00"}), "pass", None, "permit"),
    # US-C6
    Row("US-C6", "a way out is named, and none is told", social(disclosures=["identity", "debt_collector"], opt_out_method="reply"), "pass", None, "permit"),
    Row("US-C6", "a way out is told, and none is named", social(disclosures=["identity", "debt_collector", "opt_out"]), "pass", None, "needs_evidence"),
    Row("US-C6", "a way out is neither named nor told", social(disclosures=["identity", "debt_collector"]), "fail", None, "refuse"),
    Row("US-C6", "by telephone is no way out", social(disclosures=["identity", "debt_collector"], opt_out_method="phone"), "fail", None, "refuse"),
    Row("US-C6", "nobody is named", social(disclosures=["opt_out"], opt_out_method="reply"), "fail", None, "refuse"),
    # US-T5
    Row("US-T5", "an agreed time that she barred as well", us_text("2026-11-23T22:00:00-05:00", act={"purpose": "answer", "answering": {"channel": "email", "at": "2026-11-23T21:30:00-05:00"}}, debtor={"barred_slots": [{"from": "21:00", "to": "23:00"}], "agreed_slots": [{"from": "21:00", "to": "23:00"}]}), "fail", ANY, "refuse"),
    Row("US-T5", "an agreed time", us_text("2026-11-23T22:00:00-05:00", act={"purpose": "answer", "answering": {"channel": "email", "at": "2026-11-23T21:30:00-05:00"}}, debtor={"agreed_slots": [{"from": "21:00", "to": "23:00"}]}), "pass", ANY, "permit"),
    # China
    Row("CN-T1", "a consent to the evening that names no end", cn("2026-11-23T22:30:00+08:00", consents=[consent("time", scope={"from": "22:00"})]), "fail", ANY, "refuse"),
    Row("CN-T1", "a consent to the evening that names no beginning", cn("2026-11-23T22:30:00+08:00", consents=[consent("time", scope={"to": "23:00"})]), "fail", ANY, "refuse"),
    Row("CN-Q3", "told in this very second", cn(act={"channel": "credit_report"}, history=[past("2026-11-23T10:00:00+08:00", "delivered", channel="letter")]), "pass", ANY, "permit"),
    Row("CN-Q3", "told a second later", cn(act={"channel": "credit_report"}, history=[past("2026-11-23T10:00:01+08:00", "delivered", channel="letter")]), "fail", ANY, "refuse"),
    Row("ALL-P2", "a stop for this address, noted in this very second", us(recipient={"person": "Q", "role": "colleague"}, act={"purpose": "locate"}, stops=[{"kind": "contact_refused", "since": "2026-11-23T10:00:00-05:00", "address": "phone:+12125550147"}]), "fail", None, "refuse"),
    Row("ALL-P2", "noted a second later", us(recipient={"person": "Q", "role": "colleague"}, act={"purpose": "locate"}, stops=[{"kind": "contact_refused", "since": "2026-11-23T10:00:01-05:00", "address": "phone:+12125550147"}]), "pass", None, "refuse"),
    Row("ALL-P2", "the moment of the stop is unknown", us(recipient={"person": "Q", "role": "colleague"}, act={"purpose": "locate"}, stops=[{"kind": "contact_refused", "since": None, "address": "phone:+12125550147"}]), "fail", None, "refuse"),
    # hours of the provinces and of Australia: open at both ends, on the debtor's clock
    Row("CA-NB", "a weekday at 7", nb("2026-11-23T07:00:00-04:00"), "fail", "2026-11-23T07:00:01-04:00", "refuse"),
    Row("CA-NB", "a weekday a second after 7", nb("2026-11-23T07:00:01-04:00"), "pass", None, "permit"),
    Row("CA-NB", "a weekday a second before 21", nb("2026-11-23T20:59:59-04:00"), "pass", None, "permit"),
    Row("CA-NB", "a weekday at 21", nb("2026-11-23T21:00:00-04:00"), "fail", "2026-11-24T07:00:01-04:00", "refuse"),
    Row("CA-NB", "Sunday at 13", nb("2026-11-22T13:00:00-04:00"), "fail", "2026-11-22T13:00:01-04:00", "refuse"),
    Row("CA-NB", "Sunday at 17", nb("2026-11-22T17:00:00-04:00"), "fail", "2026-11-23T07:00:01-04:00", "refuse"),
    Row("CA-NB", "the Sunday on which clocks go back", nb("2026-11-01T12:59:59-04:00"), "fail", "2026-11-01T13:00:01-04:00", "refuse"),
    Row("CA-NB", "the Sunday on which clocks go forward", nb("2026-03-08T13:00:01-03:00"), "pass", None, "permit"),
    Row("AU-1", "a weekday a second before 21", australia("2026-11-23T20:59:59+11:00"), "pass", None, "permit"),
    Row("AU-1", "a weekday at 21", australia("2026-11-23T21:00:00+11:00"), "fail", "2026-11-24T07:30:01+11:00", "refuse"),
    Row("AU-1", "Saturday at 9", australia("2026-11-21T09:00:00+11:00"), "fail", "2026-11-21T09:00:01+11:00", "refuse"),
    Row("AU-1", "Saturday at 21: Sunday opens at 9", australia("2026-11-21T21:00:00+11:00"), "fail", "2026-11-22T09:00:01+11:00", "refuse"),
    Row("AU-1", "Sunday at 21: Monday opens at 7:30", australia("2026-11-22T21:00:00+11:00"), "fail", "2026-11-23T07:30:01+11:00", "refuse"),
    Row("AU-1", "nobody knows where: every zone of the country", australia("2026-11-23T08:00:00+11:00", debtor={"zones": []}), "fail", ANY, "refuse"),
    Row("AU-2", "nine this month", australia(history=pasts(*[f"2026-11-{day:02}T10:00:00+11:00" for day in (2, 3, 4, 5, 6, 9, 10, 11, 12)])), "pass", None, "permit"),
    Row("AU-2", "ten, the first on the last of the thirty days", australia(history=pasts(*[f"2026-{day}T10:00:00+11:00" for day in ("10-25", "10-26", "10-27", "10-28", "10-29", "11-09", "11-10", "11-11", "11-12", "11-13")])), "fail", ANY, "refuse"),
    Row("AU-2", "ten, the first a day before the thirty", australia(history=pasts(*[f"2026-{day}T10:00:00+11:00" for day in ("10-24", "10-26", "10-27", "10-28", "10-29", "11-09", "11-10", "11-11", "11-12", "11-13")])), "pass", None, "permit"),
    # leap days
    Row("US-V2", "provided on a leap day", us("2028-02-29T10:00:00-05:00", act={"purpose": "validation", "channel": "letter"}), "pass", None, "permit"),
    Row("CN-R1", "kept two years from a leap day", cn("2028-02-29T10:00:00+08:00"), "pass", None, "permit"),
    Row("US-R1", "kept three years from a leap day", us("2028-02-29T10:00:00-05:00"), "pass", None, "permit"),
]
# fmt: on
