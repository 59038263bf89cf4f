"""Waivers that wait for a second person, mandates, and direct-debit files out to the bank and back."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from arrears.book.payments import api as payments
from arrears.book.payments.contracts import PostingRefused
from arrears.book.portfolio import api as portfolio
from arrears.faces.workbench.access import in_scope
from arrears.faces.workbench.bookroom.account_views import key_in_scope
from arrears.faces.workbench.bookroom.file_forms import creditor_options, offer
from arrears.faces.workbench.bookroom.lists import Cell, as_file, paged, wants_file
from arrears.faces.workbench.bookroom.mapping_fields import CURRENCIES
from arrears.faces.workbench.bookroom.names import LAYOUT_WORDS, NAMES
from arrears.faces.workbench.bookroom.rights import DEBIT, DECIDE_WAIVERS, MOVE_MONEY, SEE_WAIVERS
from arrears.faces.workbench.fields import DayInput
from arrears.faces.workbench.templatetags.workbench import day_text, in_language, moment_text, plain_amount
from arrears.foundation.access import actor_of, may
from arrears.foundation.api import Actor, Role, creditors, file_ref, read_file
from arrears.kernel.clock import today

SALT = "arrears.bookroom.debit"
KEPT_SECONDS = 7 * 24 * 3600
RESULT_BYTES_MAX = 100 * 1024 * 1024
STATES = ("waiting", "posted", "refused")


# --- waivers -----------------------------------------------------------------------------------------------


@may(*SEE_WAIVERS)
@require_http_methods(["GET", "POST"])
@in_scope
def book_waivers(request: HttpRequest) -> HttpResponse:
    """Waivers and write-offs that were asked for; who asked never decides."""
    actor = actor_of(request)
    if request.method == "POST":
        return _decided(request, actor)
    asked = request.GET.get("state", "waiting")
    state = asked if asked in STATES else "waiting"
    found = payments.waiver_requests(actor, state)
    houses = {one.id: one.name for one in creditors(actor)}
    if wants_file(request):
        headings = [
            _("Asked for"),
            _("Done by"),
            _("Creditor"),
            _("Amount"),
            _("Currency"),
            _("Reason"),
            _("State"),
        ]
        rows = [
            [
                moment_text(one.asked_at),
                one.asked_by,
                houses.get(one.creditor_id, ""),
                plain_amount(sum(one.amounts.values()), one.currency),
                one.currency,
                one.why,
                one.state,
            ]
            for one in found
        ]
        return as_file(request, "waivers", headings, rows)
    page = paged(request, found)
    context = {
        **NAMES,
        "page": page,
        "houses": houses,
        "numbers": {one.account_id: _number(one.account_id) for one in page.items},
        "state": state,
        "states": STATES,
        "may_decide": actor.role in DECIDE_WAIVERS,
        "my_name": actor.name,
        "may_open": actor.role is not Role.ADMINISTRATOR,
    }
    return render(request, "workbench/bookroom/waivers.html", context)


def _number(account_id: int) -> str:
    return portfolio.account_key(account_id).number


def _decided(request: HttpRequest, actor: Actor) -> HttpResponse:
    number, act = request.POST.get("id", ""), request.POST.get("act", "")
    if actor.role not in DECIDE_WAIVERS or not number.isdecimal() or act not in ("approve", "refuse"):
        raise Http404
    try:
        done = payments.decide_waiver(int(number), approve=act == "approve", actor=actor)
    except PostingRefused as refused:
        messages.error(request, in_language(refused.words))
    else:
        messages.success(request, in_language(done.words))
    return redirect("book_waivers")


# --- mandates ----------------------------------------------------------------------------------------------


class MandateForm(forms.Form):
    """A debtor's consent to be debited, as signed."""

    reference = forms.CharField(label=gettext_lazy("Reference of the consent"), max_length=60)
    bank_code = forms.CharField(label=gettext_lazy("Bank code"), max_length=20)
    holder = forms.CharField(label=gettext_lazy("Account holder"), max_length=80)
    number = forms.CharField(
        label=gettext_lazy("Bank account"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    since = forms.DateField(label=gettext_lazy("Valid from"), widget=DayInput())


@may(*MOVE_MONEY)
@require_http_methods(["GET", "POST"])
@in_scope
def book_mandate(request: HttpRequest, account_id: int) -> HttpResponse:
    """Mandates of an account: a new consent, or the end of one."""
    actor = actor_of(request)
    key = key_in_scope(account_id, actor)
    ending = request.POST.get("end", "")
    form = MandateForm(
        request.POST if request.POST and not ending else None, initial={"since": today(actor.zone)}
    )
    found = payments.mandates_of(actor, account_id, key.creditor_id)
    try:
        if ending:
            if ending not in {str(one.mandate_id) for one in found}:
                raise Http404
            payments.end_mandate(int(ending), today(actor.zone), actor)
            messages.success(request, _("The consent has ended; nothing is debited from now on."))
            return redirect("book_mandate", account_id)
        if form.is_valid():
            payments.add_mandate(account_id, actor=actor, **form.cleaned_data)
            messages.success(request, _("The consent is on record; the bank account lies encrypted."))
            return redirect("book_mandate", account_id)
    except PostingRefused as refused:
        form.add_error(None, in_language(refused.words))
    context = {**NAMES, "facts": portfolio.account_facts(account_id), "mandates": found, "form": form}
    status = 422 if form.is_bound else 200
    return render(request, "workbench/bookroom/mandate.html", context, status=status)


# --- files to and from the bank ------------------------------------------------------------------------------


class DebitForm(forms.Form):
    """A batch to debit: all that is due by the day on every account with a consent."""

    creditor = forms.TypedChoiceField(label=gettext_lazy("Creditor"), coerce=int)
    code = forms.SlugField(label=gettext_lazy("Batch"), max_length=40)
    due_on = forms.DateField(label=gettext_lazy("Debit on"), widget=DayInput())
    currency = forms.ChoiceField(label=gettext_lazy("Currency"), choices=[(one, one) for one in CURRENCIES])
    layout = forms.ChoiceField(label=gettext_lazy("Layout"))

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "creditor", creditor_options(actor))
        offer(self, "layout", _layouts())


class ResultForm(forms.Form):
    """The bank's answer."""

    prefix = "result"
    creditor = forms.TypedChoiceField(label=gettext_lazy("Creditor"), coerce=int)
    layout = forms.ChoiceField(label=gettext_lazy("Layout"))
    effective_on = forms.DateField(label=gettext_lazy("Collected on"), widget=DayInput())
    file = forms.FileField(label=gettext_lazy("The bank's file"), max_length=200)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "creditor", creditor_options(actor))
        offer(self, "layout", _layouts())

    def clean_file(self) -> Any:
        sent = self.cleaned_data["file"]
        if sent.size > RESULT_BYTES_MAX:
            raise forms.ValidationError(_("The file is larger than 100 MiB."))
        return sent


def _layouts() -> list[tuple[str, str]]:
    return [(str(one), in_language(LAYOUT_WORDS[one])) for one in payments.Layout]


@may(*DEBIT)
@require_http_methods(["GET", "POST"])
@in_scope
def book_debits(request: HttpRequest) -> HttpResponse:
    """Direct-debit files: make one, fetch it, take the bank's answer."""
    actor, act = actor_of(request), request.POST.get("act", "")
    day = today(actor.zone)
    make = DebitForm(request.POST if act == "make" else None, actor=actor, initial={"due_on": day})
    result = ResultForm(
        request.POST if act == "result" else None,
        request.FILES if act == "result" else None,
        actor=actor,
        initial={"effective_on": day},
    )
    made = ""
    try:
        if make.is_valid():
            made = _made(make, actor)
            messages.success(request, _("The file for the bank is ready."))
        elif result.is_valid():
            messages.success(request, _taken(result, actor))
            return redirect("book_debits")
    except PostingRefused as refused:
        (make if make.is_bound else result).add_error(None, in_language(refused.words))
    houses = {one.id: one.name for one in creditors(actor)}
    found = payments.debit_batches(actor)
    if wants_file(request):
        return _exported(request, found, houses)
    context = {
        **NAMES,
        "page": paged(request, found),
        "houses": houses,
        "make": make,
        "result": result,
        "made": made,
    }
    bad = (make.is_bound and not made) or result.is_bound
    return render(request, "workbench/bookroom/debits.html", context, status=422 if bad else 200)


def _made(form: DebitForm, actor: Actor) -> str:
    """The address of the file that was made."""
    said = form.cleaned_data
    done = payments.make_debit_file(
        said["creditor"],
        said["code"],
        due_on=said["due_on"],
        currency=said["currency"],
        layout=payments.Layout(said["layout"]),
        actor=actor,
    )
    return reverse("book_debit_file", args=[signing.dumps(str(done.file.id), salt=SALT)])


def _taken(form: ResultForm, actor: Actor) -> str:
    said = form.cleaned_data
    done = payments.take_debit_results(
        said["creditor"],
        said["file"].read(),
        layout=payments.Layout(said["layout"]),
        effective_on=said["effective_on"],
        actor=actor,
    )
    return _("{collected} collected, {failed} failed, {repeated} known before, {unknown} unknown.").format(
        collected=done.collected, failed=done.failed, repeated=done.repeated, unknown=done.unknown
    )


def _exported(
    request: HttpRequest, found: Sequence[payments.DebitBatchFacts], houses: dict[int, str]
) -> HttpResponse:
    headings = [
        _("Batch"),
        _("Creditor"),
        _("Debit on"),
        _("Debits"),
        _("Amount"),
        _("Collected"),
        _("Failed"),
    ]
    rows: list[list[Cell]] = [
        [
            one.code,
            houses.get(one.creditor_id, ""),
            day_text(one.due_on),
            one.debits,
            plain_amount(one.total_minor, one.currency),
            one.collected,
            one.failed,
        ]
        for one in found
    ]
    return as_file(request, "debits", headings, rows)


@may(*DEBIT)
@require_GET
@in_scope
def book_debit_file(request: HttpRequest, token: str) -> HttpResponse:
    """The file for the bank; it holds bank accounts in clear, so fetching it leaves an audit line."""
    actor = actor_of(request)
    try:
        file_id = uuid.UUID(signing.loads(token, salt=SALT, max_age=KEPT_SECONDS))
    except signing.BadSignature as wrong:
        raise Http404 from wrong
    ref = file_ref(file_id, actor)
    response = HttpResponse(read_file(file_id, actor), content_type=ref.media_type)
    response["Content-Disposition"] = content_disposition_header(True, ref.name) or "attachment"
    return response


@may(*DEBIT)
@require_GET
@in_scope
def book_debit_batch(request: HttpRequest, batch_id: int) -> HttpResponse:
    """The debits of one batch and what the bank said of each."""
    actor = actor_of(request)
    batch = next((one for one in payments.debit_batches(actor) if one.batch_id == batch_id), None)
    if batch is None:
        raise Http404
    context = {**NAMES, "batch": batch, "page": paged(request, payments.debits_of(actor, batch_id))}
    return render(request, "workbench/bookroom/debit_batch.html", context)
