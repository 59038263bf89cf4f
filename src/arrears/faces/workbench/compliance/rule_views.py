"""The rule browser: every rule of every pack with its figures, sources and certainty; the house's own rules."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from arrears.faces.workbench.access import in_scope
from arrears.faces.workbench.compliance import files
from arrears.faces.workbench.compliance.names import CERTAINTY_WORDS, COMPLIANCE_NAMES
from arrears.faces.workbench.fields import DayInput
from arrears.faces.workbench.templatetags.workbench import in_language
from arrears.foundation.access import STAFF, actor_of, may
from arrears.foundation.api import SYSTEM, Actor, AuditFacts, CreditorFacts, Role, audit_lines, creditors
from arrears.gate import api as gate
from arrears.gate.api import HouseLiftFacts, RuleDetail
from arrears.gate.contracts import FactInfo, HouseRule
from arrears.kernel.clock import day_bounds, now, today
from arrears.kernel.words import Words

EVERY = "every"
EVERY_WORDS = Words("所有法域", "Every regime")
HOUSE_KIND_WORDS = {
    "Tightened": Words("收紧法定数值", "A figure of the law, tightened"),
    "Cap": Words("次数上限", "A cap"),
    "Hours": Words("联系时段", "Hours of contact"),
    "Closed": Words("停用渠道", "Channels that are not used"),
    "WorkdaysOnly": Words("仅工作日", "Working days only"),
}
HISTORY_DAYS = 3_650
LINES = 200


class RuleForm(forms.Form):
    on = forms.DateField(label=gettext_lazy("As of"), required=False, widget=DayInput())
    text = forms.CharField(label=gettext_lazy("Words"), required=False, max_length=80)
    certainty = forms.ChoiceField(label=gettext_lazy("Certainty"), required=False)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # as Django's own form takes them
        field = self.fields["certainty"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [
            ("", _("Any")),
            *((code, in_language(words)) for code, words in CERTAINTY_WORDS.items()),
        ]


def packs() -> dict[str, Words]:
    return {**gate.regimes(), EVERY: EVERY_WORDS}


def first_pack(actor: Actor) -> str:
    """The pack to show first: the regime of the reader's creditors."""
    bound = [code for creditor in creditors(actor) for code in creditor.regimes]
    return bound[0] if bound else next(iter(gate.regimes()))


def _asked_day(request: HttpRequest, actor: Actor) -> tuple[RuleForm, date]:
    form = RuleForm(request.GET or None, initial={"on": today(actor.zone)})
    asked = form.cleaned_data if form.is_bound and form.is_valid() else {}
    return form, asked.get("on") or today(actor.zone)


def _fits(rule: RuleDetail, text: str) -> bool:
    """Whether every word that is looked for stands in the rule's id, title, source or words."""
    info = rule.info
    said = [rule.id, rule.title.zh, rule.title.en, info.source if info else ""]
    said += [part for words in rule.words.values() for part in (words.zh, words.en)]
    said += [one.name for one in info.parameters] if info else []
    whole = " ".join(said).casefold()
    return all(part in whole for part in text.casefold().split())


@may(*STAFF)
@require_GET
def rule_browser(request: HttpRequest) -> HttpResponse:
    """The rules of a pack (of all packs when `pack=all`) in force on a day; `?as=` gives them as a file."""
    actor = actor_of(request)
    form, on = _asked_day(request, actor)
    named = packs()
    pack = request.GET.get("pack") or first_pack(actor)
    if pack != "all" and pack not in named:
        raise Http404
    text = str(form.cleaned_data.get("text") or "") if form.is_bound and form.is_valid() else ""
    certain = str(form.cleaned_data.get("certainty") or "") if form.is_bound and form.is_valid() else ""
    wanted = list(named) if pack == "all" else [pack]
    found = [
        rule
        for code in wanted
        for rule in gate.rule_details(code, on)
        if _fits(rule, text) and (not certain or (rule.info is not None and rule.info.certainty == certain))
    ]
    query = {"on": on, "text": text, "certainty": certain}
    form_of_file = files.form_asked(request)
    if form_of_file:
        return files.as_file(form_of_file, f"rules-{pack}-{on}", *_rows(found))
    chips = [
        {"label": in_language(words), "query": urlencode({"pack": code, **query}), "on": code == pack}
        for code, words in {"all": Words("全部", "All"), **named}.items()
    ]
    context = {
        **COMPLIANCE_NAMES,
        "section": "rule_browser",
        "form": form,
        "chips": chips,
        "pack": pack,
        "on": on,
        "page": files.paged(request, found),
        "query": urlencode({"pack": pack, **query}),
        "forms": tuple(files.FORMS),
    }
    return render(request, "workbench/compliance/rules.html", context)


def _rows(rules: Iterable[RuleDetail]) -> tuple[list[str], list[list[files.Cell]]]:
    """One row for each figure of a rule (one for a rule without figures)."""
    headings = [
        _("Pack"), _("Rule"), _("Title"), _("Source"), _("Certainty"), _("From"), _("To"), _("Channels"),
        _("Parameter"), _("Value"), _("Source of the figure"), _("Certainty of the figure"),
    ]  # fmt: skip
    rows: list[list[files.Cell]] = []
    for rule in rules:
        info = rule.info
        if info is None:
            continue
        head: list[files.Cell] = [
            rule.regime, rule.id, in_language(rule.title), info.source, info.certainty, info.effective_from,
            info.effective_to, "" if rule.channels is None else ", ".join(rule.channels),
        ]  # fmt: skip
        for one in info.parameters or (None,):
            tail: list[files.Cell] = ["", "", "", ""]
            if one is not None:
                tail = [one.name, gate.value_text(one.value), one.source, one.certainty]
            rows.append([*head, *tail])
    return headings, rows


@may(*STAFF)
@require_GET
def rule_page(request: HttpRequest, pack: str, rule: str) -> HttpResponse:
    """One rule on a day: figures, words, versions, channels, and what the absence of each fact means."""
    form, on = _asked_day(request, actor_of(request))
    if pack not in packs():
        raise Http404
    found = gate.rule_detail(pack, rule, on)
    if found is None:
        raise Http404
    context = {
        **COMPLIANCE_NAMES,
        "section": "rule_browser",
        "rule": found,
        "pack": pack,
        "pack_title": packs()[pack],
        "on": on,
        "form": form,
    }
    return render(request, "workbench/compliance/rule.html", context)


@may(*STAFF)
@require_GET
def rule_by_id(request: HttpRequest, rule: str) -> HttpResponse:
    """From a rule's id, as answers name it, to its page; house rules lead to theirs."""
    if rule.startswith("HOUSE:"):
        return redirect("house_rules")
    pack = gate.regime_of_rule(rule)
    if pack is None:
        raise Http404
    return redirect("rule_page", pack, rule)


@may(*STAFF)
@require_GET
def fact_list(request: HttpRequest) -> HttpResponse:
    """Every fact that the rules read, and what its absence means."""
    text = request.GET.get("text", "").casefold().split()

    def fits(fact: FactInfo) -> bool:
        whole = f"{fact.path} {fact.words.zh} {fact.words.en}".casefold()
        return all(part in whole for part in text)

    found = [fact for fact in gate.facts() if fits(fact)]
    context = {**COMPLIANCE_NAMES, "section": "rule_browser", "facts": found, "text": " ".join(text)}
    return render(request, "workbench/compliance/facts.html", context)


@dataclass(frozen=True, slots=True)
class HouseLine:
    """One house rule as the page shows it; `name` as answers name it."""

    id: str
    name: str
    kind: Words
    figures: tuple[tuple[str, object], ...]


@dataclass(frozen=True, slots=True)
class HouseOf:
    """A creditor's house rules, what was done about them, and an error when they cannot be read."""

    creditor: CreditorFacts
    rules: tuple[HouseLine, ...]
    trail: tuple[AuditFacts, ...]
    lifts: tuple[HouseLiftFacts, ...]
    error: str


class HouseLiftForm(forms.Form):
    creditor = forms.IntegerField()
    rule = forms.CharField(max_length=120)
    until = forms.DateField()
    why = forms.CharField(max_length=400)


@may(Role.COMPLIANCE, Role.LEADER)
@require_POST
@in_scope
def house_lift(request: HttpRequest) -> HttpResponse:
    """Lift a house rule of a creditor until a day, with a reason; the gate keeps who did it."""
    actor = actor_of(request)
    form = HouseLiftForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("A lift needs a day and a reason."))
        return redirect("house_rules")
    said = form.cleaned_data
    try:
        until = day_bounds(said["until"], actor.zone)[0]
        gate.lift_house_rule(said["creditor"], said["rule"], why=said["why"], until=until, actor=actor)
        messages.success(request, _("The house rule is lifted; your reason stands in the gate's books."))
    except gate.GateError as refused:
        messages.error(request, in_language(refused.words))
    return redirect("house_rules")


@may(Role.COMPLIANCE, Role.LEADER, Role.STRATEGIST)
@require_GET
def house_rules(request: HttpRequest) -> HttpResponse:
    """What each creditor asks for on top of the law, who set or lifted it and why."""
    actor = actor_of(request)
    context = {
        **COMPLIANCE_NAMES,
        "section": "house_rules",
        "may_lift": actor.role in (Role.COMPLIANCE, Role.LEADER),
        "now": now(),
        "houses": [_house_of(actor, creditor) for creditor in creditors(actor)],
    }
    return render(request, "workbench/compliance/house.html", context)


def _house_of(actor: Actor, creditor: CreditorFacts) -> HouseOf:
    lifts = gate.house_lifts(actor, creditor.id)
    trail = audit_lines(
        SYSTEM,  # the creditor is in the reader's scope, and nothing but its house rules is looked up
        since=now() - timedelta(days=HISTORY_DAYS),
        until=now() + timedelta(days=1),
        action="house_rule",
        subject=f"creditor:{creditor.code}",
        limit=LINES,
    )
    try:
        rules = tuple(_line(rule) for rule in gate.house_rules(creditor))
    except (gate.GateError, gate.HouseRuleLoosens, gate.WireError, TypeError) as error:
        return HouseOf(creditor, (), trail, lifts, str(error))
    return HouseOf(creditor, rules, trail, lifts, "")


def _line(rule: HouseRule) -> HouseLine:
    named = {one.name: getattr(rule, one.name) for one in dataclasses.fields(rule)}
    rule_id = str(named.pop("id"))
    kind = HOUSE_KIND_WORDS.get(type(rule).__name__, Words(type(rule).__name__, type(rule).__name__))
    return HouseLine(
        rule_id,
        f"HOUSE:{rule_id}",
        kind,
        tuple((name, value) for name, value in named.items() if value is not None),
    )
