"""What each channel must carry and must not be (1006.2(j), 1006.6(e), 1006.14(g)-(h), 1006.18(e), 1006.22(f))."""

from __future__ import annotations

from datetime import datetime, timedelta

from arrears.gate.contracts import Stop
from arrears.gate.packs.parts import consents, stops
from arrears.gate.packs.parts.channels import PHONE, SPOKEN
from arrears.gate.packs.parts.content import speaks_of
from arrears.gate.packs.parts.facts import Facts
from arrears.gate.packs.parts.outcome import NOT_APPLICABLE, PASS, Outcome, Params, failed, needs, passed
from arrears.gate.packs.parts.zones import local_day
from arrears.gate.packs.us_reg_f.scope import closed_by, excused, is_third_person

_REQUIRED = frozenset({"business_name", "reply_request", "agent_name", "phone"})
_OPTIONAL = frozenset({"greeting", "time", "reply_times", "any_representative"})


def opt_out_offered(facts: Facts, p: Params) -> Outcome:
    """US-C1: every electronic message offers a simple way out for its address: a reply or a link."""
    if facts.purpose == "opt_out_confirmation":
        return NOT_APPLICABLE
    method = facts.act.opt_out_method
    if method in ("reply", "link"):
        return PASS
    if method is not None:
        return failed("method", method=method)
    if speaks_of(facts.act.text, p.opt_out_terms):
        return PASS
    if "opt_out" in (facts.act.disclosures or ()):
        return needs("act.opt_out_method")
    return failed(fact="act.opt_out_method")


def opted_out(facts: Facts, p: Params) -> Outcome:
    """US-C2: where the consumer opted out, in whatever words, nothing more is sent."""
    return _closed(facts, p, closed_by(facts, "opt_out"))


def medium_refused(facts: Facts, p: Params) -> Outcome:
    """US-C3: "stop calling" closes the telephone and leaves the other media open.

    An oral wish for no more contact that names no medium is taken for the telephone.
    """
    standing = closed_by(facts, "stop_channel")
    standing += [
        stop
        for stop in closed_by(facts, "cease_oral")
        if stop.channel is not None or stop.address is not None or facts.channel in PHONE
    ]
    return _closed(facts, p, standing)


def _closed(facts: Facts, p: Params, standing: list[Stop]) -> Outcome:
    if not standing:
        return NOT_APPLICABLE if not facts.stops else PASS
    reasons = [excused(facts, stop, p.reply_hours) for stop in standing]
    if all(reasons):
        return passed(str(reasons[0]))
    barring = [stop for stop, reason in zip(standing, reasons, strict=True) if reason is None]
    return failed(reopen=stops.ends(barring))


def text_safe_harbour(facts: Facts, p: Params) -> Outcome:
    """US-C4: she texted from the number or consented, and within 60 days a fresh text, renewed consent or check."""
    if facts.channel != "sms":
        return NOT_APPLICABLE
    harbour = facts.case.safe_harbours
    renewed = [one.at for one in facts.consents if one.kind == "text_renewed" and one.at is not None]
    consented = bool(renewed) or consents.given(facts, "channel") is not None
    fresh = [harbour.consumer_texted_at, harbour.number_checked_at, *renewed]
    recent = any(_within(moment, facts.at, p.days) for moment in fresh)
    if (harbour.consumer_texted_at is not None or consented) and recent:
        return PASS
    return passed("none", flags=("no_text_safe_harbour",))


def _within(moment: datetime | None, at: datetime, days: int) -> bool:
    return moment is not None and moment <= at <= moment + timedelta(days=days)


def email_safe_harbour(facts: Facts, p: Params) -> Outcome:
    """US-C5: the creditor's notice gave 35 days to opt out, and they are over."""
    if facts.channel != "email":
        return NOT_APPLICABLE
    harbour = facts.case.safe_harbours
    sent, until = harbour.creditor_notice_sent_at, harbour.creditor_notice_opt_out_until
    if sent is None or until is None:
        return passed("none", flags=("no_email_safe_harbour",))
    zones = facts.zones(p.zones)
    days_given = (until - max(local_day(sent, zone) for zone in zones)).days
    if days_given >= p.days and min(facts.today(zone) for zone in zones) > until:
        return PASS
    return passed("short", flags=("no_email_safe_harbour",), days_given=days_given)


def social_media(facts: Facts, _p: Params) -> Outcome:
    """US-C6: never where the public or contacts can see; privately with identity and a way out."""
    audience = facts.act.audience
    if audience is None:
        return needs("act.audience")
    if audience != "private":
        return failed(audience=audience)
    said = facts.act.disclosures or ()
    if "identity" not in said:
        return failed("identity", fact="act.disclosures")
    if "opt_out" not in said and facts.act.opt_out_method not in ("reply", "link"):
        return failed("opt_out", fact="act.disclosures")
    return PASS


def postcard(_facts: Facts, _p: Params) -> Outcome:
    """US-C7: no postcards, not for location either."""
    return failed()


def limited_content(facts: Facts, _p: Params) -> Outcome:
    """US-C8: a voicemail holds the four required elements and nothing beyond the optional ones."""
    elements = facts.act.voicemail_elements
    if elements is None:
        return needs("act.voicemail_elements")
    given = frozenset(elements)
    missing = sorted(_REQUIRED - given)
    more = sorted(given - _REQUIRED - _OPTIONAL)
    if more:
        return failed("more", more=", ".join(more))
    return failed("missing", missing=", ".join(missing)) if missing else PASS


def collector_disclosed(facts: Facts, _p: Params) -> Outcome:
    """US-C9: first an attempt to collect a debt and the use of information; later "from a debt collector"."""
    if facts.channel == "voicemail" or facts.role == "attorney" or is_third_person(facts):
        return NOT_APPLICABLE
    if facts.purpose == "opt_out_confirmation":
        return NOT_APPLICABLE
    said = facts.act.disclosures
    if said is None and facts.channel in SPOKEN:
        return passed("to_say", flags=("disclose_debt_collector",))
    if said is not None and "debt_collector" in said:
        return PASS
    return failed("first" if facts.act.first_contact else "fail", fact="act.disclosures")


def caller_named(facts: Facts, _p: Params) -> Outcome:
    """US-C10: no call without meaningful identity (location calls have their own rule)."""
    if facts.purpose == "locate" and is_third_person(facts):
        return NOT_APPLICABLE
    said = facts.act.disclosures
    if said is None:
        return passed("to_say", flags=("disclose_identity",))
    return PASS if "identity" in said else failed(fact="act.disclosures")
