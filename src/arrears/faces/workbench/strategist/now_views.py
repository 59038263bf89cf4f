"""One account decided by the books of this moment: the step, why, and what would change it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from arrears.book.portfolio import api as portfolio
from arrears.book.portfolio.contracts import AccountKey
from arrears.faces.workbench.names import NAMES
from arrears.faces.workbench.strategist.experiment_views import READERS, percent
from arrears.foundation.access import actor_of, may
from arrears.foundation.api import Actor, creditors
from arrears.kernel.clock import today
from arrears.night.engine import api as night

NUMBER_MAX = 80
_MINUTES = 60


@may(*READERS)
@require_GET
def decide_now(request: HttpRequest) -> HttpResponse:
    """The account whose number is asked for; where several creditors have it, the one that `creditor` names.

    No name and no address of anybody is shown. Creditors out of scope are not looked into.
    """
    number = request.GET.get("number", "").strip()[:NUMBER_MAX]
    found = _accounts(actor_of(request), number) if number else []
    asked = request.GET.get("creditor", "")
    chosen = next((each for each in found if each[0] == asked), found[0] if found else None)
    now = night.decide_now(chosen[1].account_id) if chosen else None
    refused = ""
    if number and chosen is None:
        refused = _("No creditor of yours has an account with this number.")
    elif chosen is not None and now is None:
        refused = _("This account is closed: nothing is decided for it.")
    context = {
        **NAMES,
        "number": number,
        "creditors": [code for code, _key in found] if len(found) > 1 else [],
        "creditor": chosen[0] if chosen else "",
        "now": now,
        "opens": _clock(now.opens_minute) if now else "",
        "shares": _shares(now) if now else [],
        "refused": refused,
    }
    return render(request, "workbench/strategist/now.html", context, status=404 if refused else 200)


def _accounts(actor: Actor, number: str) -> list[tuple[str, AccountKey]]:
    found = []
    for creditor in creditors(actor):
        key = portfolio.accounts_by_number(creditor.id, [number]).get(number)
        if key is not None:
            found.append((creditor.code, key))
    return found


def _shares(now: night.Now) -> list[tuple[int, str]]:
    """What part of the arrears is expected within so many days; empty while the expert card holds."""
    scored = next((each.value for each in now.decided.scores if each.score == "recoverability"), None)
    expected = night.expected_shares(scored, today()) if scored is not None else ()
    return [(days, percent(share)) for days, share in expected]


def _clock(minute: int | None) -> str:
    return "" if minute is None else f"{minute // _MINUTES:02d}:{minute % _MINUTES:02d}"
