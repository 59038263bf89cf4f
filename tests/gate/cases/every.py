"""ALL-*: what holds under every regime, shown under several."""

# ruff: noqa: E501  (a row of the table is one line)
from __future__ import annotations

from tests.gate.cases.base import PHONE, PHONE_2, Json, Row, cn, consent, india, stop, uk, us, us_text

REVIEWED = [consent("other", scope={"ground": "human_review"})]


def eu(at: str | None = None, **more: object) -> Json:
    return uk(at, regimes=["eu"], **more)


THREAT = "We will break your legs if you do not pay"
# fmt: off
ROWS = [
    Row("ALL-E1", "a channel is named", cn(), "pass", None, "permit"),
    Row("ALL-E1", "no channel", cn(act={"channel": None}), "fail", None, "refuse"),
    Row("ALL-C1", "a lawful text", us_text(act={"text": "This is Acme, a debt collector. Please call us. Reply STOP to opt out."}), "pass", None, "permit"),
    Row("ALL-C1", "a threat in the United States", us_text(act={"text": THREAT}), "fail", None, "refuse"),
    Row("ALL-C1", "a threat by an original creditor", us_text(operator={"kind": "creditor"}, act={"text": THREAT}), "fail", None, "refuse"),
    Row("ALL-C1", "a threat in India", india(act={"channel": "sms", "text": THREAT}), "fail", None, "refuse"),
    Row("ALL-C1", "a threat in the Union", eu(act={"channel": "sms", "text": THREAT}), "fail", None, "refuse"),
    Row("ALL-C1", "a threat in China before any guideline", cn("2019-05-05T10:00:00+08:00", act={"channel": "sms", "text": "再不还钱就打断你的腿"}), "fail", None, "refuse"),
    Row("ALL-C1", "lawful, but it could be said better", eu(act={"channel": "sms", "text": "There is a special deal just for you today."}), "pass", None, "permit"),
    Row("ALL-C1", "no text", cn(), "not_applicable", None, "permit"),
    *[Row("ALL-C2", f"uninvited entry, {name}", case(act={"channel": "visit", "uninvited_entry": True}), "fail", None, "refuse") for name, case in (("China", cn), ("United Kingdom", uk), ("Union", eu))],
    Row("ALL-C2", "invited", eu(act={"channel": "visit", "uninvited_entry": False}), "pass", None, "permit"),
    *[Row("ALL-C3", f"a public notice, {name}", case(act={"channel": "public_notice"}), "fail", None, "refuse") for name, case in (("China", cn), ("United States", us), ("United Kingdom", uk), ("India", india), ("Union", eu))],
    Row("ALL-C3", "a private message", eu(act={"channel": "social", "audience": "private"}), "pass", None, "permit"),
    Row("ALL-C3", "a post", eu(act={"channel": "social", "audience": "public"}), "fail", None, "refuse"),
    Row("ALL-C4", "a private account", us(act={"payee": "private_account"}), "fail", None, "refuse"),
    Row("ALL-C4", "the creditor's account", us(act={"payee": "creditor_account"}), "pass", None, "permit"),
    Row("ALL-P1", "the debtor", eu(), "pass", None, "permit"),
    Row("ALL-P1", "a colleague", eu(recipient={"role": "colleague"}), "fail", None, "refuse"),
    Row("ALL-P1", "a spouse", eu(recipient={"role": "spouse"}), "fail", None, "refuse"),
    Row("ALL-P1", "role unknown", eu(recipient={"role": None}), "fail", None, "refuse"),
    Row("ALL-P1", "asking a neighbour for the way", eu(recipient={"role": "unrelated"}, act={"purpose": "locate"}), "pass", None, "permit"),
    Row("ALL-P1", "and telling why", eu(recipient={"role": "unrelated"}, act={"purpose": "locate", "channel": "letter", "text": "Mr. X owes us 500 euros"}), "fail", None, "refuse"),
    Row("ALL-P1", "Regulation F does not bind a creditor: a colleague is a third person all the same", us(operator={"kind": "creditor"}, recipient={"role": "colleague"}), "fail", None, "refuse"),
    Row("ALL-P1", "nor does an unknown role pass", us(operator={"kind": "creditor"}, recipient={"role": None}), "fail", None, "refuse"),
    Row("ALL-P1", "where Regulation F binds, its own rule stands", us(recipient={"person": "S", "role": "spouse"}), "not_applicable", None, "permit"),
    Row("ALL-S3", "a creditor's texts after an opt-out", us_text(operator={"kind": "creditor"}, stops=[stop("opt_out", channel="sms")]), "fail", None, "refuse"),
    Row("ALL-T1", "a creditor in a barred time", us(operator={"kind": "creditor"}, debtor={"barred_slots": [{"from": "09:00", "to": "12:00"}]}), "fail", "2026-11-23T12:00:00-05:00", "refuse"),
    Row("ALL-P2", "a third person who refused", eu(recipient={"role": "unrelated", "refused": True}, act={"purpose": "locate"}), "fail", None, "refuse"),
    Row("ALL-P2", "one who did not", eu(recipient={"role": "unrelated"}, act={"purpose": "locate"}), "pass", None, "permit"),
    Row("ALL-P2", "a refusal on record", eu(recipient={"role": "unrelated"}, act={"purpose": "locate"}, stops=[stop("contact_refused")]), "fail", None, "refuse"),
    Row("ALL-P2", "the debtor may not refuse like that", eu(recipient={"refused": True}), "not_applicable", None, "permit"),
    Row("ALL-P3", "alive and of age", eu(), "pass", None, "permit"),
    Row("ALL-P3", "the debtor has died", cn(debtor={"deceased": True}), "fail", None, "refuse"),
    Row("ALL-P3", "the debtor is a child", us(debtor={"minor": True}, consents=REVIEWED), "fail", None, "refuse"),
    Row("ALL-P3", "the executor", eu(recipient={"role": "executor"}, debtor={"deceased": True}), "not_applicable", None, "permit"),
    Row("ALL-S1", "the mandate has ended", cn(stops=[stop("mandate_ended")]), "fail", None, "refuse"),
    Row("ALL-S1", "no suit without a mandate", eu(act={"channel": "suit"}, stops=[stop("mandate_ended")]), "fail", None, "refuse"),
    Row("ALL-S1", "it ends tomorrow", eu(stops=[stop("mandate_ended", since="2026-11-24T00:00:00Z")]), "pass", None, "permit"),
    Row("ALL-S2", "bankruptcy, China", cn(stops=[stop("bankruptcy")]), "fail", None, "refuse"),
    Row("ALL-S2", "a claim in bankruptcy", cn(act={"channel": "bankruptcy_claim"}, stops=[stop("bankruptcy")]), "pass", None, "permit"),
    Row("ALL-S2", "a plan being kept, Union, until a day", eu(stops=[stop("plan_kept", until="2026-12-01T09:00:00Z")]), "fail", "2026-12-01T09:00:00+00:00", "refuse"),
    Row("ALL-S2", "another stop", eu(stops=[stop("cease_oral")]), "pass", None, "permit"),
    Row("ALL-S3", "opted out of texts in China", cn(act={"channel": "sms"}, stops=[stop("opt_out", channel="sms", address=PHONE)]), "fail", None, "refuse"),
    Row("ALL-S3", "another number", cn(act={"channel": "sms"}, stops=[stop("opt_out", channel="sms", address=PHONE_2)]), "pass", None, "permit"),
    Row("ALL-S3", "another channel", cn(stops=[stop("opt_out", channel="sms", address=PHONE)]), "pass", None, "permit"),
    Row("ALL-S3", "asked not to be called", eu(stops=[stop("stop_channel", channel="call", until="2026-12-01T09:00:00Z")]), "fail", "2026-12-01T09:00:00+00:00", "refuse"),
    Row("ALL-L1", "hardship, Union", eu(stops=[stop("hardship")]), "needs_evidence", None, "needs_evidence"),
    Row("ALL-L1", "illness, United States", us(stops=[stop("illness")]), "needs_evidence", None, "needs_evidence"),
    Row("ALL-L1", "illness until a day", eu(stops=[stop("illness", until="2026-12-01T09:00:00Z")]), "needs_evidence", "2026-12-01T09:00:00+00:00", "needs_evidence"),
    Row("ALL-L1", "a person has looked", eu(debtor={"vulnerable": ["elderly"]}, consents=REVIEWED), "pass", None, "permit"),
    Row("ALL-L1", "an undated review is none", eu(debtor={"vulnerable": ["elderly"]}, consents=[consent("other", None, scope={"ground": "human_review"})]), "needs_evidence", None, "needs_evidence"),
    Row("ALL-L1", "a caring call", eu(act={"purpose": "care"}, debtor={"vulnerable": ["elderly"]}), "pass", None, "permit"),
    Row("ALL-T1", "in a barred time, China", cn(debtor={"barred_slots": [{"from": "09:00", "to": "12:00"}]}), "fail", "2026-11-23T12:00:00+08:00", "refuse"),
    Row("ALL-T1", "its end is free again", cn("2026-11-23T12:00:00+08:00", debtor={"barred_slots": [{"from": "09:00", "to": "12:00"}]}), "pass", None, "permit"),
    Row("ALL-T1", "a second before its end", cn("2026-11-23T11:59:59+08:00", debtor={"barred_slots": [{"from": "09:00", "to": "12:00"}]}), "fail", "2026-11-23T12:00:00+08:00", "refuse"),
    Row("ALL-T1", "none barred", cn(), "not_applicable", None, "permit"),
]
# fmt: on
