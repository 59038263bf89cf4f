"""Texts: a check of any message against the forbidden words and the content rules; scripts that wait for approval."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from arrears.desk.scripts import api as scripts
from arrears.desk.scripts.contracts import Problem, ScriptDraft, ScriptFacts, ScriptRefused, ScriptStatus
from arrears.faces.workbench.compliance import files
from arrears.faces.workbench.compliance.names import COMPLIANCE_NAMES
from arrears.faces.workbench.compliance.rule_views import first_pack
from arrears.faces.workbench.templatetags.workbench import in_language
from arrears.foundation.access import actor_of, may
from arrears.foundation.api import Role
from arrears.gate import api as gate
from arrears.gate.contracts import Act, Answer, Case, Recipient
from arrears.kernel.clock import now
from arrears.kernel.words import Words
from arrears.language.api import Finding, TextTooLong, screen
from arrears.language.contracts import TEXT_CHARS_MAX

CHANNELS = ("sms", "email", "letter", "call", "voicemail", "social")
SEVERITY_WORDS = {
    "fatal": Words("禁止", "forbidden"),
    "serious": Words("须审查", "needs a reviewer"),
    "coaching": Words("建议改进", "could be said better"),
}
SEVERITY_TAGS = {"fatal": "tag-stop", "serious": "tag-warn", "coaching": "tag-info"}
CONTENT_FACTS = frozenset({"act.text"})


class TextForm(forms.Form):
    text = forms.CharField(
        label=gettext_lazy("The message"),
        max_length=TEXT_CHARS_MAX,
        widget=forms.Textarea(attrs={"rows": 8}),
    )
    channel = forms.ChoiceField(label=gettext_lazy("Channel"))
    pack = forms.ChoiceField(label=gettext_lazy("Regime"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._offer("channel", [(one, in_language(COMPLIANCE_NAMES["CHANNELS"][one])) for one in CHANNELS])
        self._offer("pack", [(code, in_language(words)) for code, words in gate.regimes().items()])

    def _offer(self, name: str, options: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = options


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the text; with a finding it is marked."""

    text: str
    finding: Finding | None
    tag: str


def pieces(text: str, found: Sequence[Finding]) -> Iterator[Piece]:
    """The text in order, cut at the findings; of findings that overlap the first and longest is marked."""
    at = 0
    for one in sorted(found, key=lambda each: (each.start, -each.end)):
        if one.start < at:
            continue
        if one.start > at:
            yield Piece(text[at : one.start], None, "")
        yield Piece(text[one.start : one.end], one, SEVERITY_TAGS[one.severity.value])
        at = one.end
    if at < len(text):
        yield Piece(text[at:], None, "")


def content_rules(pack: str, channel: str, text: str, at: datetime) -> tuple[Answer, list[Any]]:
    """What the rules of a regime that read the text say of it: a contact with the debtor about which nothing
    else is known."""
    case = Case(
        regimes=(pack,),
        at=at,
        act=Act(channel=channel, purpose="collect", text=text),  # type: ignore[arg-type]  # a choice of the form
        recipient=Recipient(role="debtor"),
    )
    answer = gate.check(case)
    reading = {
        rule.id
        for code in (pack, "every")
        for rule in gate.rule_details(code, at.date())
        if CONTENT_FACTS & {fact.path for fact in rule.facts}
    }
    return answer, [rule for rule in answer.rules if rule.id in reading and rule.result != "not_applicable"]


@may(Role.COMPLIANCE, Role.LEADER, Role.STRATEGIST, Role.TRAINER)
@require_http_methods(["GET", "POST"])
def content_check(request: HttpRequest) -> HttpResponse:
    """Paste a message, see what may not be said in it. Nothing is kept."""
    actor = actor_of(request)
    form = TextForm(request.POST or None, initial={"channel": "sms", "pack": first_pack(actor)})
    context: dict[str, Any] = {**COMPLIANCE_NAMES, "section": "content_check", "form": form}
    status = 200
    if form.is_bound and form.is_valid():
        said = form.cleaned_data
        try:
            found = screen(said["text"])
        except TextTooLong:
            form.add_error("text", _("The text is too long."))
            return render(request, "workbench/compliance/content.html", context, status=422)
        _answer, rules = content_rules(said["pack"], said["channel"], said["text"], now())
        context |= {
            "checked": True,
            "found": found,
            "pieces": list(pieces(said["text"], found)),
            "rules": rules,
            "stopped": any(one.severity.value != "coaching" for one in found)
            or any(rule.result == "fail" for rule in rules),
            "SEVERITIES": SEVERITY_WORDS,
            "SEVERITY_TAGS": SEVERITY_TAGS,
        }
    elif form.is_bound:
        status = 422
    return render(request, "workbench/compliance/content.html", context, status=status)


# --- scripts that wait -----------------------------------------------------------------------------------------


@may(Role.COMPLIANCE, Role.TRAINER)
@require_GET
def script_approval(request: HttpRequest) -> HttpResponse:
    """Drafts that wait for compliance, the oldest first."""
    drafts = sorted(scripts.library(status=ScriptStatus.DRAFT), key=lambda one: one.id)
    context = {
        **COMPLIANCE_NAMES,
        "section": "script_approval",
        "page": files.paged(request, drafts),
        "TONES": scripts.TONE_WORDS,
        "SITUATIONS": scripts.REASON_CATALOGUE,
    }
    return render(request, "workbench/compliance/scripts.html", context)


@dataclass(frozen=True, slots=True)
class Change:
    """One line of the difference: `same`, `out` or `in`."""

    kind: str
    text: str


def difference(before: str, after: str) -> list[Change]:
    kinds = {"  ": "same", "- ": "out", "+ ": "in"}
    lines = difflib.ndiff(before.splitlines(), after.splitlines())
    return [Change(kinds[line[:2]], line[2:]) for line in lines if line[:2] in kinds]


def _draft(script_id: int) -> ScriptFacts:
    found = next((one for one in scripts.library() if one.id == script_id and one.id), None)
    if found is None:
        raise Http404
    return found


def _before(draft: ScriptFacts) -> ScriptFacts | None:
    """The version that stands now, else the last one before the draft."""
    older = [one for one in scripts.versions(draft.code, draft.language) if one.version < draft.version]
    standing = [one for one in older if one.status is ScriptStatus.APPROVED]
    return next(iter(standing or older), None)


def _problems(draft: ScriptFacts) -> tuple[Problem, ...]:
    return scripts.check(ScriptDraft(**{name: getattr(draft, name) for name in ScriptDraft.__slots__}))


@may(Role.COMPLIANCE, Role.TRAINER)
@require_http_methods(["GET", "POST"])
def script_page(request: HttpRequest, script_id: int) -> HttpResponse:
    """A draft beside the version that stands, with what the checks say; compliance puts it into force."""
    actor, draft = actor_of(request), _draft(script_id)
    error = ""
    if request.method == "POST":
        try:
            if request.POST.get("act") == "reject":
                scripts.reject(script_id, request.POST.get("why", ""), actor)
                said = _("The draft is rejected; its writer finds the reason in the audit trail.")
            else:
                scripts.approve(script_id, actor)
                said = _("The script is in force; the version before it is retired.")
            messages.success(request, said)
            return redirect("script_approval")
        except ScriptRefused as refused:
            error = "; ".join(in_language(problem.words) for problem in refused.problems)
    before = _before(draft)
    text = f"{draft.subject}\n{draft.text}" if draft.subject else draft.text
    old = (f"{before.subject}\n{before.text}" if before.subject else before.text) if before else ""
    context = {
        **COMPLIANCE_NAMES,
        "section": "script_approval",
        "script": draft,
        "before": before,
        "changes": difference(old, text),
        "problems": _problems(draft),
        "may_approve": actor.role is Role.COMPLIANCE and draft.status is ScriptStatus.DRAFT,
        "error": error,
    }
    return render(request, "workbench/compliance/script.html", context, status=422 if error else 200)
