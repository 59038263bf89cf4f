"""UK, India, Ontario, New Brunswick, Australia, the European Union, and several regimes at once."""

# ruff: noqa: E501  (a row of the table is one line)
from __future__ import annotations

from tests.gate.cases.base import (
    ANY,
    Json,
    Row,
    australia,
    cn,
    consent,
    india,
    ontario,
    past,
    pasts,
    stop,
    uk,
    us,
)

REVIEWED = [consent("other", scope={"ground": "human_review"})]
ADVISER = stop("adviser", "2026-11-01T15:00:00Z")


def say(at: str, result: str | None = "conversation", **more: object) -> Json:
    return past(at, result, **more)


def nb(at: str) -> Json:
    return ontario(at, regimes=["ca_nb"], debtor={"zones": ["America/Moncton"]})


TALKS = ["2026-11-18T10:00:00-05:00", "2026-11-19T10:00:00-05:00", "2026-11-20T10:00:00-05:00"]
NOTICE = past("2026-11-17T15:00:00-05:00", "delivered", channel="letter")
# fmt: off
ROWS = [
    Row("UK-3", "one payment demanded", uk(act={"single_payment_demand": True}), "fail", None, "refuse"),
    Row("UK-3", "no such demand", uk(act={"single_payment_demand": False}), "pass", None, "permit"),
    Row("UK-3", "two payments", uk(act={"plan_months": 2}), "fail", None, "refuse"),
    Row("UK-3", "three payments", uk(act={"plan_months": 3}), "pass", None, "permit"),
    Row("UK-3", "a threat", uk(act={"channel": "sms", "text": "Pay or we will break your legs"}), "fail", None, "refuse"),
    Row("UK-5", "an adviser at work, day 30", uk("2026-12-01T10:00:00+00:00", stops=[ADVISER], consents=REVIEWED), "fail", "2026-12-02T08:00:00+00:00", "refuse"),
    Row("UK-5", "day 31", uk("2026-12-02T10:00:00+00:00", stops=[ADVISER], consents=REVIEWED), "pass", None, "permit"),
    Row("UK-5", "with an end of its own", uk("2026-12-05T10:00:00+00:00", stops=[{**ADVISER, "until": "2026-12-10T00:00:00Z"}]), "fail", "2026-12-10T08:00:00+00:00", "refuse"),
    Row("UK-5", "no suit meanwhile", uk(act={"channel": "suit"}, stops=[ADVISER]), "fail", "2026-12-02T00:00:00+00:00", "refuse"),
    Row("UK-5", "an answer is fine", uk(act={"purpose": "answer"}, stops=[ADVISER]), "pass", None, "permit"),
    Row("UK-6", "in the middle of the day", uk(), "pass", None, "permit"),
    Row("UK-6", "21:00, safe hours", uk("2026-11-23T21:00:00+00:00"), "fail", "2026-11-24T08:00:00+00:00", "refuse"),
    Row("UK-6", "a second before", uk("2026-11-23T20:59:59+00:00"), "pass", None, "permit"),
    Row("UK-6", "08:00 is open", uk("2026-11-23T08:00:00+00:00"), "pass", None, "permit"),
    Row("UK-6", "summer time: 07:30 UTC is 08:30", uk("2026-06-23T07:30:00+00:00"), "pass", None, "permit"),
    Row("UK-6", "winter time: 07:30 UTC is not open", uk("2026-11-23T07:30:00+00:00"), "fail", "2026-11-23T08:00:00+00:00", "refuse"),
    Row("UK-6", "agreed in the evening", uk("2026-11-23T21:30:00+00:00", debtor={"agreed_slots": [{"from": "21:00", "to": "22:00"}]}), "pass", None, "permit"),
    Row("UK-6", "she works shifts", uk(debtor={"barred_slots": [{"from": "06:00", "to": "14:00"}]}), "fail", "2026-11-23T14:00:00+00:00", "refuse"),
    Row("UK-6", "a wish into the night: the next opening", uk("2026-11-23T19:00:00+00:00", debtor={"barred_slots": [{"from": "18:00", "to": "23:00"}]}), "fail", "2026-11-24T08:00:00+00:00", "refuse"),
    Row("UK-6", "a postcard embarrasses", uk(act={"channel": "postcard"}), "fail", None, "refuse"),
    Row("UK-6", "her contacts can see", uk(act={"channel": "social", "audience": "contacts"}), "fail", None, "refuse"),
    Row("UK-6", "told to a relative", uk(recipient={"role": "relative"}), "fail", None, "refuse"),
    Row("UK-6", "a relative is asked to pass something on", uk(recipient={"role": "relative"}, act={"purpose": "pass_message", "disclosures": ["identity"]}), "pass", None, "permit"),
    Row("UK-6", "a relative is told of the debt", uk(recipient={"role": "relative"}, act={"purpose": "pass_message", "disclosures": ["debt_details"]}), "fail", None, "refuse"),
    Row("UK-6", "role unknown", uk(recipient={"role": None}), "fail", None, "refuse"),
    Row("UK-6", "a misleading card", uk(act={"channel": "letter", "text": "This is the court bailiff's office. You will be arrested."}), "fail", None, "refuse"),
    Row("UK-7", "vulnerable: a person looks first", uk(debtor={"vulnerable": ["mental_health"]}), "needs_evidence", None, "needs_evidence"),
    Row("UK-7", "a person has looked", uk(debtor={"vulnerable": ["mental_health"]}, consents=REVIEWED), "pass", None, "permit"),
    Row("UK-7", "a caring call", uk(act={"purpose": "care"}, debtor={"vulnerable": ["mental_health"]}), "pass", None, "permit"),
    Row("UK-7", "illness until a day", uk(stops=[stop("illness", until="2026-12-01T10:00:00Z")]), "needs_evidence", "2026-12-01T10:00:00+00:00", "needs_evidence"),
    Row("UK-9", "a breathing space stands", uk(stops=[stop("breathing_space", "2026-11-01T00:00:00Z", "2026-12-31T00:00:00Z")]), "fail", "2026-12-31T08:00:00+00:00", "refuse"),
    Row("UK-9", "its last second", uk("2026-12-30T20:59:59+00:00", stops=[stop("breathing_space", "2026-11-01T00:00:00Z", "2026-12-30T21:00:00Z")]), "fail", "2026-12-31T08:00:00+00:00", "refuse"),
    Row("UK-9", "over", uk(stops=[stop("breathing_space", "2026-09-01T00:00:00Z", "2026-10-31T00:00:00Z")]), "pass", None, "permit"),
    Row("UK-9", "no enforcement", uk(act={"channel": "suit"}, stops=[stop("breathing_space")]), "fail", None, "refuse"),
    Row("UK-9", "an answer is fine", uk(act={"purpose": "answer"}, stops=[stop("breathing_space")]), "pass", None, "permit"),
    Row("IN-1", "08:00 is open", india("2026-11-23T08:00:00+05:30"), "pass", None, "permit"),
    Row("IN-1", "a second before", india("2026-11-23T07:59:59+05:30"), "fail", "2026-11-23T08:00:00+05:30", "refuse"),
    Row("IN-1", "19:00 is open", india("2026-11-23T19:00:00+05:30"), "pass", None, "permit"),
    Row("IN-1", "a second after", india("2026-11-23T19:00:01+05:30"), "fail", "2026-11-24T08:00:00+05:30", "refuse"),
    Row("IN-1", "a microsecond after", india("2026-11-23T19:00:00.000001+05:30"), "fail", "2026-11-24T08:00:00+05:30", "refuse"),
    Row("IN-1", "no consent lifts it", india("2026-11-23T20:00:00+05:30", consents=[consent("time")]), "fail", "2026-11-24T08:00:00+05:30", "refuse"),
    Row("IN-1", "a text has no hours", india("2026-11-23T20:00:00+05:30", act={"channel": "sms"}), "not_applicable", None, "permit"),
    Row("IN-1", "before the circular", india("2022-08-11T20:00:00+05:30"), "absent", None, "permit"),
    Row("IN-2", "polite and open", india(), "pass", None, "permit"),
    Row("IN-2", "anonymous", india(act={"disclosures": ["recording"]}), "fail", None, "refuse"),
    Row("IN-2", "identity to be said", india(act={"disclosures": None}), "pass", None, "permit"),
    Row("IN-2", "the family is drawn in", india("2026-06-30T10:00:00+05:30", recipient={"role": "relative"}), "fail", None, "refuse"),
    Row("IN-2", "role unknown", india(recipient={"role": None}), "fail", None, "refuse"),
    Row("IN-2", "in public", india(act={"channel": "public_notice"}), "fail", None, "refuse"),
    Row("IN-2", "an insult", india(act={"channel": "sms", "text": "You are a worthless cheat and a loser"}), "fail", None, "refuse"),
    Row("IN-3", "the borrower", india(), "pass", None, "permit"),
    Row("IN-3", "the guarantor", india(recipient={"role": "guarantor"}), "pass", None, "permit"),
    Row("IN-3", "the spouse", india(recipient={"role": "spouse"}), "fail", None, "refuse"),
    Row("IN-3", "asking a relative for the way, too", india(recipient={"role": "relative"}, act={"purpose": "locate"}), "fail", None, "refuse"),
    Row("IN-3", "the day before the draft was to begin", india("2026-06-30T10:00:00+05:30", recipient={"role": "relative"}, act={"purpose": "locate"}), "absent", None, "permit"),
    Row("IN-3", "the day on which it was to begin", india("2026-07-01T10:00:00+05:30", recipient={"role": "relative"}, act={"purpose": "locate"}), "fail", None, "refuse"),
    *[Row("IN-3", f"at a {occasion}", india(debtor={"vulnerable": [occasion]}, consents=REVIEWED), "fail", None, "refuse") for occasion in ("bereavement", "disaster", "wedding")],
    Row("IN-3", "not recorded", india(act={"disclosures": ["identity"]}), "fail", None, "refuse"),
    Row("IN-3", "in hours that the borrower named", india(debtor={"barred_slots": [{"from": "09:00", "to": "12:00"}]}), "fail", "2026-11-23T12:00:00+05:30", "refuse"),
    Row("CA-ON-1", "notice long ago", ontario(), "pass", None, "permit"),
    Row("CA-ON-1", "no notice", ontario(history=[]), "fail", None, "refuse"),
    Row("CA-ON-1", "the fifth day after", ontario("2026-11-22T16:00:00-05:00", history=[NOTICE]), "fail", "2026-11-23T07:00:01-05:00", "refuse"),
    Row("CA-ON-1", "the sixth day after", ontario("2026-11-23T07:00:01-05:00", history=[NOTICE]), "pass", None, "permit"),
    Row("CA-ON-1", "the notice came back", ontario(history=[{**NOTICE, "at": "2026-10-01T10:00:00-04:00", "result": "failed"}]), "fail", None, "refuse"),
    Row("CA-ON-1", "another creditor's notice", ontario(history=[{**NOTICE, "at": "2026-10-01T10:00:00-04:00", "lender_group": "L2"}]), "fail", None, "refuse"),
    Row("CA-ON-1", "the notice itself", ontario(history=[], act={"channel": "letter"}), "not_applicable", None, "permit"),
    Row("CA-ON-2", "no talk yet", ontario(history=[NOTICE | {"at": "2026-10-01T10:00:00-04:00"}, *pasts(*TALKS)]), "not_applicable", None, "permit"),
    Row("CA-ON-2", "the talk and one more", ontario(history=[NOTICE | {"at": "2026-10-01T10:00:00-04:00"}, say(TALKS[0]), say(TALKS[1], "voicemail")]), "pass", None, "permit"),
    Row("CA-ON-2", "the talk and two more: strict reading", ontario(history=[NOTICE | {"at": "2026-10-01T10:00:00-04:00"}, say(TALKS[0]), say(TALKS[1], "voicemail"), say(TALKS[2], "delivered", channel="email")]), "fail", "2026-11-25T07:00:01-05:00", "refuse"),
    Row("CA-ON-2", "unanswered calls do not count", ontario(history=[NOTICE | {"at": "2026-10-01T10:00:00-04:00"}, say(TALKS[0]), *pasts(*TALKS)]), "pass", None, "permit"),
    Row("CA-ON-2", "letters do not count", ontario(history=[NOTICE | {"at": "2026-10-01T10:00:00-04:00"}, say(TALKS[0]), *pasts(*TALKS, result="delivered", channel="letter")]), "pass", None, "permit"),
    Row("CA-ON-2", "another creditor's contacts do not count", ontario(history=[NOTICE | {"at": "2026-10-01T10:00:00-04:00"}, *[say(at, lender_group="L2") for at in TALKS]]), "not_applicable", None, "permit"),
    Row("CA-ON-3", "Sunday before 13:00", ontario("2026-11-22T12:59:59-05:00"), "fail", "2026-11-22T13:00:01-05:00", "refuse"),
    Row("CA-ON-3", "Sunday after 13:00", ontario("2026-11-22T13:00:01-05:00"), "pass", None, "permit"),
    Row("CA-ON-3", "Sunday 17:00", ontario("2026-11-22T17:00:00-05:00"), "fail", "2026-11-23T07:00:01-05:00", "refuse"),
    Row("CA-ON-3", "a weekday before 21:00", ontario("2026-11-23T20:59:59-05:00"), "pass", None, "permit"),
    Row("CA-ON-3", "a weekday at 21:00", ontario("2026-11-23T21:00:00-05:00"), "fail", "2026-11-24T07:00:01-05:00", "refuse"),
    Row("CA-ON-3", "on Christmas and Boxing Day, and the Sunday after", ontario("2026-12-25T12:00:00-05:00"), "fail", "2026-12-27T13:00:01-05:00", "refuse"),
    Row("CA-NB", "Sunday at 16:59", nb("2026-11-22T16:59:59-04:00"), "pass", None, "permit"),
    Row("CA-NB", "Sunday morning", nb("2026-11-22T10:00:00-04:00"), "fail", "2026-11-22T13:00:01-04:00", "refuse"),
    Row("CA-NB", "New Brunswick Day", nb("2026-08-03T10:00:00-03:00"), "fail", "2026-08-04T07:00:01-03:00", "refuse"),
    Row("AU-1", "a weekday after 7:30", australia("2026-11-23T07:30:01+11:00"), "pass", None, "permit"),
    Row("AU-1", "a weekday at 7:30", australia("2026-11-23T07:30:00+11:00"), "fail", "2026-11-23T07:30:01+11:00", "refuse"),
    Row("AU-1", "Saturday at 8", australia("2026-11-21T08:00:00+11:00"), "fail", "2026-11-21T09:00:01+11:00", "refuse"),
    Row("AU-1", "Saturday at 20:59", australia("2026-11-21T20:59:59+11:00"), "pass", None, "permit"),
    Row("AU-2", "two this week", australia(history=pasts("2026-11-18T10:00:00+11:00", "2026-11-19T10:00:00+11:00")), "pass", None, "permit"),
    Row("AU-2", "three this week", australia(history=pasts("2026-11-18T10:00:00+11:00", "2026-11-19T10:00:00+11:00", "2026-11-20T10:00:00+11:00")), "fail", "2026-11-25T07:30:01+11:00", "refuse"),
    Row("AU-2", "ten this month", australia(history=pasts(*[f"2026-11-{day:02}T10:00:00+11:00" for day in (2, 3, 4, 5, 6, 9, 10, 11, 12, 13)])), "fail", "2026-12-02T07:30:01+11:00", "refuse"),
    Row("EU-SCOPE", "contact is national law", uk(regimes=["eu"]), "pass", None, "permit"),
    Row("CN-T1", "two regimes: China asleep, New York awake", us("2026-11-23T10:00:00-05:00", regimes=["cn", "us_reg_f"]), "fail", "2026-11-23T19:00:00-05:00", "refuse"),
    Row("US-T1", "two regimes: both awake", us("2026-11-23T19:30:00-05:00", regimes=["cn", "us_reg_f"], act={"call_kind": "notification"}), "pass", None, "permit"),
    Row("US-T1", "two regimes: China awake, New York asleep", us("2026-11-23T21:30:00-05:00", regimes=["cn", "us_reg_f"]), "fail", "2026-11-24T08:00:01-05:00", "refuse"),
    Row("US-S1", "a cease letter binds under Regulation F", us("2026-11-23T19:30:00-05:00", regimes=["cn", "us_reg_f"], stops=[stop("cease_written")]), "fail", None, "refuse"),
    Row("CN-P1", "a cease letter binds nobody in China", cn(stops=[stop("cease_written")]), "pass", ANY, "permit"),
    Row("CN-P1", "an attorney binds nobody in China", cn(stops=[stop("attorney")]), "pass", ANY, "permit"),
]
# fmt: on
