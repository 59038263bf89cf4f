"""What a script must be before anybody approves it."""

from __future__ import annotations

import re

from arrears.desk.scripts.contracts import (
    LANGUAGES,
    REASON_CATALOGUE,
    Audience,
    Problem,
    ScriptDraft,
)
from arrears.desk.scripts.rules.blanks import ABOUT_THE_DEBT, BLANKS, blanks_in
from arrears.kernel.words import Words
from arrears.language.api import screen
from arrears.language.contracts import Severity

CODE_PATTERN = re.compile(r"^[a-z][a-z0-9_]{1,58}$")
CHANNELS = frozenset({"call", "sms", "email", "letter", "visit", "in_app"})
PURPOSES = frozenset(
    {"collect", "remind", "locate", "answer", "care", "validation", "opt_out_confirmation", "pass_message"}
)
DISCLOSURES = frozenset({"identity", "recording", "opt_out", "debt_collector", "debt_details"})
TEXT_CHARS_MAX = 6_000
SMS_CHARS_MAX = {"zh": 200, "en": 320}
OPT_OUT_WORDS = {"zh": ("退订",), "en": ("stop", "opt out", "unsubscribe")}
FROM_CASE = {"sms", "email", "letter"}


def check(draft: ScriptDraft) -> tuple[Problem, ...]:
    """Everything that is wrong with a draft; empty when it may be approved."""
    return (*_shape(draft), *_promises_of_the_text(draft), *_screened(draft))


def fatal(problems: tuple[Problem, ...]) -> tuple[Problem, ...]:
    return tuple(problem for problem in problems if problem.fatal)


def _problem(code: str, zh: str, en: str, quote: str = "", *, stops: bool = True) -> Problem:
    return Problem(code=code, fatal=stops, quote=quote, words=Words(zh, en))


def _shape(draft: ScriptDraft) -> list[Problem]:
    found = []
    if not CODE_PATTERN.match(draft.code):
        found.append(
            _problem(
                "code", "代码只能用小写字母、数字和下划线", "A code has small letters, digits, _", draft.code
            )
        )
    for value, known, what in (
        (draft.channel, CHANNELS, "channel"),
        (draft.reason, REASON_CATALOGUE, "reason"),
        (draft.language, LANGUAGES, "language"),
        (draft.purpose, PURPOSES, "purpose"),
    ):
        if value not in known:
            found.append(_problem(what, f"未知的取值：{value}", f"Unknown {what}: {value}", value))
    found += [
        _problem("disclosure", f"未知的告知项：{name}", f"Unknown disclosure: {name}", name)
        for name in draft.discloses
        if name not in DISCLOSURES
    ]
    if not draft.text.strip():
        found.append(_problem("empty", "没有正文", "There is no text"))
    if len(draft.text) > TEXT_CHARS_MAX:
        found.append(_problem("length", "正文过长", "The text is too long"))
    if draft.channel == "email" and not draft.subject.strip():
        found.append(_problem("subject", "邮件需要主题", "An e-mail needs a subject"))
    limit = SMS_CHARS_MAX.get(draft.language)
    if draft.channel == "sms" and limit and len(draft.text) > limit:
        found.append(_problem("length", f"短信不超过{limit}字", f"At most {limit} characters"))
    return found


def _promises_of_the_text(draft: ScriptDraft) -> list[Problem]:
    """Blanks are known, a third person learns nothing of a debt, what is claimed to be said is said."""
    found, names = [], blanks_in(draft.subject, draft.text)
    found += [
        _problem("blank", f"未知的变量：{name}", f"Unknown blank: {name}", name)
        for name in names
        if name not in BLANKS
    ]
    if draft.audience is Audience.THIRD_PERSON:
        found += [
            _problem(
                "third_person",
                f"不能向第三人透露：{name}",
                f"A third person is never told this: {name}",
                name,
            )
            for name in names
            if name in ABOUT_THE_DEBT
        ]
        if draft.purpose not in ("pass_message", "locate"):
            found.append(
                _problem(
                    "third_person", "对第三人只能请其转告", "A third person is only asked to pass a message"
                )
            )
        if "debt_details" in draft.discloses:
            found.append(
                _problem("third_person", "不能向第三人说明债务", "No debt is told to a third person")
            )
    # a letter says it in its letterhead
    if (
        draft.channel != "letter"
        and "identity" in draft.discloses
        and not {"operator", "creditor"} & set(names)
    ):
        found.append(_problem("identity", "没有说明机构名称", "The text does not say who we are"))
    said = OPT_OUT_WORDS.get(draft.language, ())
    if "opt_out" in draft.discloses and not any(word in draft.text.lower() for word in said):
        found.append(_problem("opt_out", "没有说明如何退订", "The text does not say how to opt out"))
    unasked = draft.channel in ("sms", "email") and draft.purpose in ("collect", "remind", "care")
    if unasked and "opt_out" not in draft.discloses:
        found.append(_problem("opt_out", "需要说明如何退订", "Such a message has to say how to opt out"))
    return found


def _screened(draft: ScriptDraft) -> list[Problem]:
    """Forbidden words and acts (language wing). Fatal and serious ones stop; coaching is told."""
    return [
        Problem(
            code=finding.code.value,
            fatal=finding.severity is not Severity.COACHING,
            quote=finding.quote,
            words=finding.words,
        )
        for finding in screen(f"{draft.subject}\n{draft.text}", language=draft.language)
    ]
