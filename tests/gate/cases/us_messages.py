"""US-C1..C10, US-P1..P3: what each channel must carry, opt-outs, third persons, location calls."""

# ruff: noqa: E501  (a row of the table is one line)
from __future__ import annotations

from tests.gate.cases.base import US_PHONE, Json, Row, consent, past, stop, us, us_text

LCM = ["business_name", "reply_request", "agent_name", "phone"]
OTHER = "phone:+12125550199"
WAYS = {"identity", "opt_out", "debt_collector"}


def email(**more: object) -> Json:
    act = more.pop("act", {})
    return us_text(act={"channel": "email", "address": "email:p", **act}, **more)  # type: ignore[dict-item]  # JSON of the table


def social(**more: object) -> Json:
    return us_text(act={"channel": "social", "audience": "private", **more})


def voicemail(elements: list[str] | None) -> Json:
    return us(act={"channel": "voicemail", "voicemail_elements": elements})


def confirmation(**more: object) -> Json:
    """The confirmation of an opt-out of texts."""
    act = {"purpose": "opt_out_confirmation", "disclosures": ["identity"], "opt_out_method": None}
    return us_text("2026-11-23T10:05:00-05:00", act=act, stops=[OPTED_OUT], **more)


def answer(asked: str, **more: object) -> Json:
    act = {"purpose": "answer", "answering": {"channel": "sms", "at": asked}}
    return us_text("2026-11-23T10:30:00-05:00", act=act, stops=[OPTED_OUT], **more)


def locate(role: str = "relative", **more: object) -> Json:
    """A location call to a third person that gives nothing away."""
    base = us(
        recipient={"person": "Q", "role": role},
        act={"purpose": "locate", "address": OTHER, "disclosures": ["identity"]},
    )
    for key, value in more.items():
        base[key] = {**base[key], **value} if isinstance(value, dict) else value
    return base


OPTED_OUT = stop("opt_out", "2026-11-23T10:00:00-05:00", channel="sms", address=US_PHONE)
SENT = past("2026-11-23T10:02:00-05:00", "delivered", channel="sms", address=US_PHONE)
# fmt: off
ROWS = [
    Row("US-C1", "reply STOP", us_text(), "pass", None, "permit"),
    Row("US-C1", "a link", us_text(act={"opt_out_method": "link"}), "pass", None, "permit"),
    *[Row("US-C1", f"by {method}", us_text(act={"opt_out_method": method}), "fail", None, "refuse") for method in ("phone", "post", "none")],
    Row("US-C1", "announced, but how is not known", us_text(act={"opt_out_method": None}), "needs_evidence", None, "needs_evidence"),
    Row("US-C1", "not announced", us_text(act={"opt_out_method": None, "disclosures": ["identity", "debt_collector"]}), "fail", None, "refuse"),
    Row("US-C1", "in the text itself", us_text(act={"opt_out_method": None, "text": "Acme, a debt collector, about your account. Reply STOP to opt out."}), "pass", None, "permit"),
    Row("US-C1", "an email too", email(act={"opt_out_method": "none"}), "fail", None, "refuse"),
    Row("US-C1", "a letter needs none", us(act={"channel": "letter"}), "not_applicable", None, "permit"),
    Row("US-C1", "a call needs none", us(), "not_applicable", None, "permit"),
    Row("US-C2", "no opt-out", us_text(stops=[stop("dispute_oral")]), "pass", None, "permit"),
    Row("US-C2", "opted out of texts to this number", us_text(stops=[OPTED_OUT]), "fail", None, "refuse"),
    Row("US-C2", "texts to another number", us_text(act={"address": OTHER}, stops=[OPTED_OUT]), "pass", None, "permit"),
    Row("US-C2", "an email after an opt-out of texts", email(stops=[OPTED_OUT]), "pass", None, "permit"),
    Row("US-C2", "an opt-out of a medium closes every number", us_text(act={"address": OTHER}, stops=[stop("opt_out", channel="sms")]), "fail", None, "refuse"),
    Row("US-C2", "an opt-out of an address closes every medium there", us(stops=[stop("opt_out", address=US_PHONE)]), "fail", None, "refuse"),
    Row("US-C2", "an opt-out that names nothing closes all", us(stops=[stop("opt_out")]), "fail", None, "refuse"),
    Row("US-C2", "taken back", us_text(stops=[{**OPTED_OUT, "until": "2026-11-23T09:59:00-05:00"}]), "pass", None, "permit"),
    Row("US-C2", "ends tomorrow", us_text(stops=[{**OPTED_OUT, "since": None, "until": "2026-11-24T12:00:00-05:00"}]), "fail", "2026-11-24T12:00:00-05:00", "refuse"),
    Row("US-C2", "one confirmation with nothing else", confirmation(), "pass", None, "permit"),
    Row("US-C2", "a second confirmation", confirmation(history=[SENT]), "fail", None, "refuse"),
    Row("US-C2", "a confirmation with debt details", confirmation(recipient={"person": "P"}) | {"act": {**confirmation()["act"], "disclosures": ["identity", "debt_details"]}}, "fail", None, "refuse"),
    Row("US-C2", "she wrote again: one reply", answer("2026-11-23T10:20:00-05:00"), "pass", None, "permit"),
    Row("US-C2", "the reply was given", answer("2026-11-23T10:20:00-05:00", history=[{**SENT, "at": "2026-11-23T10:25:00-05:00"}]), "fail", None, "refuse"),
    Row("US-C2", "what she wrote before she opted out is no invitation", answer("2026-11-23T09:50:00-05:00"), "fail", None, "refuse"),
    Row("US-C3", "stop calling: a call", us(stops=[stop("stop_channel", channel="call")]), "fail", None, "refuse"),
    Row("US-C3", "stop calling: a voicemail", us(act={"channel": "voicemail", "voicemail_elements": LCM}, stops=[stop("stop_channel", channel="call")]), "fail", None, "refuse"),
    Row("US-C3", "stop calling: a text", us_text(stops=[stop("stop_channel", channel="call")]), "pass", None, "permit"),
    Row("US-C3", "stop calling: a letter", us(act={"channel": "letter"}, stops=[stop("stop_channel", channel="call")]), "pass", None, "permit"),
    Row("US-C3", "stop texting: a call", us(stops=[stop("stop_channel", channel="sms")]), "pass", None, "permit"),
    Row("US-C3", "an oral wish for no contact closes the telephone", us(stops=[stop("cease_oral")]), "fail", None, "refuse"),
    Row("US-C3", "an oral wish leaves letters open", us(act={"channel": "letter"}, stops=[stop("cease_oral")]), "pass", None, "permit"),
    Row("US-C3", "an oral wish about texts", us_text(stops=[stop("cease_oral", channel="sms")]), "fail", None, "refuse"),
    Row("US-C3", "one confirmation of a medium closed", us_text("2026-11-23T10:05:00-05:00", act={"purpose": "opt_out_confirmation", "disclosures": ["identity"], "opt_out_method": None}, stops=[stop("stop_channel", "2026-11-23T10:00:00-05:00", channel="sms")]), "pass", None, "permit"),
    Row("US-C3", "one reply after she wrote again", us_text("2026-11-23T10:30:00-05:00", act={"purpose": "answer", "answering": {"channel": "sms", "at": "2026-11-23T10:20:00-05:00"}}, stops=[stop("stop_channel", "2026-11-23T10:00:00-05:00", channel="sms")]), "pass", None, "permit"),
    Row("US-C4", "a text from her 60 days ago", us_text(safe_harbours={"consumer_texted_at": "2026-09-24T10:00:00-05:00"}), "pass", None, "permit"),
    Row("US-C4", "a text from her 61 days ago", us_text(safe_harbours={"consumer_texted_at": "2026-09-23T09:59:59-05:00"}), "pass", None, "permit"),
    Row("US-C4", "no text message, no safe harbour for texts", us(), "not_applicable", None, "permit"),
    Row("US-C5", "35 days to opt out, over", email(safe_harbours={"creditor_notice_sent_at": "2026-10-01T10:00:00-04:00", "creditor_notice_opt_out_until": "2026-11-05"}), "pass", None, "permit"),
    Row("US-C5", "34 days", email(safe_harbours={"creditor_notice_sent_at": "2026-10-02T10:00:00-04:00", "creditor_notice_opt_out_until": "2026-11-05"}), "pass", None, "permit"),
    Row("US-C5", "a text has another safe harbour", us_text(), "not_applicable", None, "permit"),
    Row("US-C6", "a private message with identity and a way out", social(), "pass", None, "permit"),
    Row("US-C6", "everybody can see", social(audience="public"), "fail", None, "refuse"),
    Row("US-C6", "her contacts can see", social(audience="contacts"), "fail", None, "refuse"),
    Row("US-C6", "who can see is not known", social(audience=None), "needs_evidence", None, "needs_evidence"),
    Row("US-C6", "no identity", social(disclosures=["opt_out", "debt_collector"]), "fail", None, "refuse"),
    Row("US-C6", "no way out", social(disclosures=["identity", "debt_collector"], opt_out_method="none"), "fail", None, "refuse"),
    Row("US-C7", "a postcard", us(act={"channel": "postcard"}), "fail", None, "refuse"),
    Row("US-C7", "a postcard to find somebody", locate(act={"channel": "postcard"}), "fail", None, "refuse"),
    Row("US-C7", "a letter in an envelope", us(act={"channel": "letter"}), "not_applicable", None, "permit"),
    Row("US-C8", "the four elements", voicemail(LCM), "pass", None, "permit"),
    Row("US-C8", "the four and all optional ones", voicemail([*LCM, "greeting", "time", "reply_times", "any_representative"]), "pass", None, "permit"),
    *[Row("US-C8", f"without {missing}", voicemail([one for one in LCM if one != missing]), "fail", None, "refuse") for missing in LCM],
    Row("US-C8", "with anything more", voicemail([*LCM, "other"]), "fail", None, "refuse"),
    Row("US-C8", "what it holds is not known", voicemail(None), "needs_evidence", None, "needs_evidence"),
    Row("US-C8", "nothing in it", voicemail([]), "fail", None, "refuse"),
    Row("US-C9", "says it is from a debt collector", us_text(), "pass", None, "permit"),
    Row("US-C9", "does not", us_text(act={"disclosures": ["identity", "opt_out"]}), "fail", None, "refuse"),
    Row("US-C9", "the first contact does not", us_text(act={"disclosures": ["identity", "opt_out"], "first_contact": True}), "fail", None, "refuse"),
    Row("US-C9", "a message of which nothing is known", us_text(act={"disclosures": None}), "fail", None, "refuse"),
    Row("US-C9", "a call: to be said", us(act={"disclosures": None}), "pass", None, "permit"),
    Row("US-C9", "a call that will not say it", us(act={"disclosures": ["identity"]}), "fail", None, "refuse"),
    Row("US-C9", "a limited-content voicemail must not", voicemail(LCM), "not_applicable", None, "permit"),
    Row("US-C9", "a confirmation carries nothing else", confirmation(), "not_applicable", None, "permit"),
    Row("US-C10", "identity given", us(), "pass", None, "permit"),
    Row("US-C10", "no identity", us(act={"disclosures": ["debt_collector"]}), "fail", None, "refuse"),
    Row("US-C10", "to be said", us(act={"disclosures": None}), "pass", None, "permit"),
    Row("US-C10", "a location call has its own rule", locate(act={"disclosures": []}), "not_applicable", None, "permit"),
    Row("US-P1", "the consumer", us(), "pass", None, "permit"),
    *[Row("US-P1", f"a {role} is a third person", us(recipient={"person": "Q", "role": role}), "fail", None, "refuse") for role in ("emergency_contact", "relative", "colleague", "employer", "unrelated")],
    Row("US-P1", "role unknown", us(recipient={"person": "Q", "role": "unknown"}), "fail", None, "refuse"),
    Row("US-P1", "role unknown, for location", locate("unknown"), "fail", None, "refuse"),
    Row("US-P1", "a message through a third person", us(recipient={"person": "Q", "role": "relative"}, act={"purpose": "pass_message", "disclosures": ["identity"]}), "fail", None, "refuse"),
    Row("US-P1", "the consumer's prior consent", us(recipient={"person": "Q", "role": "relative"}, consents=[consent("third_party", scope={"person": "Q"})]), "pass", None, "permit"),
    Row("US-P1", "consent for somebody else", us(recipient={"person": "Q", "role": "relative"}, consents=[consent("third_party", scope={"person": "Z"})]), "fail", None, "refuse"),
    Row("US-P1", "the relative agrees, the consumer was not asked", us(recipient={"person": "Q", "role": "relative", "consent": True}), "needs_evidence", None, "needs_evidence"),
    Row("US-P1", "leave of the court", us(recipient={"person": "Q", "role": "employer"}, consents=[consent("other", scope={"ground": "court"})]), "pass", None, "permit"),
    Row("US-P1", "to enforce a judgment", us(recipient={"person": "Q", "role": "employer"}, consents=[consent("other", scope={"ground": "post_judgment"})]), "pass", None, "permit"),
    Row("US-P2", "the spouse", us(recipient={"person": "S", "role": "spouse"}), "pass", None, "permit"),
    Row("US-P2", "a guardian", us(recipient={"person": "S", "role": "guardian"}), "pass", None, "permit"),
    Row("US-P2", "a parent of a minor", us(recipient={"person": "S", "role": "parent_of_minor"}, debtor={"minor": True}, consents=[consent("other", scope={"ground": "human_review"})]), "pass", None, "permit"),
    Row("US-P2", "a parent of somebody grown up", us(recipient={"person": "S", "role": "parent_of_minor"}, debtor={"minor": False}), "fail", None, "refuse"),
    Row("US-P2", "the executor", us(recipient={"person": "S", "role": "executor"}, debtor={"deceased": True}), "pass", None, "permit"),
    Row("US-P2", "an executor of someone alive", us(recipient={"person": "S", "role": "executor"}, debtor={"deceased": False}), "fail", None, "refuse"),
    Row("US-P3", "asks where the consumer is", locate(), "pass", None, "permit"),
    Row("US-P3", "states a debt", locate(act={"disclosures": ["identity", "debt_details"]}), "fail", None, "refuse"),
    Row("US-P3", "says it is a debt collector", locate(act={"disclosures": ["identity", "debt_collector"]}), "fail", None, "refuse"),
    Row("US-P3", "writes of a debt", locate(act={"channel": "letter", "text": "Please call us about the debt of Mr. X"}), "fail", None, "refuse"),
    Row("US-P3", "writes of none", locate(act={"channel": "letter", "text": "I am confirming location information for Mr. X. Please call Jane Roe."}), "pass", None, "permit"),
    Row("US-P3", "names the employer unasked", locate(act={"employer_named": True}), "fail", None, "refuse"),
    Row("US-P3", "names the employer when asked", locate(act={"employer_named": True}, consents=[consent("other", scope={"ground": "asked_employer"})]), "pass", None, "permit"),
    Row("US-P3", "does not name the employer", locate(act={"employer_named": False}), "pass", None, "permit"),
    Row("US-P3", "asked before", locate(recipient={"asked_before": True}), "fail", None, "refuse"),
    Row("US-P3", "contacted before", locate(history=[past("2026-11-01T10:00:00-04:00", person="Q", address=OTHER)]), "fail", None, "refuse"),
    Row("US-P3", "another person was contacted before", locate(history=[past("2026-11-01T10:00:00-04:00", person="Z", address="phone:+12125550111")]), "pass", None, "permit"),
    Row("US-P3", "asked to call again by that person", locate(recipient={"asked_before": True, "consent": True}), "pass", None, "permit"),
    Row("US-P3", "the attorney is known", locate(stops=[stop("attorney")]), "fail", None, "refuse"),
    Row("US-P3", "that person refused", locate(recipient={"refused": True}), "fail", None, "refuse"),
    Row("US-P3", "the consumer herself is not a third person", us(act={"purpose": "locate"}), "not_applicable", None, "permit"),
]
# fmt: on
