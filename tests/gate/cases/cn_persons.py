"""CN-P1..P4: the debtor, contacts, refusals, related persons."""

# ruff: noqa: E501  (a row of the table is one line)
from __future__ import annotations

from tests.gate.cases.base import PHONE_2, Json, Row, cn, consent, on, pasts, stop


def to(role: str | None, purpose: str = "collect", **more: object) -> Json:
    """An act to somebody whose role is given; the debtor cannot be reached unless said otherwise."""
    given: Json = {
        "recipient": {"person": "Q", "role": role},
        "act": {"purpose": purpose, "address": PHONE_2, "disclosures": ["identity"]},
        "debtor": {"reachable": False},
    }
    case = cn(**given)
    for key, value in more.items():
        case[key] = {**case[key], **value} if isinstance(value, dict) else value
    return case


def tries(*results: str) -> list[Json]:
    moments = on("2026-11-22", *range(9, 9 + len(results)))
    return [pasts(at, result=result)[0] for at, result in zip(moments, results, strict=True)]


UNKNOWN = {"reachable": None}
AT, LATER = "2026-11-23T10:00:00+08:00", "2026-11-23T10:00:01+08:00"
# fmt: off
ROWS = [
    Row("CN-P1", "the debtor", cn(), "pass", None, "permit"),
    Row("CN-P1", "a joint debtor", to("joint_debtor"), "pass", None, "permit"),
    Row("CN-P1", "the guarantor, within law and contract", to("guarantor"), "pass", None, "permit"),
    Row("CN-P1", "the debtor's attorney", to("attorney"), "pass", None, "permit"),
    Row("CN-P1", "a guardian", to("guardian"), "pass", None, "permit"),
    Row("CN-P1", "an executor", to("executor"), "pass", None, "permit"),
    Row("CN-P1", "an executor of someone alive", to("executor", debtor={"deceased": False}), "fail", None, "refuse"),
    Row("CN-P1", "a parent of somebody grown up", to("parent_of_minor", debtor={"minor": False}), "fail", None, "refuse"),
    *[Row("CN-P1", f"collecting from a {role}", to(role), "fail", None, "refuse") for role in ("emergency_contact", "relative", "colleague", "employer", "unrelated")],
    Row("CN-P1", "reminding a colleague", to("colleague", "remind"), "fail", None, "refuse"),
    Row("CN-P1", "role unknown", to("unknown"), "fail", None, "refuse"),
    Row("CN-P1", "role not given", to(None), "fail", None, "refuse"),
    Row("CN-P1", "before the standard the card measures said so too", cn("2020-06-01T10:00:00+08:00", recipient={"role": "colleague"}), "fail", None, "refuse"),
    Row("CN-P2", "asking a contact for a number when the debtor is lost", to("emergency_contact", "locate"), "pass", None, "permit"),
    Row("CN-P2", "passing on a message", to("relative", "pass_message"), "pass", None, "permit"),
    Row("CN-P2", "the debtor can be reached", to("emergency_contact", "locate", debtor={"reachable": True}), "fail", None, "refuse"),
    Row("CN-P2", "nothing known of reachability", to("emergency_contact", "locate", debtor=UNKNOWN), "fail", None, "refuse"),
    Row("CN-P2", "two failed tries are not enough", to("emergency_contact", "locate", debtor=UNKNOWN, history=tries("no_answer", "busy")), "fail", None, "refuse"),
    Row("CN-P2", "three failed tries in a row", to("emergency_contact", "locate", debtor=UNKNOWN, history=tries("no_answer", "busy", "rang_out")), "pass", None, "permit"),
    Row("CN-P2", "three failed tries with an answer between", to("emergency_contact", "locate", debtor=UNKNOWN, history=tries("no_answer", "answered", "busy", "rang_out")), "fail", None, "refuse"),
    Row("CN-P2", "an answer, then three failed tries", to("emergency_contact", "locate", debtor=UNKNOWN, history=tries("answered", "no_answer", "busy", "rang_out")), "pass", None, "permit"),
    Row("CN-P2", "the number is out of service", to("emergency_contact", "locate", debtor=UNKNOWN, history=tries("out_of_service")), "pass", None, "permit"),
    Row("CN-P2", "known to be reachable in spite of tries", to("emergency_contact", "locate", debtor={"reachable": True}, history=tries("no_answer", "busy", "rang_out")), "fail", None, "refuse"),
    Row("CN-P2", "the debtor has died", to("relative", "locate", debtor={"reachable": None, "deceased": True}), "pass", None, "permit"),
    Row("CN-P2", "the debtor lacks capacity", to("relative", "locate", debtor={"reachable": None, "vulnerable": ["incapacity"]}, consents=[consent("other", scope={"ground": "human_review"})]), "pass", None, "permit"),
    Row("CN-P2", "debt data told to a contact", to("relative", "pass_message", act={"disclosures": ["identity", "debt_details"], "purpose": "pass_message"}), "fail", None, "refuse"),
    Row("CN-P2", "an amount in the text", to("relative", "pass_message", act={"channel": "sms", "purpose": "pass_message", "text": "请转告张三尽快归还5000元"}), "fail", None, "refuse"),
    Row("CN-P2", "a text that gives nothing away", to("relative", "pass_message", act={"channel": "sms", "purpose": "pass_message", "text": "您好，请转告张三联系我，谢谢"}), "pass", None, "permit"),
    Row("CN-P2", "the contact offers to pay: necessary data", to("relative", "collect", recipient={"offers_to_pay": True}, act={"disclosures": ["identity", "debt_details"]}), "pass", None, "permit"),
    Row("CN-P2", "offers, but the debtor can be reached", to("relative", "collect", recipient={"offers_to_pay": True}, debtor={"reachable": True}), "fail", None, "refuse"),
    Row("CN-P2", "offers and came to us", to("relative", "answer", recipient={"offers_to_pay": True}, debtor={"reachable": True}), "pass", None, "permit"),
    Row("CN-P2", "a spouse asked to pass something on is a contact", to("spouse", "pass_message", debtor={"reachable": True}), "fail", None, "refuse"),
    Row("CN-P2", "no rule of contacts for the debtor", cn(), "not_applicable", None, "permit"),
    Row("CN-P3", "a contact that did not refuse", to("relative", "locate"), "pass", None, "permit"),
    Row("CN-P3", "a contact that refused", to("relative", "locate", recipient={"refused": True}), "fail", None, "refuse"),
    Row("CN-P3", "a refusal noted for this number", to("relative", "locate", stops=[stop("contact_refused", address=PHONE_2)]), "fail", None, "refuse"),
    Row("CN-P3", "a refusal noted for another number", to("relative", "locate", stops=[stop("contact_refused", address="phone:+8613700137000")]), "pass", None, "permit"),
    Row("CN-P3", "a refusal noted without a number closes all", to("relative", "locate", stops=[stop("contact_refused")]), "fail", None, "refuse"),
    Row("CN-P3", "a refusal never expires", to("relative", "locate", stops=[stop("contact_refused", until="2026-06-01T00:00:00Z")]), "fail", None, "refuse"),
    Row("CN-P3", "a refusal noted at this very moment", to("relative", "locate", stops=[stop("contact_refused", since=AT)]), "fail", None, "refuse"),
    Row("CN-P3", "a refusal noted a second later", to("relative", "locate", stops=[stop("contact_refused", since=LATER)]), "pass", None, "permit"),
    Row("CN-P3", "a refusal still to come", to("relative", "locate", stops=[stop("contact_refused", since="2027-01-01T00:00:00Z")]), "pass", None, "permit"),
    Row("CN-P3", "the debtor is no contact", cn(stops=[stop("contact_refused")]), "not_applicable", None, "permit"),
    Row("CN-P4", "a spouse without proof", to("spouse"), "needs_evidence", None, "needs_evidence"),
    Row("CN-P4", "a spouse with proof of a household debt", to("spouse", consents=[consent("other", scope={"ground": "related_debt"})]), "pass", None, "permit"),
    Row("CN-P4", "a spouse with the debtor's consent", to("spouse", consents=[consent("third_party", scope={"person": "Q"})]), "pass", None, "permit"),
    Row("CN-P4", "a consent for another person", to("spouse", consents=[consent("third_party", scope={"person": "Z"})]), "needs_evidence", None, "needs_evidence"),
    Row("CN-P4", "a relative is unrelated to the debt", to("relative"), "not_applicable", None, "refuse"),
]
# fmt: on
