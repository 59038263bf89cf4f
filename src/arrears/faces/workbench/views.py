"""Pages that belong to no seat: the start, the language, the help."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from arrears.faces.workbench.glossary import GLOSSARY
from arrears.faces.workbench.places import places_for
from arrears.foundation.access import EVERYONE, actor_of, may
from arrears.foundation.api import set_language as store_language

COOKIE_AGE_S = 365 * 24 * 3600


@may(*EVERYONE)
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """Everyone starts at the first page of their seat."""
    first = next(places_for(actor_of(request).role))
    return redirect(first.url)


@may(*EVERYONE)
@require_GET
def help_page(request: HttpRequest) -> HttpResponse:
    role = actor_of(request).role
    return render(request, "workbench/help.html", {"glossary": GLOSSARY, "role": role})


@login_not_required
@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    """Switch the language of this browser, and of the person when one is logged in."""
    chosen = request.POST.get("language", "")
    if chosen not in dict(settings.LANGUAGES):
        return HttpResponse(status=400)
    back = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}):
        back = reverse("home")
    response = HttpResponseRedirect(urlsplit(back)._replace(scheme="", netloc="").geturl())
    user_id = actor_of(request).user_id if request.user.is_authenticated else None
    if user_id is not None:
        store_language(user_id, chosen)
    else:
        request.session["language_chosen"] = chosen
    translation.activate(chosen)
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        chosen,
        max_age=COOKIE_AGE_S,
        samesite="Lax",
        secure=settings.HTTPS,
        httponly=True,
    )
    return response
