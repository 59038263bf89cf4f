"""The scripts that come with the product: data files beside this module."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import lru_cache
from importlib import resources
from typing import Any

from arrears.desk.scripts.contracts import (
    LANGUAGES,
    Audience,
    ScriptDraft,
    ScriptFacts,
    ScriptStatus,
    Stage,
    Tone,
)
from arrears.desk.scripts.rules.blanks import blanks_in
from arrears.kernel.words import Words

PROVIDER = "arrears"
FIRST_OWN_VERSION = 2


@lru_cache(maxsize=1)
def shipped() -> Mapping[tuple[str, str], ScriptFacts]:
    """All shipped scripts by (code, language), version 1. ValueError when the files contradict themselves."""
    found: dict[tuple[str, str], ScriptFacts] = {}
    for file in sorted(resources.files(__package__).iterdir(), key=lambda entry: entry.name):
        if not file.name.endswith(".toml"):
            continue
        for entry in tomllib.loads(file.read_text("utf-8"))["script"]:
            for language in LANGUAGES:
                draft = _draft(entry, language)
                if (draft.code, language) in found:
                    raise ValueError(f"{file.name}: {draft.code} stands twice")
                found[draft.code, language] = _facts(draft)
    return found


def _draft(entry: Mapping[str, Any], language: str) -> ScriptDraft:
    return ScriptDraft(
        code=entry["code"],
        stage=Stage(entry["stage"]),
        reason=entry["reason"],
        channel=entry["channel"],
        language=language,
        audience=Audience(entry.get("audience", "person")),
        tone=Tone(entry.get("tone", "remind")),
        purpose=entry.get("purpose", "collect"),
        title=Words(entry["title"]["zh"], entry["title"]["en"]),
        subject=entry.get("subject", {}).get(language, ""),
        text=entry[language],
        discloses=tuple(entry.get("discloses", ())),
    )


def _facts(draft: ScriptDraft) -> ScriptFacts:
    return ScriptFacts(
        id=0,
        version=1,
        status=ScriptStatus.APPROVED,
        blanks=blanks_in(draft.subject, draft.text),
        written_by=PROVIDER,
        approved_by=PROVIDER,
        approved_at=None,
        shipped=True,
        **{name: getattr(draft, name) for name in ScriptDraft.__slots__},
    )
