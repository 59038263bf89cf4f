"""The debts of a case as the gate knows them: limitation, settlement, first communication, with their proof."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from arrears.book.portfolio import api as portfolio
from arrears.book.portfolio.contracts import AccountFacts, DebtorPage
from arrears.desk.care import api as care
from arrears.desk.care.contracts import CareRefused, LimitationFound
from arrears.faces.workbench.access import in_scope
from arrears.faces.workbench.compliance.case_views import MAY_READ, MAY_WRITE
from arrears.faces.workbench.compliance.names import COMPLIANCE_NAMES
from arrears.faces.workbench.fields import DayInput
from arrears.faces.workbench.templatetags.workbench import in_language
from arrears.foundation.access import actor_of, may
from arrears.foundation.api import Actor
from arrears.gate import api as gate
from arrears.gate.api import DebtFacts
from arrears.kernel.clock import today

_SETTLED = {"": None, "yes": True, "no": False}


class DebtForm(forms.Form):
    """All that is known of one debt: what is left empty is not known."""

    limitation_ends = forms.DateField(
        label=gettext_lazy("Last day of limitation"), required=False, widget=DayInput()
    )
    settled = forms.ChoiceField(label=gettext_lazy("Paid, settled, discharged or sold"), required=False)
    first_communication = forms.DateField(
        label=gettext_lazy("First communication"), required=False, widget=DayInput()
    )
    reference = forms.CharField(label=gettext_lazy("Where the proof is"), max_length=200)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        settled = self.fields["settled"]
        assert isinstance(settled, forms.ChoiceField)
        settled.choices = [("", _("not known")), ("yes", _("yes")), ("no", _("no"))]


@dataclass(frozen=True, slots=True)
class DebtLine:
    """One account: what was reported, what the ledger gives by the Civil Code, and the form to report anew."""

    account: AccountFacts
    known: DebtFacts | None
    worked: LimitationFound | None
    form: DebtForm
    sent: bool

    @property
    def differs(self) -> bool:
        """Whether the day that the ledger gives is not the one on record."""
        return self.worked is not None and (
            self.known is None or self.known.limitation_ends != self.worked.last_day
        )


def _initial(known: DebtFacts | None) -> dict[str, object]:
    if known is None:
        return {}
    return {
        "limitation_ends": known.limitation_ends,
        "settled": {None: "", True: "yes", False: "no"}[known.settled],
        "first_communication": known.first_communication,
        "reference": known.reference,
    }


def debt_lines(request: HttpRequest, actor: Actor, page: DebtorPage) -> list[DebtLine]:
    """Every account of the case; the form that was sent is bound."""
    creditor_id, debtor_id = page.party.creditor_id, page.party.party_id
    accounts = {one.account_id: one for one in page.accounts}
    known = gate.debts_known(actor, creditor_id, debtor_id, accounts)
    worked = care.limitations_of(actor, creditor_id, debtor_id)
    sent = request.POST.get("account", "") if request.POST.get("act") == "debt" else ""
    return [
        DebtLine(
            account=account,
            known=known.get(account_id),
            worked=worked.get(account_id),
            form=DebtForm(
                request.POST if sent == str(account_id) else None,
                initial=_initial(known.get(account_id)),
                prefix=f"debt{account_id}",
            ),
            sent=sent == str(account_id),
        )
        for account_id, account in accounts.items()
    ]


@may(*MAY_READ)
@require_http_methods(["GET", "POST"])
@in_scope
def case_debts(request: HttpRequest, debtor_id: int) -> HttpResponse:
    """What the gate knows of each debt; leaders and compliance report, or keep what the ledger gives."""
    actor = actor_of(request)
    page = portfolio.debtor_page(actor, debtor_id, today(actor.zone))
    lines = debt_lines(request, actor, page)
    may_write = actor.role in MAY_WRITE
    status = 200
    if request.method == "POST":
        status = 422 if may_write else 403
        line = next(
            (one for one in lines if str(one.account.account_id) == request.POST.get("account")), None
        )
        if may_write and line is not None and _done(request, actor, page, line):
            return redirect("case_debts", debtor_id)
    context = {
        **COMPLIANCE_NAMES,
        "section": "",
        "party": page.party,
        "debts": lines,
        "may_write": may_write,
    }
    return render(request, "workbench/compliance/debts.html", context, status=status)


def _done(request: HttpRequest, actor: Actor, page: DebtorPage, line: DebtLine) -> bool:
    """Whether what was asked has been done; what is wrong stands in the line's form."""
    creditor_id, debtor_id = page.party.creditor_id, page.party.party_id
    account_id = line.account.account_id
    if request.POST.get("act") == "keep":
        try:
            care.keep_limitation(creditor_id, debtor_id, account_id, actor)
        except CareRefused as refused:
            messages.error(request, in_language(refused.words))
            return False
        messages.success(request, _("The last day of limitation is kept with the gate."))
        return True
    if not line.form.is_valid():
        return False
    said = line.form.cleaned_data
    gate.record_debt(
        creditor_id,
        debtor_id,
        account_id,
        limitation_ends=said["limitation_ends"],
        settled=_SETTLED[said["settled"]],
        first_communication=said["first_communication"],
        reference=said["reference"],
        actor=actor,
    )
    messages.success(request, _("Recorded. The gate judges by it from now on."))
    return True
