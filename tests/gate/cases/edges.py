"""The same second, the last day, the fact that is half known: rows at the edges that small faults would move."""

# ruff: noqa: E501  (a row of the table is one line)
from __future__ import annotations

from tests.gate.cases.base import ANY, Json, Row, cn, consent, ontario, past, pasts, stop, us, us_text
from tests.gate.cases.us_frequency import TALK, call, days, ma
from tests.gate.cases.us_limits import NOW, report

CONSENT = consent("call_frequency", "2026-11-23T09:00:00-05:00")
NINE = "2026-11-23T09:00:00-05:00"
ENDS = "2026-11-23T12:00:00-05:00"


def disputed(said: str | None, *debts: Json) -> Json:
    return us("2026-11-23T10:00:00-05:00", debts=list(debts), stops=[stop("dispute_written", said)])


FIRST = {
    "id": "D1",
    "kind": "consumer",
    "first_communication": "2026-06-01",
}  # period over on 12 July at the latest
# fmt: off
ROWS = [
    # US-F4(i): a consent counts from its very second, and a talk in that second does not end it
    Row("US-F1", "seven calls in the second of the consent are under it", call(pasts(*[NINE] * 7), consents=[CONSENT]), "pass", ANY, "permit"),
    Row("US-F1", "seven calls in the second in which the consent ended", call(pasts(*[ENDS] * 7), consents=[{**CONSENT, "until": ENDS}]), "fail", ANY, "refuse"),
    Row("US-F2", "consent and talk in the same second", call([past(NINE, **TALK)], consents=[CONSENT]), "pass", ANY, "permit"),
    Row("US-F2", "a talk a second after the consent ends it", call([past("2026-11-23T09:00:01-05:00", **TALK)], consents=[CONSENT]), "fail", ANY, "refuse"),
    Row("US-F1", "the talk that ends a consent was itself under it", call([*days(17, 18, 19, 20, 21, 22), past("2026-11-23T11:00:00-05:00", **TALK)], consents=[CONSENT]), "pass", ANY, "refuse"),
    Row("US-F2", "a talk in this very second", call([past("2026-11-23T16:00:00-05:00", **TALK)]), "fail", ANY, "refuse"),
    Row("US-F2", "the first second of day 8, at night", call(days(16, **TALK), "2026-11-23T00:00:00-05:00"), "pass", ANY, "refuse"),
    Row("US-F2", "the last second of day 7, at night", call(days(16, **TALK), "2026-11-22T23:59:59-05:00"), "fail", ANY, "refuse"),
    # US-F9
    Row("US-F9", "an address of unknown kind, twice in seven days", ma(days(20, 22), act={"address_kind": "unknown"}), "fail", ANY, "refuse"),
    Row("US-F9", "an address of unknown kind, twice in thirty days", ma(days(2, 3), act={"address_kind": "unknown"}), "fail", ANY, "refuse"),
    Row("US-F9", "her own number, twice in thirty days but not in seven", ma(days(2, 3), act={"address_kind": "personal"}), "pass", ANY, "permit"),
    Row("US-F9", "the attorney", ma(days(20, 22), recipient={"role": "attorney"}), "not_applicable", ANY, "permit"),
    # US-S3: late only when the dispute surely came after every period
    Row("US-S3", "a dispute without its day is not late", disputed(None, FIRST), "fail", None, "refuse"),
    Row("US-S3", "on the last possible day of the period", disputed("2026-07-12T23:00:00-04:00", FIRST), "fail", None, "refuse"),
    Row("US-S3", "the day after it", disputed("2026-07-13T10:00:00-04:00", FIRST), "pass", None, "permit"),
    Row("US-S3", "no first communication is known", disputed("2026-07-13T10:00:00-04:00", {"id": "D1", "kind": "consumer"}), "fail", None, "refuse"),
    Row("US-S3", "no debt is known at all", us(act={"debts": []}, debts=[], stops=[stop("dispute_written", "2026-07-13T10:00:00-04:00")]), "fail", None, "refuse"),
    # US-X1
    Row("US-X1", "a talk in this very second", report(past(NOW, **TALK)), "pass", None, "permit"),
    Row("US-X1", "a talk later than this", report(past("2026-11-23T10:00:01-05:00", **TALK)), "fail", None, "refuse"),
    Row("US-X1", "a talk that names no debt, where there is one", report(past("2026-11-20T10:00:00-05:00", debts=[], **TALK)), "pass", None, "permit"),
    Row("US-X1", "a talk that names no debt, where there are two", us(act={"channel": "credit_report", "debts": []}, debts=[{"id": "D1"}, {"id": "D2"}], history=[past("2026-11-20T10:00:00-05:00", debts=[], **TALK)]), "fail", None, "refuse"),
    Row("US-X1", "a talk about one of two debts to be reported", us(act={"channel": "credit_report", "debts": ["D1", "D2"]}, debts=[{"id": "D1"}, {"id": "D2"}], history=[past("2026-11-20T10:00:00-05:00", **TALK)]), "fail", None, "refuse"),
    # safe harbours
    Row("US-C4", "a text from her in this very second", us_text(safe_harbours={"consumer_texted_at": NOW}), "pass", None, "permit"),
    Row("US-C4", "a text from her that lies ahead", us_text(safe_harbours={"consumer_texted_at": "2026-11-23T10:00:01-05:00"}), "pass", None, "permit"),
    Row("US-C5", "a notice without its last day to opt out", us(act={"channel": "email", "address_kind": "personal", "opt_out_method": "reply", "disclosures": ["identity", "opt_out", "debt_collector"]}, safe_harbours={"creditor_notice_sent_at": "2026-10-01T10:00:00-04:00"}), "pass", None, "permit"),
    Row("US-C5", "on the last day to opt out", us(act={"channel": "email", "address_kind": "personal", "opt_out_method": "reply", "disclosures": ["identity", "opt_out", "debt_collector"]}, safe_harbours={"creditor_notice_sent_at": "2026-10-01T10:00:00-04:00", "creditor_notice_opt_out_until": "2026-11-23"}), "pass", None, "permit"),
    # US-T5, T7
    Row("US-T1", "a reply to a question without its hour", us_text("2026-11-23T22:00:00-05:00", act={"answering": {"channel": "sms"}}), "fail", ANY, "refuse"),
    Row("US-T5", "a question in the last second of the hours that she barred", us_text("2026-11-23T12:30:00-05:00", act={"purpose": "answer", "answering": {"channel": "sms", "at": "2026-11-23T12:00:00-05:00"}}, debtor={"barred_slots": [{"from": "11:00", "to": "12:00"}, {"from": "12:15", "to": "13:00"}]}), "pass", ANY, "permit"),
    # CA-ON
    Row("CA-ON-2", "a talk in this very second", ontario(history=[past("2026-10-01T10:00:00-04:00", "delivered", channel="letter"), past("2026-11-23T10:00:00-05:00", **TALK)]), "pass", ANY, "permit"),
    # China
    Row("CN-P2", "failed tries by text are no calls", cn(recipient={"person": "Q", "role": "emergency_contact"}, act={"purpose": "locate", "disclosures": ["identity"]}, debtor={"reachable": None}, history=pasts("2026-11-23T09:00:00+08:00", "2026-11-23T09:10:00+08:00", "2026-11-23T09:20:00+08:00", channel="sms")), "fail", None, "refuse"),
    Row("CN-P2", "the third failed try in this very second", cn(recipient={"person": "Q", "role": "emergency_contact"}, act={"purpose": "locate", "disclosures": ["identity"]}, debtor={"reachable": None}, history=pasts("2026-11-23T09:00:00+08:00", "2026-11-23T09:10:00+08:00", "2026-11-23T10:00:00+08:00")), "pass", None, "permit"),
]
# fmt: on
