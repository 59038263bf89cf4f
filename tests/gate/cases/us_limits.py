"""US-S1..S5, V1..V4, B1, R1, R2, X1, X2: stops, validation, limitation, records, reporting, sale."""

# ruff: noqa: E501  (a row of the table is one line)
from __future__ import annotations

from tests.gate.cases.base import ANY, Json, Row, consent, past, stop, us, us_text

NOW = "2026-11-23T10:00:00-05:00"
LETTER = {"channel": "letter"}


def suit(**debt: object) -> Json:
    return us(act={"channel": "suit"}, debts=[{"id": "D1", "kind": "consumer", **debt}])


def first(day: str, at: str = NOW, **act: object) -> Json:
    """A letter to a consumer whose initial communication was on a day."""
    return us(at, act={**LETTER, **act}, debts=[{"id": "D1", "kind": "consumer", "first_communication": day}])


def report(*history: Json, at: str = NOW) -> Json:
    return us(at, act={"channel": "credit_report"}, history=list(history))


def placed(settled: bool | None, organisation: str = "assignee") -> Json:
    act = {"channel": "data_transfer", "recipient_organisation": organisation}
    return us(act=act, debts=[{"id": "D1", "kind": "consumer", "sold_or_settled": settled}])


def wrote(text: str, barred: bool | None = True) -> Json:
    return us(act={**LETTER, "text": text}, debts=[{"id": "D1", "kind": "consumer", "time_barred": barred}])


SENT = past("2026-11-09T10:00:00-05:00", "delivered", channel="letter")
# fmt: off
ROWS = [
    Row("US-S1", "a written refusal", us(stops=[stop("cease_written")]), "fail", None, "refuse"),
    Row("US-S1", "letters too", us(act=LETTER, stops=[stop("cease_written")]), "fail", None, "refuse"),
    Row("US-S1", "even an answer: strict reading", us(act={"purpose": "answer"}, stops=[stop("cease_written")]), "fail", None, "refuse"),
    Row("US-S1", "saying that efforts end", us(act={**LETTER, "purpose": "efforts_end_notice"}, stops=[stop("cease_written")]), "pass", None, "permit"),
    Row("US-S1", "saying that a remedy may be used", us(act={**LETTER, "purpose": "remedy_notice"}, stops=[stop("cease_written")]), "pass", None, "permit"),
    Row("US-S1", "said, not written", us(act=LETTER, stops=[stop("cease_oral")]), "pass", None, "permit"),
    Row("US-S1", "lifted in writing", us(stops=[stop("cease_written", until="2026-11-01T00:00:00Z")]), "pass", None, "permit"),
    Row("US-S1", "a creditor is not bound by it", us(operator={"kind": "creditor"}, stops=[stop("cease_written")]), "not_applicable", None, "permit"),
    Row("US-S1", "the attorney may be written to", us(recipient={"role": "attorney"}, act=LETTER, stops=[stop("cease_written")]), "pass", None, "permit"),
    Row("US-S2", "an attorney is known", us(stops=[stop("attorney")]), "fail", None, "refuse"),
    Row("US-S2", "the attorney is contacted", us(recipient={"role": "attorney"}, stops=[stop("attorney")]), "pass", None, "permit"),
    Row("US-S2", "the spouse is a consumer too", us(recipient={"person": "S", "role": "spouse"}, stops=[stop("attorney")]), "fail", None, "refuse"),
    Row("US-S2", "the attorney consents", us(stops=[stop("attorney", attorney_consents=True)]), "pass", None, "permit"),
    Row("US-S2", "the attorney does not", us(stops=[stop("attorney", attorney_consents=False)]), "fail", None, "refuse"),
    Row("US-S2", "silent for thirty days", us(stops=[stop("attorney", attorney_silent_since="2026-10-24T10:00:00-05:00")]), "pass", None, "permit"),
    Row("US-S2", "silent for a second less", us(stops=[stop("attorney", attorney_silent_since="2026-10-24T10:00:01-05:00")]), "fail", "2026-11-23T10:00:01-05:00", "refuse"),
    Row("US-S2", "the consumer's consent", us(stops=[stop("attorney")], consents=[consent("other", scope={"ground": "consumer_consent"})]), "pass", None, "permit"),
    Row("US-S3", "a written dispute in time", us(stops=[stop("dispute_written", "2026-11-20T10:00:00-05:00")]), "fail", None, "refuse"),
    Row("US-S3", "answered", us(stops=[stop("dispute_written", "2026-11-01T10:00:00-04:00", "2026-11-20T10:00:00-05:00")]), "pass", None, "permit"),
    Row("US-S3", "sending the verification", us(act={**LETTER, "purpose": "validation"}, stops=[stop("dispute_written")]), "pass", None, "permit"),
    Row("US-S3", "no suit meanwhile", us(act={"channel": "suit"}, debts=[{"id": "D1", "time_barred": False}], stops=[stop("dispute_written")]), "fail", None, "refuse"),
    Row("US-S3", "long after the period: no stop", us(debts=[{"id": "D1", "kind": "consumer", "first_communication": "2026-01-05"}], stops=[stop("dispute_written", "2026-11-20T10:00:00-05:00")]), "pass", None, "permit"),
    Row("US-S3", "perhaps within the period", us(debts=[{"id": "D1", "kind": "consumer", "first_communication": "2026-10-12"}], stops=[stop("dispute_written", "2026-11-20T10:00:00-05:00")]), "fail", None, "refuse"),
    Row("US-S4", "an oral dispute stops nothing", us(stops=[stop("dispute_oral")]), "pass", None, "permit"),
    Row("US-S4", "no dispute", us(), "not_applicable", None, "permit"),
    Row("US-S5", "bankruptcy", us(stops=[stop("bankruptcy")]), "fail", None, "refuse"),
    Row("US-S5", "no suit either", us(act={"channel": "suit"}, debts=[{"id": "D1", "time_barred": False}], stops=[stop("bankruptcy")]), "fail", None, "refuse"),
    Row("US-S5", "a claim in the proceedings", us(act={"channel": "bankruptcy_claim"}, stops=[stop("bankruptcy")]), "pass", None, "permit"),
    Row("US-S5", "a validation notice collects too", us(act={**LETTER, "purpose": "validation"}, stops=[stop("bankruptcy")]), "fail", None, "refuse"),
    Row("US-S5", "an answer to her question", us(act={"purpose": "answer"}, stops=[stop("bankruptcy")]), "pass", None, "permit"),
    Row("US-V1", "due five days after the first communication", first("2026-11-20"), "pass", ANY, "permit"),
    Row("US-V1", "nothing known of a first communication", us(), "not_applicable", None, "permit"),
    Row("US-V2", "the notice opens the period", us(act={**LETTER, "purpose": "validation"}), "pass", None, "permit"),
    Row("US-V2", "another letter does not", us(act=LETTER), "not_applicable", None, "permit"),
    Row("US-V4", "one payment demanded within the period", first("2026-11-20", single_payment_demand=True), "fail", ANY, "refuse"),
    Row("US-V4", "pay within 10 days", first("2026-11-20", text="Please pay $500 within 10 days."), "fail", ANY, "refuse"),
    Row("US-V4", "pay today", first("2026-11-20", text="You must pay the balance today."), "fail", ANY, "refuse"),
    Row("US-V4", "pay within 60 days leaves the period alone", first("2026-11-20", text="Please pay within 60 days."), "pass", None, "permit"),
    Row("US-V4", "the right to dispute within 30 days is no demand", first("2026-11-20", text="If you dispute this debt within 30 days, we will send verification."), "pass", None, "permit"),
    Row("US-V4", "last day on which the period may run", first("2026-10-14", single_payment_demand=True, at="2026-11-25T10:00:00-05:00"), "fail", "2026-11-26T08:00:01-05:00", "refuse"),
    Row("US-V4", "the day after", first("2026-10-14", single_payment_demand=True, at="2026-11-26T10:00:00-05:00"), "not_applicable", None, "permit"),
    Row("US-V4", "with the first contact itself", us(act={**LETTER, "first_contact": True, "single_payment_demand": True}), "fail", None, "refuse"),
    Row("US-V4", "no demand", first("2026-11-20"), "pass", ANY, "permit"),
    Row("US-B1", "not barred", suit(time_barred=False), "pass", None, "permit"),
    Row("US-B1", "barred", suit(time_barred=True), "fail", None, "refuse"),
    Row("US-B1", "not known", suit(), "fail", None, "refuse"),
    Row("US-B1", "on the last day of limitation", suit(limitation_ends="2026-11-23"), "pass", None, "permit"),
    Row("US-B1", "the day after it", suit(limitation_ends="2026-11-22"), "fail", None, "refuse"),
    Row("US-B1", "told as not barred, but its last day is over", suit(time_barred=False, limitation_ends="2026-11-22"), "fail", None, "refuse"),
    Row("US-B1", "told as barred before its last day", suit(time_barred=True, limitation_ends="2026-12-31"), "fail", None, "refuse"),
    Row("US-B1", "the last day is over in one plausible zone", us("2026-11-23T23:30:00-05:00", act={"channel": "suit"}, debtor={"zones": ["America/New_York", "America/Puerto_Rico"]}, debts=[{"id": "D1", "limitation_ends": "2026-11-23"}]), "fail", None, "refuse"),
    Row("US-S3", "a suit waits for the answer to a dispute", us(act={"channel": "suit"}, stops=[stop("dispute_written", until="2026-12-01T00:00:00-05:00")], debts=[{"id": "D1", "limitation_ends": "2026-12-01"}]), "fail", "2026-12-01T00:00:00-05:00", "refuse"),
    Row("US-S3", "limitation runs out before the dispute ends", us(act={"channel": "suit"}, stops=[stop("dispute_written", until="2026-12-01T00:00:00-05:00")], debts=[{"id": "D1", "limitation_ends": "2026-11-30"}]), "fail", None, "refuse"),
    Row("US-B1", "a claim in bankruptcy", us(act={"channel": "bankruptcy_claim"}, debts=[{"id": "D1", "time_barred": True}]), "not_applicable", None, "permit"),
    Row("US-B1", "a threat of suit on a barred debt", wrote("We will sue you if you do not pay."), "fail", None, "refuse"),
    Row("US-B1", "saying that it will not be sued upon", wrote("Because of the age of your debt, we will not sue you for it."), "not_applicable", None, "permit"),
    Row("US-B1", "a suit mentioned, not barred", wrote("We may file a lawsuit.", barred=False), "pass", None, "permit"),
    Row("US-B1", "a remedy announced on a barred debt", us(act={**LETTER, "purpose": "remedy_notice"}, debts=[{"id": "D1", "time_barred": True}]), "fail", None, "refuse"),
    Row("US-R1", "three years from the last activity", us(), "pass", None, "permit"),
    Row("US-R2", "a recording three years from the call", us(), "pass", None, "permit"),
    Row("US-X1", "nothing said or sent", report(), "fail", None, "refuse"),
    Row("US-X1", "spoken with her", report(past("2026-11-20T10:00:00-05:00", "conversation")), "pass", None, "permit"),
    Row("US-X1", "a letter 14 days ago", report(SENT), "pass", None, "permit"),
    Row("US-X1", "a second less than 14 days", report(SENT, at="2026-11-23T09:59:59-05:00"), "fail", NOW, "refuse"),
    Row("US-X1", "the letter came back", report({**SENT, "result": "failed"}), "fail", None, "refuse"),
    Row("US-X1", "an email 14 days ago", report({**SENT, "channel": "email"}), "pass", None, "permit"),
    Row("US-X1", "about another debt", report({**SENT, "debts": ["D2"]}), "fail", None, "refuse"),
    Row("US-X1", "a call that was not answered", report({**SENT, "channel": "call", "result": "no_answer"}), "fail", None, "refuse"),
    Row("US-X2", "settled", placed(True), "fail", None, "refuse"),
    Row("US-X2", "settled, to an agency", placed(True, "agency"), "fail", None, "refuse"),
    Row("US-X2", "not settled", placed(False), "pass", None, "permit"),
    Row("US-X2", "no notice of settlement", placed(None), "pass", None, "permit"),
    Row("US-S1", "over a text as well", us_text(stops=[stop("cease_written")]), "fail", None, "refuse"),
]
# fmt: on
