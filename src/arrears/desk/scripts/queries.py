"""Reads of the script library: what the product ships, with the house's own versions in their place."""

from __future__ import annotations

from collections.abc import Mapping

from arrears.desk.scripts.contracts import (
    ANY_REASON,
    IN_FORCE_ONCE,
    Audience,
    NoSuchScript,
    Rendered,
    ScriptFacts,
    ScriptStatus,
    Stage,
    Tone,
    language_of,
)
from arrears.desk.scripts.models import Script
from arrears.desk.scripts.rules.blanks import OWN_LINK, blanks_in, fill
from arrears.desk.scripts.rules.matching import fitting
from arrears.desk.scripts.shipped import shipped
from arrears.kernel.words import Words


def facts_of(row: Script) -> ScriptFacts:
    return ScriptFacts(
        id=row.pk,
        code=row.code,
        version=row.version,
        stage=Stage(row.stage),
        reason=row.reason,
        channel=row.channel,
        language=row.language,
        audience=Audience(row.audience),
        tone=Tone(row.tone),
        purpose=row.purpose,
        title=Words(row.title_zh, row.title_en),
        subject=row.subject,
        text=row.text,
        blanks=blanks_in(row.subject, row.text),
        discloses=tuple(row.discloses),
        status=ScriptStatus(row.status),
        written_by=row.written_by,
        approved_by=row.approved_by,
        approved_at=row.approved_at,
    )


def approved() -> Mapping[tuple[str, str], ScriptFacts]:
    """The text in force for each (code, language). A retired code is not among them."""
    found = dict(shipped())
    newest: dict[tuple[str, str], ScriptFacts] = {}
    rows = Script.objects.filter(status__in=IN_FORCE_ONCE).order_by("code", "language", "version")
    for row in rows:
        newest[row.code, row.language] = facts_of(row)
    for key, facts in newest.items():
        if facts.status is ScriptStatus.APPROVED:
            found[key] = facts
        else:
            found.pop(key, None)
    return found


def script(code: str, language: str) -> ScriptFacts:
    """The approved text of a code in the language of a tag. NoSuchScript when there is none."""
    tag = language_of(language)
    newest = (
        Script.objects.filter(code=code, language=tag, status__in=IN_FORCE_ONCE).order_by("-version").first()
    )
    if newest is not None:
        if newest.status != ScriptStatus.APPROVED.value:
            raise NoSuchScript(f"{code} ({tag}) is retired")
        return facts_of(newest)
    found = shipped().get((code, tag))
    if found is None:
        raise NoSuchScript(f"no approved script {code} ({tag})")
    return found


def approved_codes() -> frozenset[str]:
    """Codes that have an approved text in every language of the library."""
    keys = approved()
    return frozenset(code for code, language in keys if language == "zh" and (code, "en") in keys)


def render(code: str, language: str, blanks: Mapping[str, str]) -> Rendered:
    """The approved text with its blanks filled; `missing` names those without a value."""
    return fill_in(script(code, language), blanks)


def fill_in(facts: ScriptFacts, blanks: Mapping[str, str]) -> Rendered:
    text, missing = fill(facts.text, blanks)
    subject, also_missing = fill(facts.subject, blanks)
    return Rendered(
        code=facts.code,
        version=facts.version,
        language=facts.language,
        channel=facts.channel,
        purpose=facts.purpose,
        subject=subject,
        text=text,
        missing=tuple(dict.fromkeys((*also_missing, *missing))),
        discloses=facts.discloses,
    )


def for_case(
    stage: Stage | str,
    reason: str = ANY_REASON,
    channel: str | None = None,
    language: str = "zh",
    *,
    audience: Audience | None = None,
) -> tuple[ScriptFacts, ...]:
    """Approved scripts that fit a moment of a case, best first. One that carries a link of the debtor's own is
    not among them: it goes out from the page of its agreement, where the link is made."""
    tag = language_of(language)
    mine = (facts for facts in approved().values() if facts.language == tag and OWN_LINK not in facts.blanks)
    return fitting(mine, stage=Stage(stage), reason=reason, channel=channel, audience=audience)


def library(
    *,
    language: str | None = None,
    channel: str | None = None,
    stage: str | None = None,
    status: ScriptStatus | None = None,
) -> tuple[ScriptFacts, ...]:
    """Every version of every script, by code, language and version, narrowed as asked."""
    rows = [facts_of(row) for row in Script.objects.all()]
    replaced = {(row.code, row.language) for row in rows if row.status in IN_FORCE_ONCE}
    base = [facts for key, facts in shipped().items() if key not in replaced]
    found = (
        facts
        for facts in (*base, *rows)
        if (language is None or facts.language == language_of(language))
        and (channel is None or facts.channel == channel)
        and (stage is None or facts.stage == stage)
        and (status is None or facts.status is status)
    )
    return tuple(sorted(found, key=lambda facts: (facts.code, facts.language, facts.version)))


def versions(code: str, language: str) -> tuple[ScriptFacts, ...]:
    """All versions of one script in one language, newest first."""
    tag = language_of(language)
    rows = [facts_of(row) for row in Script.objects.filter(code=code, language=tag).order_by("-version")]
    base = shipped().get((code, tag))
    return (*rows, base) if base else tuple(rows)
