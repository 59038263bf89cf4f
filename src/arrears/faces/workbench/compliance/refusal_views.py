"""What the gate refused: the list by rule, and one refusal (or permit) in full: why, on which facts, until when."""

from __future__ import annotations

import uuid
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from arrears.book.portfolio import api as portfolio
from arrears.faces.workbench.access import in_scope
from arrears.faces.workbench.compliance import files
from arrears.faces.workbench.compliance.names import COMPLIANCE_NAMES, GATE_CHANNELS
from arrears.faces.workbench.fields import DayInput
from arrears.faces.workbench.templatetags.workbench import in_language
from arrears.foundation.access import actor_of, may
from arrears.foundation.api import Actor, Role, creditors
from arrears.gate import api as gate
from arrears.gate.api import AskedDetail, LineFilter, Recorded
from arrears.kernel.clock import day_bounds, today
from arrears.kernel.words import Words
from arrears.people.team.contracts import Page

WEEK = timedelta(days=6)
DAYS_MAX = 366


class TimeForm(forms.Form):
    first = forms.DateField(label=gettext_lazy("From"), required=False, widget=DayInput())
    last = forms.DateField(label=gettext_lazy("To"), required=False, widget=DayInput())
    channel = forms.ChoiceField(label=gettext_lazy("Channel"), required=False)
    rule = forms.CharField(label=gettext_lazy("Rule"), required=False, max_length=60)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["channel"]
        assert isinstance(field, forms.ChoiceField)
        named = ((code, in_language(words)) for code, words in GATE_CHANNELS.items())
        field.choices = [("", _("All channels")), *named]


def span(asked: dict[str, Any], zone: str, back: timedelta = WEEK) -> tuple[date, date]:
    """The days that are asked for, a week back unless named; at most a year, and never backwards."""
    last: date = asked.get("last") or today(zone)
    first: date = asked.get("first") or last - back
    return max(min(first, last), last - timedelta(days=DAYS_MAX)), last


@may(Role.COMPLIANCE, Role.LEADER)
@require_GET
def refusals(request: HttpRequest) -> HttpResponse:
    """Refusals of a time, a week back unless one is named, with the rules that caused them."""
    actor = actor_of(request)
    here = today(actor.zone)
    form = TimeForm(request.GET or None, initial={"first": here - WEEK, "last": here})
    asked = form.cleaned_data if form.is_bound and form.is_valid() else {}
    first, last = span(asked, actor.zone)
    chosen, channel = asked.get("rule", "").strip(), asked.get("channel", "")
    wanted = LineFilter(
        since=day_bounds(first, actor.zone)[0],
        until=day_bounds(last, actor.zone)[1],
        kinds=(gate.LineKind.REFUSAL,),
        rule=chosen or None,
        channel=channel or None,
    )
    form_of_file = files.form_asked(request)
    if form_of_file:
        rows = _rows(actor, wanted, form_of_file)
        return files.as_file(form_of_file, f"refusals-{first}-{last}", *rows)
    total = sum(gate.line_counts(actor, wanted).values())
    number = files.page_number(request)
    found = gate.refused(actor, wanted, offset=(number - 1) * files.PAGE_ROWS, limit=files.PAGE_ROWS)
    kept = {"first": first, "last": last, "channel": channel}
    context = {
        **COMPLIANCE_NAMES,
        "section": "refusals",
        "form": form,
        "page": Page(items=found, number=number, size=files.PAGE_ROWS, total=total),
        "names": portfolio.masked_names(actor, [one.debtor_id for one in found]),
        "by_rule": gate.refused_by_rule(actor, wanted).items(),
        "chosen": chosen,
        "kept": urlencode(kept),
        "query": urlencode({**kept, "rule": chosen}),
        "forms": tuple(files.FORMS),
    }
    return render(request, "workbench/compliance/refusals.html", context)


def _rows(actor: Actor, wanted: LineFilter, form: str) -> tuple[list[str], list[list[files.Cell]]]:
    headings = [
        _("When"), _("Case"), _("Channel"), _("Verdict"), _("Rules"), _("Asked by"), _("Reference")
    ]  # fmt: skip
    rows: list[list[files.Cell]] = [
        [one.at, one.debtor_id, one.channel, one.verdict, ", ".join(one.rules), one.by, one.ref]
        for one in gate.line_export(actor, wanted, form)
    ]
    return headings, rows


@may(Role.COLLECTOR, Role.LEADER, Role.COMPLIANCE)
@require_GET
@in_scope
def asked_page(request: HttpRequest, asked: uuid.UUID) -> HttpResponse:
    """Why this contact was refused (or permitted): every rule that was consulted, and the facts as they were."""
    actor = actor_of(request)
    found = gate.asked_detail(actor, asked)
    if found is None:
        raise Http404
    known = gate.recorded_one(actor, asked)
    points = {one.contact_point_id: one for one in portfolio.contact_points(found.debtor_id)}
    named = portfolio.masked_names(actor, [found.debtor_id, found.person_id])
    order = {"fail": 0, "needs_evidence": 1, "pass": 2}
    context = {
        **COMPLIANCE_NAMES,
        "section": "refusals",
        "asked": found,
        "rules": sorted(found.rules, key=lambda rule: order.get(str(rule["result"]), 3)),
        "point": points.get(found.contact_point_id or 0),
        "whom": named.get(found.person_id, ""),
        "particulars": _particulars(found),
        "debtor": named.get(found.debtor_id, ""),
        "facts": _facts(known) if known else None,
        "creditor": next((one for one in creditors(actor) if one.id == found.creditor_id), None),
        "ways_out": ways_out(found),
    }
    return render(request, "workbench/compliance/asked.html", context)


def _particulars(found: AskedDetail) -> list[tuple[str, Words, object]]:
    """What the caller told of the act: (its name, in words, the value)."""
    said = {fact.path: fact.words for fact in gate.facts()}
    return [
        (name, said.get(f"act.{name}", Words(name, name)), value) for name, value in found.particulars.items()
    ]


def _facts(known: Recorded) -> dict[str, Any]:
    """The facts as the books knew them at that moment, and what the rules of today say of them."""
    case = known.case
    answer = gate.check(case, known.house_rules)
    return {
        "case": case,
        "history": tuple(reversed(case.history)),
        "now": answer,
        "same": answer.verdict == known.verdict,
    }


# Which fact is missing, and where it is entered: the beginning of its path, a page of the case, and words.
ENTERED: tuple[tuple[str, str], ...] = (
    ("recipient.role", "case"),
    ("recipient", "case_stops"),
    ("consents", "case_stops"),
    ("stops", "case_stops"),
    ("debtor", "case_stops"),
    ("act", "case"),
    ("debts", "case"),
)


def ways_out(found: AskedDetail) -> list[tuple[str, str]]:
    """For a contact that lacks evidence: (the fact, the page where it can be entered)."""
    missing = [str(rule["fact"]) for rule in found.rules if rule.get("fact")]
    return [(fact, place_for(fact)) for fact in dict.fromkeys(missing)]


def place_for(fact: str) -> str:
    return next((place for start, place in ENTERED if fact.startswith(start)), "case_stops")


@may(Role.LEADER, Role.COMPLIANCE)
@require_POST
@in_scope
def asked_text(request: HttpRequest, asked: uuid.UUID) -> HttpResponse:
    """The text that was to be sent, unsealed; the audit trail keeps who read it."""
    text = gate.asked_text(actor_of(request), asked)
    return render(request, "workbench/compliance/parts/text.html", {"text": text})
