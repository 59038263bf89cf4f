"""US-SCOPE, US-T1..T8: whom it binds, the consumer's clock, named times, replies, the workplace."""

# ruff: noqa: E501  (a row of the table is one line)
from __future__ import annotations

from tests.gate.cases.base import Json, Row, consent, past, stop, us, us_text

NY = "America/New_York"
CHI = "America/Chicago"
DEN = "America/Denver"
LA = "America/Los_Angeles"
WORKDAYS = [1, 2, 3, 4, 5]


def zones(at: str, *names: str, **more: object) -> Json:
    return us(at, debtor={"zones": list(names)}, **more)


def barred(at: str, start: str, end: str, days: list[int] | None = None, **more: object) -> Json:
    return us(at, debtor={"barred_slots": [{"days": days or [], "from": start, "to": end}]}, **more)


def reply(at: str, asked: str, channel: str = "sms", **more: object) -> Json:
    """A text that answers the consumer's own contact."""
    act = {"purpose": "answer", "answering": {"channel": channel, "at": asked}}
    found = us_text(at, act=act)
    return {**found, **more}


SENT = past("2026-11-23T22:32:00-05:00", "delivered", channel="sms")
# fmt: off
ROWS = [
    Row("US-SCOPE", "a debt collector is bound", us(), "pass", None, "permit"),
    Row("US-SCOPE", "an agency is bound", us("2026-11-23T22:00:00-05:00", operator={"kind": "agency"}), "pass", "2026-11-24T08:00:01-05:00", "refuse"),
    Row("US-SCOPE", "who is unknown is bound", us("2026-11-23T22:00:00-05:00", operator={"kind": None}), "pass", "2026-11-24T08:00:01-05:00", "refuse"),
    Row("US-SCOPE", "an original creditor is not", us("2026-11-23T22:00:00-05:00", operator={"kind": "creditor"}), "pass", None, "permit"),
    Row("US-SCOPE", "a lender is not", us("2026-11-23T22:00:00-05:00", operator={"kind": "lender"}), "pass", None, "permit"),
    Row("US-SCOPE", "business debt is not", us("2026-11-23T22:00:00-05:00", debts=[{"id": "D1", "kind": "business"}]), "pass", None, "permit"),
    Row("US-SCOPE", "medical debt is", us("2026-11-23T22:00:00-05:00", debts=[{"id": "D1", "kind": "medical"}]), "pass", "2026-11-24T08:00:01-05:00", "refuse"),
    Row("US-T1", "08:00:00 exactly", us("2026-11-23T08:00:00-05:00"), "fail", "2026-11-23T08:00:01-05:00", "refuse"),
    Row("US-T1", "a second after eight", us("2026-11-23T08:00:01-05:00"), "pass", None, "permit"),
    Row("US-T1", "a microsecond after eight", us("2026-11-23T08:00:00.000001-05:00"), "pass", None, "permit"),
    Row("US-T1", "a second before eight", us("2026-11-23T07:59:59-05:00"), "fail", "2026-11-23T08:00:01-05:00", "refuse"),
    Row("US-T1", "a second before nine in the evening", us("2026-11-23T20:59:59-05:00"), "pass", None, "permit"),
    Row("US-T1", "21:00:00 exactly", us("2026-11-23T21:00:00-05:00"), "fail", "2026-11-24T08:00:01-05:00", "refuse"),
    Row("US-T1", "a second after nine", us("2026-11-23T21:00:01-05:00"), "fail", "2026-11-24T08:00:01-05:00", "refuse"),
    Row("US-T1", "the morning clocks go forward", us("2026-03-08T08:00:01-04:00"), "pass", None, "permit"),
    Row("US-T1", "the hour before on that morning", us("2026-03-08T11:30:00Z"), "fail", "2026-03-08T08:00:01-04:00", "refuse"),
    Row("US-T1", "the same moment a day earlier", us("2026-03-07T12:30:00Z"), "fail", "2026-03-07T08:00:01-05:00", "refuse"),
    Row("US-T1", "the night clocks go forward", us("2026-03-07T21:00:00-05:00"), "fail", "2026-03-08T08:00:01-04:00", "refuse"),
    Row("US-T1", "the morning clocks go back", us("2026-11-01T12:30:00Z"), "fail", "2026-11-01T08:00:01-05:00", "refuse"),
    Row("US-T1", "the night clocks go back", us("2026-10-31T21:30:00-04:00"), "fail", "2026-11-01T08:00:01-05:00", "refuse"),
    Row("US-T1", "the night out of a leap day", us("2028-02-29T22:00:00-05:00"), "fail", "2028-03-01T08:00:01-05:00", "refuse"),
    Row("US-T1", "a text is judged when it is sent", us_text("2026-11-23T21:30:00-05:00"), "fail", "2026-11-24T08:00:01-05:00", "refuse"),
    Row("US-T1", "a letter too: strict reading", us("2026-11-23T22:00:00-05:00", act={"channel": "letter"}), "fail", "2026-11-24T08:00:01-05:00", "refuse"),
    Row("US-T1", "consent to the time", us("2026-11-23T22:00:00-05:00", consents=[consent("time")]), "pass", None, "permit"),
    Row("US-T1", "an agreed time", us("2026-11-23T21:30:00-05:00", debtor={"agreed_slots": [{"days": [1], "from": "21:00", "to": "22:00"}]}), "pass", None, "permit"),
    Row("US-T1", "the consumer's attorney at night", us("2026-11-23T22:00:00-05:00", recipient={"role": "attorney"}), "not_applicable", None, "permit"),
    Row("US-T2", "08:00:00 exactly", us("2026-11-23T08:00:00-05:00"), "fail", "2026-11-23T08:00:01-05:00", "refuse"),
    Row("US-T2", "21:00:00 exactly", us("2026-11-23T21:00:00-05:00"), "fail", "2026-11-24T08:00:01-05:00", "refuse"),
    Row("US-T2", "21:00:00 with consent", us("2026-11-23T21:00:00-05:00", consents=[consent("time")]), "pass", None, "permit"),
    Row("US-T2", "no edge", us("2026-11-23T08:00:01-05:00"), "not_applicable", None, "permit"),
    Row("US-T3", "one zone", us(), "not_applicable", None, "permit"),
    Row("US-T3", "Eastern number, Pacific address: 11:00 Eastern", zones("2026-11-23T11:00:00-05:00", NY, LA), "fail", "2026-11-23T11:00:01-05:00", "refuse"),
    Row("US-T3", "a second later", zones("2026-11-23T11:00:01-05:00", NY, LA), "pass", None, "permit"),
    Row("US-T3", "21:00 Eastern closes both", zones("2026-11-23T21:00:00-05:00", NY, LA), "fail", "2026-11-24T11:00:01-05:00", "refuse"),
    Row("US-T3", "Eastern and Mountain numbers: 10:00 Eastern", zones("2026-11-23T10:00:00-05:00", NY, DEN), "fail", "2026-11-23T10:00:01-05:00", "refuse"),
    Row("US-T3", "Eastern and Mountain: a second later", zones("2026-11-23T10:00:01-05:00", NY, DEN), "pass", None, "permit"),
    Row("US-T3", "the order of the zones does not matter", zones("2026-11-23T10:59:59-05:00", LA, NY), "fail", "2026-11-23T08:00:01-08:00", "refuse"),
    Row("US-T3", "unknown zone, by the number's prefix: New York", us("2026-11-23T08:30:00-05:00", debtor={"zones": []}), "not_applicable", None, "permit"),
    Row("US-T3", "unknown zone, by the number's prefix: Los Angeles", us("2026-11-23T10:30:00-05:00", debtor={"zones": []}, act={"address": "phone:+14155550147"}), "not_applicable", "2026-11-23T11:00:01-05:00", "refuse"),
    Row("US-T3", "nothing known: every zone of the states and territories", us("2026-11-23T15:00:00-05:00", debtor={"zones": []}, act={"address": "email:a"}), "fail", "2026-11-23T17:00:01-05:00", "refuse"),
    Row("US-T3", "nothing known, but open everywhere", us("2026-11-23T17:30:00-05:00", debtor={"zones": []}, act={"address": "email:a"}), "pass", None, "permit"),
    Row("US-T3", "two zones, consent to the time", zones("2026-11-23T22:00:00-05:00", NY, LA, consents=[consent("time")]), "pass", None, "permit"),
    Row("US-T3", "two zones, one reply", reply("2026-11-23T22:31:00-05:00", "2026-11-23T22:30:00-05:00", debtor={"zones": [NY, LA]}), "pass", None, "permit"),
    Row("US-T4", "in a barred time", barred("2026-11-23T12:00:00-05:00", "08:00", "15:00", WORKDAYS), "fail", "2026-11-23T15:00:01-05:00", "refuse"),
    Row("US-T4", "its end is closed", barred("2026-11-23T15:00:00-05:00", "08:00", "15:00", WORKDAYS), "fail", "2026-11-23T15:00:01-05:00", "refuse"),
    Row("US-T4", "a second after", barred("2026-11-23T15:00:01-05:00", "08:00", "15:00", WORKDAYS), "pass", None, "permit"),
    Row("US-T4", "its begin is closed", barred("2026-11-23T12:00:00-05:00", "12:00", "15:00"), "fail", "2026-11-23T15:00:01-05:00", "refuse"),
    Row("US-T4", "a second before it", barred("2026-11-23T11:59:59-05:00", "12:00", "15:00"), "pass", None, "permit"),
    Row("US-T4", "another weekday", barred("2026-11-22T12:00:00-05:00", "08:00", "15:00", WORKDAYS), "pass", None, "permit"),
    Row("US-T4", "barred where she may be: another zone", us("2026-11-23T16:00:00-05:00", debtor={"zones": [NY, LA], "barred_slots": [{"from": "08:00", "to": "15:00"}]}), "fail", "2026-11-23T18:00:01-05:00", "refuse"),
    Row("US-T4", "barred on a clock of its own", us("2026-11-23T13:30:00-05:00", debtor={"barred_slots": [{"from": "08:00", "to": "11:00", "zone": LA}]}), "fail", "2026-11-23T14:00:01-05:00", "refuse"),
    Row("US-T4", "barred all day on Mondays", barred("2026-11-23T12:00:00-05:00", "00:00", "24:00", [1]), "fail", "2026-11-24T08:00:01-05:00", "refuse"),
    Row("US-T4", "barred over midnight", barred("2026-11-24T09:00:00-05:00", "20:00", "10:00", [1]), "fail", "2026-11-24T10:00:01-05:00", "refuse"),
    Row("US-T4", "barred always", barred("2026-11-23T12:00:00-05:00", "00:00", "24:00"), "fail", None, "refuse"),
    Row("US-T4", "the hour that clocks skip is not lost", barred("2026-03-08T09:00:00-04:00", "02:30", "09:30", [7]), "fail", "2026-03-08T09:30:01-04:00", "refuse"),
    Row("US-T5", "she wrote at night: one reply", reply("2026-11-23T22:31:00-05:00", "2026-11-23T22:30:00-05:00"), "pass", None, "permit"),
    Row("US-T5", "the reply was given already", reply("2026-11-23T22:35:00-05:00", "2026-11-23T22:30:00-05:00", history=[SENT]), "fail", "2026-11-24T08:00:01-05:00", "refuse"),
    Row("US-T5", "by another medium", reply("2026-11-23T22:31:00-05:00", "2026-11-23T22:30:00-05:00", channel="email"), "fail", "2026-11-24T08:00:01-05:00", "refuse"),
    Row("US-T5", "by another medium with consent given in that contact", reply("2026-11-23T22:31:00-05:00", "2026-11-23T22:30:00-05:00", channel="email", consents=[consent("time", "2026-11-23T22:30:00-05:00")]), "pass", None, "permit"),
    Row("US-T5", "she wrote at an ordinary time", reply("2026-11-23T21:05:00-05:00", "2026-11-23T20:55:00-05:00"), "fail", "2026-11-24T08:00:01-05:00", "refuse"),
    Row("US-T5", "a day later it is no reply", reply("2026-11-24T22:30:01-05:00", "2026-11-23T22:30:00-05:00"), "fail", "2026-11-25T08:00:01-05:00", "refuse"),
    Row("US-T5", "an earlier text does not use it up", reply("2026-11-23T22:35:00-05:00", "2026-11-23T22:33:00-05:00", history=[SENT]), "pass", None, "permit"),
    Row("US-T5", "in the open hours no reply is needed", reply("2026-11-23T12:01:00-05:00", "2026-11-23T12:00:00-05:00"), "not_applicable", None, "permit"),
    Row("US-T5", "she called in a time she barred", us("2026-11-23T12:01:00-05:00", act={"purpose": "answer", "answering": {"channel": "call", "at": "2026-11-23T12:00:00-05:00"}}, debtor={"barred_slots": [{"from": "08:00", "to": "15:00"}]}), "pass", None, "permit"),
    Row("US-T7", "the employer forbids it: a work number", us(act={"address_kind": "work"}, debtor={"employer_forbids_work_contact": True}), "fail", None, "refuse"),
    Row("US-T7", "the employer forbids it: she is at work", us(act={"place": "work"}, debtor={"employer_forbids_work_contact": True}), "fail", None, "refuse"),
    Row("US-T7", "her own number", us(debtor={"employer_forbids_work_contact": True}), "not_applicable", None, "permit"),
    Row("US-T7", "the employer allows it", us(act={"address_kind": "work"}, debtor={"employer_forbids_work_contact": False}), "pass", None, "permit"),
    Row("US-T7", "nothing is known of the employer", us(act={"address_kind": "work"}), "not_applicable", None, "permit"),
    Row("US-T7", "she consented", us(act={"address_kind": "work"}, debtor={"employer_forbids_work_contact": True}, consents=[consent("channel")]), "pass", None, "permit"),
    Row("US-T8", "an employer's address", us_text(act={"channel": "email", "address": "email:w", "address_kind": "employer_provided"}), "fail", None, "refuse"),
    Row("US-T8", "an address called work", us_text(act={"channel": "email", "address": "email:w", "address_kind": "work"}), "fail", None, "refuse"),
    Row("US-T8", "she wrote from it", us_text(act={"channel": "email", "address": "email:w", "address_kind": "employer_provided"}, history=[past("2026-11-01T10:00:00-04:00", "delivered", channel="email", direction="in", address="email:w")]), "pass", None, "permit"),
    Row("US-T8", "she wrote from another", us_text(act={"channel": "email", "address": "email:w", "address_kind": "employer_provided"}, history=[past("2026-11-01T10:00:00-04:00", "delivered", channel="email", direction="in", address="email:x")]), "fail", None, "refuse"),
    Row("US-T8", "she consented to it", us_text(act={"channel": "email", "address": "email:w", "address_kind": "employer_provided"}, consents=[consent("channel", scope={"address": "email:w"})]), "pass", None, "permit"),
    Row("US-T8", "a creditor's notice is not enough: strict reading", us_text(act={"channel": "email", "address": "email:w", "address_kind": "employer_provided"}, safe_harbours={"creditor_notice_sent_at": "2026-09-01T10:00:00Z", "creditor_notice_opt_out_until": "2026-10-20"}), "fail", None, "refuse"),
    Row("US-T8", "her own address", us_text(act={"channel": "email", "address": "email:p", "address_kind": "personal"}), "not_applicable", None, "permit"),
    Row("US-T5", "a reply does not lift a cease notice", reply("2026-11-23T22:31:00-05:00", "2026-11-23T22:30:00-05:00", stops=[stop("cease_written")]), "pass", None, "refuse"),
]
# fmt: on
