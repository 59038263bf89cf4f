"""What-if: change one figure of a rule and see which contacts of the past would have been judged otherwise.

Everything is computed again from the recorded facts, piece by piece while the page waits; nothing is saved
and nothing here permits a contact.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from arrears.book.portfolio import api as portfolio
from arrears.faces.workbench.compliance import files
from arrears.faces.workbench.compliance.names import COMPLIANCE_NAMES, VERDICT_WORDS
from arrears.faces.workbench.compliance.rule_views import first_pack
from arrears.faces.workbench.fields import DayInput
from arrears.faces.workbench.templatetags.workbench import in_language
from arrears.foundation.access import actor_of, may
from arrears.foundation.api import Actor, Role, audit, creditors
from arrears.gate import api as gate
from arrears.gate.api import Recorded
from arrears.gate.contracts import Change, ParameterInfo
from arrears.kernel.clock import day_bounds, today

CHUNK = 400
CONTACTS_MAX = 20_000
LISTED_MAX = 500
DAYS_MAX = 93
EVERY = "every"


class WhatIfForm(forms.Form):
    """Which figure, what instead, in which time."""

    rule = forms.ChoiceField(label=gettext_lazy("Rule"))
    parameter = forms.CharField(label=gettext_lazy("Parameter"), max_length=60)
    value = forms.CharField(label=gettext_lazy("Instead"), max_length=400)
    first = forms.DateField(label=gettext_lazy("From"), widget=DayInput())
    last = forms.DateField(label=gettext_lazy("To"), widget=DayInput())

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rules = changeable(actor)
        field = self.fields["rule"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(one, f"{one} {title}") for one, (title, _figures) in self.rules.items()]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if not {"rule", "parameter", "value", "first", "last"} <= said.keys():
            return said
        figures = self.rules[said["rule"]][1]
        info = figures.get(said["parameter"])
        if info is None:
            self.add_error("parameter", _("This rule has no such figure."))
            return said
        try:
            said["change"] = Change(
                rule=said["rule"],
                parameter=said["parameter"],
                value=gate.read_value(said["value"], info.value),
            )
        except ValueError:
            self.add_error(
                "value", _("Write it as the figure is written now: %s") % gate.value_text(info.value)
            )
        if not timedelta(0) <= said["last"] - said["first"] <= timedelta(days=DAYS_MAX):
            self.add_error("last", _("At most %s days, from the earlier to the later.") % DAYS_MAX)
        return said


def changeable(actor: Actor) -> dict[str, tuple[str, dict[str, ParameterInfo]]]:
    """The rules with figures that bind the reader's creditors, with their figures of today."""
    bound = dict.fromkeys(code for creditor in creditors(actor) for code in creditor.regimes)
    packs = [*(bound or {first_pack(actor): None}), EVERY]
    return {
        rule.id: (in_language(rule.title), {one.name: one for one in rule.info.parameters})
        for pack in packs
        for rule in gate.rule_details(pack, today(actor.zone))
        if rule.info is not None and rule.info.parameters and not rule.info.within
    }


def _bound(actor: Actor, rule: str) -> list[int]:
    """The creditors whose contacts the rule can concern."""
    pack = gate.regime_of_rule(rule)
    if pack == EVERY:
        return [one.id for one in creditors(actor)]
    return [one.id for one in creditors(actor) if _binds(pack, one.regimes)]


def _binds(pack: str | None, regimes: tuple[str, ...]) -> bool:
    """An overlay brings the law under it: Massachusetts is bound by the federal rules."""
    return pack in regimes or (pack == "us_reg_f" and any(code.startswith("us_") for code in regimes))


@may(Role.COMPLIANCE)
@require_GET
def what_if(request: HttpRequest) -> HttpResponse:
    """The form; with a whole question, the first piece of the answer is asked for by the page itself."""
    actor = actor_of(request)
    here = today(actor.zone)
    first = {"first": here - timedelta(days=30), "last": here}
    whole = "value" in request.GET
    initial = {**first, **{name: request.GET.get(name, "") for name in ("rule", "parameter")}}
    form = WhatIfForm(request.GET if whole else None, actor=actor, initial=initial)
    context: dict[str, Any] = {
        **COMPLIANCE_NAMES,
        "section": "what_if",
        "form": form,
        "figures": _figures(form, str(initial["rule"] or request.GET.get("rule", ""))),
        "most": CONTACTS_MAX,
        "listed": LISTED_MAX,
    }
    valid = whole and form.is_valid()
    if valid:
        said = form.cleaned_data
        since, until = _bounds(said, actor)
        count = gate.recorded_count(actor, since=since, until=until, creditor_ids=_bound(actor, said["rule"]))
        asked = {name: str(said[name]) for name in ("rule", "parameter", "value", "first", "last")}
        if form_of_file := files.form_asked(request):
            audit(actor, "gate.what_if_exported", "gate", asked)
            return files.as_file(form_of_file, f"what-if-{said['rule']}", *_rows(actor, said))
        context |= {
            "asked": said,
            "count": count,
            "cut": count > CONTACTS_MAX,
            "run": f"{reverse('what_if_piece')}?{urlencode(asked)}",
            "query": urlencode(asked),
            "forms": tuple(files.FORMS),
        }
    status = 422 if whole and not valid else 200
    return render(request, "workbench/compliance/what_if.html", context, status=status)


def _figures(form: WhatIfForm, rule: str) -> list[tuple[str, str, str]]:
    """(rule, figure, its value now) of the chosen rule, or of all: what the form's fields may hold."""
    return [
        (code, name, gate.value_text(info.value))
        for code, (_title, figures) in form.rules.items()
        if not rule or code == rule
        for name, info in figures.items()
    ]


def _bounds(said: dict[str, Any], actor: Actor) -> tuple[datetime, datetime]:
    first: date = said["first"]
    last: date = said["last"]
    return day_bounds(first, actor.zone)[0], day_bounds(last, actor.zone)[1]


@dataclass(frozen=True, slots=True)
class Otherwise:
    """A contact that would have been judged otherwise; `told_again`: its own verdict comes out of the facts."""

    one: Recorded
    before: str
    after: str
    rules: tuple[str, ...]


@dataclass(slots=True)
class Piece:
    """What one piece of the work found, and where it stopped."""

    done: int = 0
    changed: list[Otherwise] | None = None
    unlike: int = 0
    cursor: tuple[datetime, uuid.UUID] | None = None


def piece(
    actor: Actor, said: dict[str, Any], after: tuple[datetime, uuid.UUID] | None, limit: int = CHUNK
) -> Piece:
    """Judge the next contacts twice. One whose own verdict does not come out again is counted apart: some
    fact beside the books has changed since, and nothing honest can be said of it."""
    since, until = _bounds(said, actor)
    rows = gate.recorded(
        actor,
        since=since,
        until=until,
        after=after,
        limit=limit,
        creditor_ids=_bound(actor, said["rule"]),
    )
    found = Piece(done=len(rows), changed=[])
    assert found.changed is not None
    for one in rows:
        told = gate.compare(one.case, one.house_rules, said["change"])
        if told.before != one.verdict:
            found.unlike += 1
        elif told.differs:
            found.changed.append(Otherwise(one, told.before, told.after, told.rules))
    if len(rows) == limit:
        found.cursor = (rows[-1].at, rows[-1].id)
    return found


def _number(request: HttpRequest, name: str) -> int:
    asked = request.GET.get(name, "0")
    return int(asked) if asked.isdecimal() and asked.isascii() and len(asked) < 9 else 0


def _cursor(request: HttpRequest) -> tuple[datetime, uuid.UUID] | None:
    at, key = request.GET.get("at", ""), request.GET.get("id", "")
    if not at:
        return None
    try:
        moment = datetime.fromisoformat(at)
        return (moment, uuid.UUID(key)) if moment.tzinfo else None
    except ValueError as wrong:
        raise Http404 from wrong


@may(Role.COMPLIANCE)
@require_GET
def what_if_piece(request: HttpRequest) -> HttpResponse:
    """One piece of the answer: the rows that it adds, the counts so far, and the address of the next piece."""
    actor = actor_of(request)
    form = WhatIfForm(request.GET, actor=actor)
    if not form.is_valid():
        raise Http404
    said = form.cleaned_data
    found = piece(actor, said, _cursor(request))
    changed = found.changed or []
    counts = {
        "done": _number(request, "done") + found.done,
        "closed": _number(request, "closed") + sum(one.before == "permit" for one in changed),
        "opened": _number(request, "opened") + sum(one.after == "permit" for one in changed),
        "other": _number(request, "other") + sum("permit" not in (one.before, one.after) for one in changed),
        "unlike": _number(request, "unlike") + found.unlike,
    }
    listed = _number(request, "listed")
    shown = changed[: max(0, LISTED_MAX - listed)]
    more = found.cursor is not None and counts["done"] < CONTACTS_MAX
    following = ""
    if more and found.cursor is not None:
        asked = {name: str(said[name]) for name in ("rule", "parameter", "value", "first", "last")}
        at = {"at": found.cursor[0].isoformat(), "id": str(found.cursor[1])}
        whole = {**asked, **counts, **at, "listed": listed + len(shown), "count": _number(request, "count")}
        following = f"{reverse('what_if_piece')}?{urlencode(whole)}"
    context = {
        **COMPLIANCE_NAMES,
        "changed": shown,
        "names": portfolio.masked_names(actor, [one.one.debtor_id for one in shown]),
        "counts": counts,
        "differ": counts["closed"] + counts["opened"] + counts["other"],
        "following": following,
        "first_piece": not listed and not _cursor(request),
        "nothing": not more and not (counts["closed"] + counts["opened"] + counts["other"]),
        "listed": LISTED_MAX,
    }
    return render(request, "workbench/compliance/parts/what_if_piece.html", context)


def _rows(actor: Actor, said: dict[str, Any]) -> tuple[list[str], Iterator[list[files.Cell]]]:
    headings = [
        _("When"), _("Case"), _("Channel"), _("Then"), _("Instead"), _("Rules"), _("Asked by"), _("Reference")
    ]  # fmt: skip

    def rows() -> Iterator[list[files.Cell]]:
        cursor, done = None, 0
        while done < CONTACTS_MAX:
            found = piece(actor, said, cursor)
            done += found.done
            for each in found.changed or ():
                yield [
                    each.one.at, each.one.debtor_id, each.one.channel, in_language(VERDICT_WORDS[each.before]),
                    in_language(VERDICT_WORDS[each.after]), ", ".join(each.rules), each.one.by, str(each.one.id),
                ]  # fmt: skip
            cursor = found.cursor
            if cursor is None:
                return

    return headings, rows()
