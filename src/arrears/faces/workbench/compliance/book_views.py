"""The gate's books: searched and handed out; the chain over them and its verification."""

from __future__ import annotations

from datetime import timedelta
from importlib import resources
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from arrears.book.portfolio import api as portfolio
from arrears.faces.workbench.compliance import files
from arrears.faces.workbench.compliance.names import COMPLIANCE_NAMES, GATE_CHANNELS
from arrears.faces.workbench.compliance.refusal_views import span
from arrears.faces.workbench.fields import DayInput
from arrears.faces.workbench.templatetags.workbench import in_language
from arrears.foundation.access import actor_of, may
from arrears.foundation.api import Actor, Role, audit, creditors
from arrears.gate import api as gate
from arrears.gate.api import LINE_WORDS, Line, LineFilter, LineKind
from arrears.kernel.clock import day_bounds, now, today
from arrears.people.team.contracts import Page

BACK = timedelta(days=6)
HITS_MAX = 200


class BookForm(forms.Form):
    """What a search of the books is narrowed to."""

    first = forms.DateField(label=gettext_lazy("From"), required=False, widget=DayInput())
    last = forms.DateField(label=gettext_lazy("To"), required=False, widget=DayInput())
    case = forms.CharField(
        label=gettext_lazy("Contract, phone, ID number, name"), required=False, max_length=120
    )
    by = forms.CharField(label=gettext_lazy("Who"), required=False, max_length=80)
    channel = forms.ChoiceField(label=gettext_lazy("Channel"), required=False)
    rule = forms.CharField(label=gettext_lazy("Rule"), required=False, max_length=60)
    creditor = forms.TypedChoiceField(
        label=gettext_lazy("Creditor"), required=False, coerce=int, empty_value=None
    )
    kind = forms.ChoiceField(required=False, widget=forms.HiddenInput)
    debtor = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = [(code, in_language(words)) for code, words in GATE_CHANNELS.items()]
        self._offer("channel", [("", _("All channels")), *named])
        self._offer("creditor", [("", _("All creditors")), *((one.id, one.name) for one in creditors(actor))])
        self._offer("kind", [("", ""), *((kind.value, kind.value) for kind in LineKind)])

    def _offer(self, name: str, options: list[tuple[Any, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = options


def _debtors(actor: Actor, asked: dict[str, Any]) -> tuple[int, ...] | None:
    """The cases that are meant; None for all. Words that nobody answers to find nothing."""
    if asked.get("debtor"):
        return (asked["debtor"],)
    text = (asked.get("case") or "").strip()
    if not text:
        return None
    return tuple({hit.debtor_id for hit in portfolio.find(actor, text)[:HITS_MAX]})


def _filter(actor: Actor, form: BookForm) -> tuple[LineFilter, dict[str, Any]]:
    asked = form.cleaned_data if form.is_bound and form.is_valid() else {}
    first, last = span(asked, actor.zone, BACK)
    kept = {
        "first": first,
        "last": last,
        **{name: asked.get(name) or "" for name in ("case", "by", "channel", "rule", "creditor", "debtor")},
    }
    wanted = LineFilter(
        since=day_bounds(first, actor.zone)[0],
        until=day_bounds(last, actor.zone)[1],
        kinds=(LineKind(asked["kind"]),) if asked.get("kind") else (),
        creditor_id=asked.get("creditor"),
        debtor_ids=_debtors(actor, asked),
        channel=asked.get("channel") or None,
        rule=(asked.get("rule") or "").strip() or None,
        by=(asked.get("by") or "").strip() or None,
    )
    return wanted, kept


@may(Role.COMPLIANCE)
@require_GET
def gate_books(request: HttpRequest) -> HttpResponse:
    """Permits, uses, outcomes, refusals, stops and consents of a time; `?as=` gives them as a file (audited)."""
    actor = actor_of(request)
    here = today(actor.zone)
    form = BookForm(request.GET or None, actor=actor, initial={"first": here - BACK, "last": here})
    wanted, kept = _filter(actor, form)
    form_of_file = files.form_asked(request)
    if form_of_file:
        rows = [_row(line) for line in gate.line_export(actor, wanted, form_of_file)]
        return files.as_file(form_of_file, f"gate-{kept['first']}-{kept['last']}", _headings(), rows)
    every = gate.line_counts(actor, LineFilter(**{**_plain(wanted), "kinds": ()}))
    chosen = wanted.kinds[0] if wanted.kinds else None
    total = every.get(chosen, 0) if chosen else sum(every.values())
    number = files.page_number(request)
    found = gate.lines(actor, wanted, offset=(number - 1) * files.PAGE_ROWS, limit=files.PAGE_ROWS)
    query = urlencode({**kept, "kind": chosen or ""})
    context = {
        **COMPLIANCE_NAMES,
        "section": "gate_books",
        "form": form,
        "page": Page(items=found, number=number, size=files.PAGE_ROWS, total=total),
        "names": portfolio.masked_names(actor, [one.debtor_id for one in found if one.debtor_id]),
        "chips": _chips(every, kept, chosen),
        "chosen": chosen,
        "query": query,
        "forms": tuple(files.FORMS),
        "most": gate.LINES_MAX,
        "cut": total > gate.LINES_MAX,
    }
    return render(request, "workbench/compliance/books.html", context)


def _plain(wanted: LineFilter) -> dict[str, Any]:
    return {name: getattr(wanted, name) for name in LineFilter.__slots__}


def _chips(counts: Any, kept: dict[str, Any], chosen: LineKind | None) -> list[dict[str, object]]:
    chips: list[dict[str, object]] = [
        {"label": _("All"), "count": sum(counts.values()), "query": urlencode(kept), "on": chosen is None}
    ]
    chips += [
        {
            "label": in_language(LINE_WORDS[kind]),
            "count": count,
            "query": urlencode({**kept, "kind": kind.value}),
            "on": kind is chosen,
        }
        for kind, count in counts.items()
    ]
    return chips


def _headings() -> list[str]:
    return [
        _("When"), _("Book"), _("Creditor"), _("Case"), _("Channel"), _("What"), _("Verdict"), _("Rules"),
        _("Who"), _("Reference"), _("Permit or refusal"),
    ]  # fmt: skip


def _row(line: Line) -> list[files.Cell]:
    return [
        line.at, line.kind.value, line.creditor_id, line.debtor_id, line.channel, line.what, line.verdict,
        ", ".join(line.rules), line.by, line.note, str(line.asked_id or line.ref),
    ]  # fmt: skip


# --- the chain -----------------------------------------------------------------------------------------------


@may(Role.COMPLIANCE, Role.ADMINISTRATOR)
@require_GET
def gate_chain(request: HttpRequest) -> HttpResponse:
    """How far the books are sealed, and what a verification would find (on request)."""
    context = {**COMPLIANCE_NAMES, "section": "gate_chain", "state": gate.chain_state()}
    return render(request, "workbench/compliance/chain.html", context)


@may(Role.COMPLIANCE, Role.ADMINISTRATOR)
@require_POST
def chain_verify(request: HttpRequest) -> HttpResponse:
    """Check every seal and every row; the audit trail keeps who asked and what was found."""
    actor = actor_of(request)
    began = now()
    report = gate.verify()
    detail = {"sound": report.sound, "sealed": report.sealed, "unsealed": report.unsealed}
    audit(actor, "gate.chain_verified", "gate", detail)
    context = {
        "report": report,
        "state": gate.chain_state(),
        "at": began,
        "seconds": max(1, round((now() - began).total_seconds())),
    }
    return render(request, "workbench/compliance/parts/verified.html", context)


@may(Role.COMPLIANCE, Role.ADMINISTRATOR)
@require_GET
def chain_tool(request: HttpRequest) -> HttpResponse:
    """The script by which an auditor checks an export without this program."""
    text = resources.files("arrears.gate").joinpath("audit_tool.py").read_text("utf-8")
    response = HttpResponse(text, content_type="text/x-python; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="audit_tool.py"'
    return response


@may(Role.COMPLIANCE, Role.ADMINISTRATOR)
@require_GET
def chain_export(request: HttpRequest) -> StreamingHttpResponse:
    """Seals and journal lines (no personal data) for the auditor's own check; with `rows=1` each line brings
    its row as it was hashed. Audited by the gate."""
    whole = request.GET.get("rows") == "1"
    lines = (f"{line}\n" for line in gate.export(actor_of(request), rows=whole))
    response = StreamingHttpResponse(lines, content_type="application/x-ndjson")
    response["Content-Disposition"] = f'attachment; filename="gate-chain-{today()}.jsonl"'
    return response
