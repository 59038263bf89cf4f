"""The door of the script library."""

from arrears.desk.scripts.actions import approve, draft, reject, retire
from arrears.desk.scripts.contracts import (
    REASON_CATALOGUE,
    STAGE_WORDS,
    TONE_WORDS,
    Audience,
    NoSuchScript,
    Problem,
    Rendered,
    ScriptDraft,
    ScriptFacts,
    ScriptRefused,
    ScriptStatus,
    Stage,
    Tone,
)
from arrears.desk.scripts.queries import (
    approved_codes,
    fill_in,
    for_case,
    library,
    render,
    script,
    versions,
)
from arrears.desk.scripts.rules.blanks import ABOUT_THE_DEBT, BLANKS
from arrears.desk.scripts.rules.checking import check

__all__ = [
    "ABOUT_THE_DEBT",
    "BLANKS",
    "REASON_CATALOGUE",
    "STAGE_WORDS",
    "TONE_WORDS",
    "Audience",
    "NoSuchScript",
    "Problem",
    "Rendered",
    "ScriptDraft",
    "ScriptFacts",
    "ScriptRefused",
    "ScriptStatus",
    "Stage",
    "Tone",
    "approve",
    "approved_codes",
    "check",
    "draft",
    "fill_in",
    "for_case",
    "library",
    "reject",
    "render",
    "retire",
    "script",
    "versions",
]
