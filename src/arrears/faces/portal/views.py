"""A debtor reads what was approved for them, and agrees or does not. No login: the link and a proof of identity."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from arrears.desk.promises import api as promises
from arrears.desk.promises.contracts import OfferLink, OfferState, Refused
from arrears.faces.portal.forms import AgreeForm, DeclineForm, ProofForm
from arrears.faces.workbench.templatetags.workbench import in_language

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]
TOKEN_CHARS_MAX = 64


def _private(view: View[P]) -> View[P]:
    """Open to anybody, and to nobody else's eyes: not cached, not indexed. (Other sites are told nothing of any
    page: the referrer policy of the whole house.)"""

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        response = view(request, *args, **kwargs)
        response["X-Robots-Tag"] = "noindex, nofollow"
        return response

    return login_not_required(never_cache(guarded))


def _link(token: str) -> OfferLink:
    if len(token) > TOKEN_CHARS_MAX:
        raise Http404
    try:
        return promises.offer_of(token)
    except promises.NoSuchPromise as error:
        raise Http404 from error


def _key(request: HttpRequest, link: OfferLink) -> str:
    return str(request.session.get(f"offer:{link.id}", ""))


def _language() -> str:
    return "en" if get_language() == "en" else "zh-hans"


@_private
@require_http_methods(["GET", "POST"])
def offer(request: HttpRequest, token: str) -> HttpResponse:
    """The link: who are you, then the agreement with its two answers, then what became of it."""
    link = _link(token)
    act = request.POST.get("act", "") if request.method == "POST" else ""
    if link.state is not OfferState.OPEN:
        return _ended(request, link, token)
    if act == "prove":
        return _prove(request, link, token)
    if not _key(request, link):
        return _page(request, {"proof": ProofForm()})
    return _answer(request, link, token, act)


def _page(request: HttpRequest, context: dict[str, Any], status: int = 200) -> HttpResponse:
    return render(request, "portal/offer.html", context, status=status)


def _prove(request: HttpRequest, link: OfferLink, token: str) -> HttpResponse:
    form = ProofForm(request.POST)
    if form.is_valid():
        try:
            key = promises.prove_debtor(token, form.cleaned_data["id_number"])
        except Refused:
            return redirect("offer", token)
        if key is not None:
            request.session[f"offer:{link.id}"] = key
            return redirect("offer", token)
        left = promises.TRIES_MAX - link.failed - 1
        if left <= 0:
            return redirect("offer", token)
        form.add_error(
            "id_number",
            ngettext(
                "This is not the number we have. You can try once more.",
                "This is not the number we have. You can try {left} more times.",
                left,
            ).format(left=left),
        )
    return _page(request, {"proof": form}, 422)


def _answer(request: HttpRequest, link: OfferLink, token: str, act: str) -> HttpResponse:
    """What is read, and what is answered; a pass that is over leads back to the question who it is."""
    key, language = _key(request, link), _language()
    agreeing = AgreeForm(request.POST if act == "agree" else None)
    declining = DeclineForm(request.POST if act == "decline" else None)
    refused: Refused | None = None
    try:
        if act == "agree" and agreeing.is_valid():
            promises.agree_by_link(token, key, agreeing.cleaned_data["seen"], language)
            return redirect("offer", token)
        if act == "decline" and declining.is_valid():
            promises.decline_by_link(token, key, declining.cleaned_data["text"])
            return redirect("offer", token)
    except Refused as error:
        refused = error
    try:
        text = promises.read_offer(token, key, language)
    except Refused as error:
        return _page(request, {"proof": ProofForm(), "note": in_language(error.words)}, 422 if act else 200)
    if not agreeing.is_bound or refused is not None:
        agreeing = AgreeForm(initial={"seen": text.seen})
    context = {
        "text": text, "link": link, "agreeing": agreeing, "declining": declining,
        "note": in_language(refused.words) if refused else "",
    }  # fmt: skip
    return _page(request, context, 422 if act else 200)


def _ended(request: HttpRequest, link: OfferLink, token: str) -> HttpResponse:
    """Nothing can be done here any more. Who agreed in this browser can still take their paper."""
    said = {
        OfferState.AGREED: _("The agreement is made. Thank you."),
        OfferState.DECLINED: _("Your answer has been recorded. Nothing was agreed to."),
        OfferState.SHUT: _("This link was shut after too many wrong numbers. Please ask us for a new one."),
        OfferState.REPLACED: _(
            "A newer link has taken the place of this one. Please open the newer message."
        ),
        OfferState.UNSENT: _("This link has lapsed. Please ask us for a new one."),
        OfferState.LAPSED: _("This link has lapsed. Please ask us for a new one."),
    }[link.state]
    paper = link.state is OfferState.AGREED and bool(_key(request, link))
    answered = link.state in (OfferState.AGREED, OfferState.DECLINED)
    return _page(request, {"said": said, "paper": paper, "token": token}, 200 if answered else 410)


@_private
@require_GET
def offer_paper(request: HttpRequest, token: str) -> HttpResponse:
    """The agreement's paper, for whoever has just agreed to it."""
    link = _link(token)
    try:
        name, content = promises.offer_paper(token, _key(request, link))
    except Refused:
        return redirect("offer", token)
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
