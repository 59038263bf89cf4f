"""CN-I, K, L, D, O, Q, R: conduct, card plans, people in need, data, complaints, records."""

# ruff: noqa: E501  (a row of the table is one line)
from __future__ import annotations

from tests.gate.cases.base import Json, Row, cn, consent, past, stop


def text(words: str, **more: object) -> Json:
    return cn(act={"channel": "sms", "text": words, "disclosures": ["identity"]}, **more)


def act(**more: object) -> Json:
    return cn(act=more)


def data(organisation: str | None, **more: object) -> Json:
    return cn(act={"channel": "data_transfer", "recipient_organisation": organisation}, **more)


def report(*history: Json, **more: object) -> Json:
    return cn(act={"channel": "credit_report"}, history=list(history), **more)


CARD = [{"id": "D1", "kind": "card"}]
REVIEWED = [consent("other", scope={"ground": "human_review"})]
LATER = "2026-12-01T10:00:00+08:00"
UNTIL = {"until": LATER}
LENDER = {"scope": {"by": "lender"}}

# fmt: off
ROWS = [
    Row("CN-I1", "first text that names the institution", cn(act={"channel": "sms", "first_contact": True, "disclosures": ["identity"]}), "pass", None, "permit"),
    Row("CN-I1", "first text that does not", cn(act={"channel": "sms", "first_contact": True, "disclosures": ["debt_details"]}), "fail", None, "refuse"),
    Row("CN-I1", "first text of which nothing is known", cn(act={"channel": "sms", "first_contact": True}), "fail", None, "refuse"),
    Row("CN-I1", "first call: told to say it", act(first_contact=True), "pass", None, "permit"),
    Row("CN-I1", "first call that will not say it", act(first_contact=True, disclosures=["recording"]), "fail", None, "refuse"),
    Row("CN-I1", "not the first", act(first_contact=False, disclosures=[]), "not_applicable", None, "permit"),
    Row("CN-I1", "before the guideline", cn("2026-01-29T10:00:00+08:00", act={"first_contact": True, "disclosures": []}), "absent", None, "permit"),
    Row("CN-I2", "a plain reminder", text("您好，我是某银行工作人员，您的账单已到期，请及时还款。"), "pass", None, "permit"),
    Row("CN-I2", "posing as the police", text("我是公安局民警，你的案件已经立案"), "fail", None, "refuse"),
    Row("CN-I3", "a plain reminder", text("您好，您的账单已到期，请及时还款。"), "pass", None, "permit"),
    Row("CN-I3", "a threat of violence", text("再不还钱就打断你的腿"), "fail", None, "refuse"),
    Row("CN-I3", "an insult", text("你这个老赖不要脸"), "fail", None, "refuse"),
    Row("CN-I3", "payment to a private account", act(payee="private_account"), "fail", None, "refuse"),
    Row("CN-I3", "payment to the creditor's account", act(payee="creditor_account"), "pass", None, "permit"),
    Row("CN-I4", "a public notice", act(channel="public_notice"), "fail", None, "refuse"),
    Row("CN-I4", "a post that everybody sees", cn(act={"channel": "social", "audience": "public"}, operator={"kind": "lender"}), "fail", None, "refuse"),
    Row("CN-I4", "a post that contacts see", cn(act={"channel": "social", "audience": "contacts"}, operator={"kind": "lender"}), "fail", None, "refuse"),
    Row("CN-I4", "a private message of the lender", cn(act={"channel": "social", "audience": "private"}, operator={"kind": "lender"}), "pass", None, "permit"),
    Row("CN-I4", "shaming announced", text("再不还款就把你欠钱的事发到朋友圈让所有人都知道"), "fail", None, "refuse"),
    Row("CN-I4", "a visit that enters uninvited", act(channel="visit", place="home", uninvited_entry=True), "fail", None, "refuse"),
    Row("CN-I4", "a visit that stays outside", act(channel="visit", place="home", uninvited_entry=False), "pass", None, "permit"),
    Row("CN-I4", "a visit to the door", act(channel="visit", place="home"), "pass", None, "permit"),
    Row("CN-I4", "a visit to an agreed place", act(channel="visit", place="agreed"), "pass", None, "permit"),
    Row("CN-I5", "an agency's social app without the lender", cn(act={"channel": "social", "audience": "private"}), "fail", None, "refuse"),
    Row("CN-I5", "with the lender's consent", cn(act={"channel": "social", "audience": "private"}, consents=[consent("channel", **LENDER)]), "pass", None, "permit"),
    Row("CN-I5", "with the debtor's consent only", cn(act={"channel": "social", "audience": "private"}, consents=[consent("channel", scope={"by": "debtor"})]), "fail", None, "refuse"),
    Row("CN-I5", "who acts is unknown", cn(act={"channel": "social", "audience": "private"}, operator={"kind": None}), "fail", None, "refuse"),
    Row("CN-I5", "the lender's own app", cn(act={"channel": "social", "audience": "private"}, operator={"kind": "lender"}), "not_applicable", None, "permit"),
    Row("CN-K1", "60 months", act(plan_months=60), "pass", None, "permit"),
    Row("CN-K1", "61 months", act(plan_months=61), "fail", None, "refuse"),
    Row("CN-K1", "61 months on a loan that is no card", cn(act={"plan_months": 61}, debts=[{"id": "D1", "kind": "consumer"}]), "not_applicable", None, "permit"),
    Row("CN-K1", "61 months on a debt of unknown kind", cn(act={"plan_months": 61}, debts=[]), "fail", None, "refuse"),
    Row("CN-K2", "a plan is kept", cn(stops=[stop("plan_kept")]), "fail", None, "refuse"),
    Row("CN-K2", "a reminder while a plan is kept: read strictly", cn(act={"purpose": "remind"}, stops=[stop("plan_kept")]), "fail", None, "refuse"),
    Row("CN-K2", "an answer while a plan is kept", cn(act={"purpose": "answer"}, stops=[stop("plan_kept")]), "pass", None, "permit"),
    Row("CN-K2", "no suit while a plan is kept", cn(act={"channel": "suit"}, stops=[stop("plan_kept")]), "fail", None, "refuse"),
    Row("CN-K2", "the plan was broken yesterday", cn(stops=[stop("plan_kept", until="2026-11-22T10:00:00+08:00")]), "pass", None, "permit"),
    Row("CN-K2", "the stop ends at its moment", cn(LATER, stops=[stop("plan_kept", **UNTIL)]), "pass", None, "permit"),
    Row("CN-K2", "a second before it", cn("2026-12-01T09:59:59+08:00", stops=[stop("plan_kept", **UNTIL)]), "fail", LATER, "refuse"),
    Row("CN-K2", "the plan begins tomorrow", cn(stops=[stop("plan_kept", since="2026-11-24T00:00:00+08:00")]), "pass", None, "permit"),
    Row("CN-K3", "a plan by word of mouth, recorded", act(plan_months=12, disclosures=["identity", "recording"]), "pass", None, "permit"),
    Row("CN-K3", "a plan by word of mouth, not recorded", act(plan_months=12, disclosures=["identity"]), "fail", None, "refuse"),
    Row("CN-K3", "told to record it", act(plan_months=12), "pass", None, "permit"),
    Row("CN-K3", "no plan is spoken of", act(disclosures=["identity"]), "not_applicable", None, "permit"),
    Row("CN-L1", "illness noted", cn(stops=[stop("illness")]), "fail", None, "refuse"),
    Row("CN-L1", "hardship noted until a day", cn(stops=[stop("hardship", **UNTIL)]), "fail", LATER, "refuse"),
    Row("CN-L1", "hardship over", cn(stops=[stop("hardship", until="2026-11-01T00:00:00Z")]), "not_applicable", None, "permit"),
    Row("CN-L1", "a caring call in spite of illness", cn(act={"purpose": "care"}, stops=[stop("illness")]), "pass", None, "permit"),
    Row("CN-L1", "signs of need: a person looks first", cn(debtor={"vulnerable": ["job_loss"]}), "needs_evidence", None, "needs_evidence"),
    Row("CN-L1", "a person has looked", cn(debtor={"vulnerable": ["job_loss"]}, consents=REVIEWED), "pass", None, "permit"),
    Row("CN-L1", "a review does not lift a noted illness", cn(stops=[stop("illness")], consents=REVIEWED), "fail", None, "refuse"),
    Row("CN-L2", "a complaint is open", cn(stops=[stop("complaint")]), "fail", None, "refuse"),
    Row("CN-L2", "an oral objection is pending", cn(stops=[stop("dispute_oral")]), "fail", None, "refuse"),
    Row("CN-L2", "a written objection is pending", cn(stops=[stop("dispute_written")]), "fail", None, "refuse"),
    Row("CN-L2", "answering the complaint", cn(act={"purpose": "answer"}, stops=[stop("complaint")]), "pass", None, "permit"),
    Row("CN-L2", "the complaint is answered", cn(stops=[stop("complaint", until="2026-11-20T00:00:00Z")]), "pass", None, "permit"),
    Row("CN-D2", "entrusted to an agency", data("agency"), "pass", None, "permit"),
    Row("CN-D2", "to whom is not known", data(None), "needs_evidence", None, "needs_evidence"),
    Row("CN-D3", "to an assignee without separate consent", data("assignee"), "fail", None, "refuse"),
    Row("CN-D3", "with separate consent", data("assignee", consents=[consent("separate_sharing")]), "pass", None, "permit"),
    Row("CN-D3", "with another documented ground", data("assignee", consents=[consent("other", scope={"ground": "documented_ground"})]), "pass", None, "permit"),
    Row("CN-D3", "a consent that was withdrawn", data("assignee", consents=[consent("separate_sharing", until="2026-11-01T00:00:00Z")]), "fail", None, "refuse"),
    Row("CN-D3", "consent to something else", data("assignee", consents=[consent("third_party")]), "fail", None, "refuse"),
    Row("CN-D3", "an agency needs none", data("agency"), "not_applicable", None, "permit"),
    Row("CN-O2", "to a sub-agency", data("sub_agency"), "fail", None, "refuse"),
    Row("CN-O2", "with the lender's consent", data("sub_agency", consents=[consent("other", **LENDER)]), "pass", None, "permit"),
    Row("CN-D6", "a machine's reminder is to be explained", act(automated_decision=True), "pass", None, "permit"),
    Row("CN-D6", "a person decided", act(automated_decision=False), "pass", None, "permit"),
    Row("CN-D6", "a machine decides to sue", act(channel="suit", automated_decision=True), "needs_evidence", None, "needs_evidence"),
    Row("CN-D6", "a person reviewed it", cn(act={"channel": "suit", "automated_decision": True}, consents=REVIEWED), "pass", None, "permit"),
    Row("CN-D6", "refused machine-only", cn(act={"automated_decision": True}, recipient={"refused": True}), "fail", None, "refuse"),
    Row("CN-Q1", "a complaint has its day", cn(act={"purpose": "answer"}, stops=[stop("complaint")]), "pass", None, "permit"),
    Row("CN-Q2", "an objection has its day and its mark", report(past("2026-11-01T10:00:00+08:00", "answered"), stops=[stop("dispute_written")]), "pass", None, "permit"),
    Row("CN-Q3", "reported without telling", report(), "fail", None, "refuse"),
    Row("CN-Q3", "told by a call", report(past("2026-11-01T10:00:00+08:00", "answered")), "pass", None, "permit"),
    Row("CN-Q3", "told by a letter", report(past("2026-11-01T10:00:00+08:00", "delivered", channel="letter")), "pass", None, "permit"),
    Row("CN-Q3", "the letter came back", report(past("2026-11-01T10:00:00+08:00", "failed", channel="letter")), "fail", None, "refuse"),
    Row("CN-Q3", "nobody answered", report(past("2026-11-01T10:00:00+08:00", "no_answer")), "fail", None, "refuse"),
    Row("CN-R1", "the record has its last day", cn(), "pass", None, "permit"),
]
# fmt: on
