"""Moving money by hand: each step is rehearsed and shown before it is booked; undoing it is a reversal."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from arrears.book.payments import api as payments
from arrears.book.payments.contracts import (
    OWED_COMPONENTS,
    Balance,
    Component,
    EntryFacts,
    EntryKind,
    PaymentOrder,
    PointsOrder,
    Posting,
    PostingRefused,
    RefundOrder,
    TransferOrder,
    WaiverOrder,
    WaiverOutcome,
)
from arrears.book.portfolio import api as portfolio
from arrears.book.portfolio.contracts import AccountFacts
from arrears.faces.workbench.access import in_scope
from arrears.faces.workbench.bookroom.account_views import key_in_scope, lines_shown, sequences_of
from arrears.faces.workbench.bookroom.money_forms import (
    GiveUpForm,
    MoneyForm,
    PaymentForm,
    PointsForm,
    RefundForm,
    ReverseForm,
    TransferForm,
    new_key,
)
from arrears.faces.workbench.bookroom.names import NAMES
from arrears.faces.workbench.bookroom.rehearsal import undone
from arrears.faces.workbench.bookroom.rights import ASK_WAIVERS, MOVE_MONEY
from arrears.faces.workbench.collector.day import as_of
from arrears.faces.workbench.templatetags.workbench import in_language
from arrears.foundation.access import actor_of, may
from arrears.foundation.api import Actor

Done = Posting | WaiverOutcome
TITLES: Mapping[str, Any] = {
    "payment": gettext_lazy("Post a payment"),
    "refund": gettext_lazy("Refund"),
    "transfer": gettext_lazy("Transfer"),
    "points": gettext_lazy("Redeem points"),
    "waiver": gettext_lazy("Waive"),
    "write-off": gettext_lazy("Write off"),
    "reverse": gettext_lazy("Reverse an entry"),
}
GIVE_UPS = {"waiver": EntryKind.WAIVER, "write-off": EntryKind.WRITE_OFF}


@dataclass(frozen=True, slots=True, kw_only=True)
class ComponentChange:
    component: Component
    before_minor: int
    after_minor: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What a posting would do: its lines, and the account before and after."""

    done: Done
    lines: tuple[Any, ...]
    changes: tuple[ComponentChange, ...]
    before: Balance
    after: Balance

    @property
    def waits(self) -> bool:
        return isinstance(self.done, WaiverOutcome) and self.done.state == "waiting"


@may(*MOVE_MONEY)
@require_http_methods(["GET", "POST"])
@in_scope
def book_post(request: HttpRequest, account_id: int, kind: str) -> HttpResponse:
    """A payment, refund, transfer or redemption of points."""
    actor = actor_of(request)
    key_in_scope(account_id, actor)
    facts = portfolio.account_facts(account_id)
    initial = {"effective_on": as_of(), "key": new_key()}
    data = request.POST or None
    forms: Mapping[str, Callable[[], MoneyForm]] = {
        "payment": lambda: PaymentForm(data, facts=facts, initial=initial),
        "refund": lambda: RefundForm(data, facts=facts, initial=initial),
        "transfer": lambda: TransferForm(data, facts=facts, initial=initial, others=_others(facts)),
        "points": lambda: PointsForm(data, facts=facts, initial=initial),
    }
    if kind not in forms:
        raise Http404
    form = forms[kind]()
    return _answered(request, actor, facts, kind, form, lambda: _ordered(kind, form, facts, actor))


def _others(facts: AccountFacts) -> list[AccountFacts]:
    """Where money of this account may go: the debtor's other accounts in its currency."""
    return [
        one
        for one in portfolio.accounts_of(facts.debtor_id)
        if one.account_id != facts.account_id and one.currency == facts.currency
    ]


def _ordered(kind: str, form: MoneyForm, facts: AccountFacts, actor: Actor) -> Done:
    said = form.cleaned_data
    common: dict[str, Any] = {
        "creditor_id": facts.creditor_id,
        "effective_on": said["effective_on"],
        "key": said["key"],
    }
    if kind == "payment":
        order = PaymentOrder(
            **common,
            account_id=facts.account_id,
            amount=said["amount"],
            way=said["way"],
            designation=said["designation"],
            memo=said["memo"],
        )
        return payments.post(order, actor)
    if kind == "refund":
        refund = RefundOrder(**common, account_id=facts.account_id, amount=said["amount"], why=said["why"])
        return payments.refund(refund, actor)
    if kind == "transfer":
        transfer = TransferOrder(
            **common,
            from_account_id=facts.account_id,
            to_account_id=said["to_account"],
            amount=said["amount"],
            why=said["why"],
        )
        return payments.transfer(transfer, actor)
    return payments.redeem_points(
        PointsOrder(**common, account_id=facts.account_id, points=said["points"]), actor
    )


@may(*ASK_WAIVERS)
@require_http_methods(["GET", "POST"])
@in_scope
def book_give_up(request: HttpRequest, account_id: int, kind: str) -> HttpResponse:
    """A waiver or write-off: booked within the asker's limit, else it waits for a second person."""
    actor = actor_of(request)
    key_in_scope(account_id, actor)
    if kind not in GIVE_UPS:
        raise Http404
    facts = portfolio.account_facts(account_id)
    form = GiveUpForm(
        request.POST or None,
        facts=facts,
        balance=payments.balance(account_id, as_of()),
        everything=kind == "write-off",
        initial={"effective_on": as_of(), "key": new_key()},
    )

    def ask() -> Done:
        order = WaiverOrder(
            creditor_id=facts.creditor_id,
            account_id=account_id,
            amounts=form.amounts(),
            effective_on=form.cleaned_data["effective_on"],
            key=form.cleaned_data["key"],
            why=form.cleaned_data["why"],
        )
        return payments.request_waiver(order, actor, GIVE_UPS[kind])

    return _answered(request, actor, facts, kind, form, ask)


@may(*MOVE_MONEY)
@require_http_methods(["GET", "POST"])
@in_scope
def book_reverse(request: HttpRequest, account_id: int, entry_id: int) -> HttpResponse:
    """Undo an entry: from its own day on as if it had never been, from a later day as a chargeback."""
    actor = actor_of(request)
    key_in_scope(account_id, actor)
    entry = next((one for one in payments.entries_of(account_id) if one.entry_id == entry_id), None)
    if entry is None:
        raise Http404
    facts = portfolio.account_facts(account_id)
    initial = {"effective_on": entry.effective_on, "key": new_key()}
    form = ReverseForm(request.POST or None, facts=facts, initial=initial)

    def undo() -> Done:
        said = form.cleaned_data
        return payments.reverse(entry_id, said["effective_on"], said["key"], said["why"], actor)

    return _answered(request, actor, facts, "reverse", form, undo, entry=entry)


# --- rehearsed, shown, booked ------------------------------------------------------------------------------


def _answered(
    request: HttpRequest,
    actor: Actor,
    facts: AccountFacts,
    kind: str,
    form: MoneyForm,
    run: Callable[[], Done],
    entry: EntryFacts | None = None,
) -> HttpResponse:
    """The form; with `act=book` the posting; else what it would do. A refusal of the ledger is the form's."""
    preview = None
    if form.is_valid():
        try:
            if request.POST.get("act") == "book":
                return _booked(request, facts, run())
            preview = rehearsed(facts.account_id, form.cleaned_data["effective_on"], run)
        except PostingRefused as refused:
            form.add_error(None, in_language(refused.words))
    context = {
        **NAMES,
        "facts": facts,
        "title": TITLES[kind],
        "kind": kind,
        "form": form,
        "preview": preview,
        "entry": entry,
        "said": [(name, value) for name, value in request.POST.items() if name in form.fields],
        "debtor": portfolio.debtor_page(actor, facts.debtor_id, as_of()).party,
    }
    status = 422 if form.is_bound and preview is None else 200
    return render(request, "workbench/bookroom/post.html", context, status=status)


def rehearsed(account_id: int, effective_on: date, run: Callable[[], Done]) -> Preview:
    """Post, look, and take it back. PostingRefused as the posting itself."""
    day = max(as_of(), effective_on)
    before = payments.balance(account_id, day)
    with undone():
        done = run()
        after = payments.balance(account_id, day)
        entry_id = done.entry_id
        lines = payments.lines_of(entry_id) if entry_id is not None else ()
    return Preview(
        done=done,
        lines=lines_shown(lines, sequences_of(before)),
        changes=tuple(
            ComponentChange(
                component=one,
                before_minor=before.by_component.get(one, 0),
                after_minor=after.by_component.get(one, 0),
            )
            for one in OWED_COMPONENTS
            if before.by_component.get(one) or after.by_component.get(one)
        ),
        before=before,
        after=after,
    )


def _booked(request: HttpRequest, facts: AccountFacts, done: Done) -> HttpResponse:
    if isinstance(done, WaiverOutcome):
        level = messages.warning if done.state == "waiting" else messages.success
        level(request, in_language(done.words))
    elif done.repeated:
        messages.info(request, _("This was booked before; nothing was booked again."))
    else:
        messages.success(request, _("It is booked."))
    return redirect("book_account", facts.account_id)
