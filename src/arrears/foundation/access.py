"""Who may do what: the one place where a view or an endpoint is opened to roles.

Every view carries `@may(...)`, every endpoint `auth=api_auth(...)`. A test walks all of them as every
role and as nobody; a view without a declaration is refused for everybody.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, cast

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from ninja.security import HttpBearer

from arrears.foundation.contracts import Actor, Role
from arrears.foundation.models import User
from arrears.foundation.queries import actor_of_user, user_of_token

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]

EVERYONE = frozenset(Role)
STAFF = EVERYONE - {Role.CREDITOR}


def actor_of(request: HttpRequest) -> Actor:
    """The actor behind a request. PermissionDenied when nobody is logged in."""
    known = getattr(request, "_arrears_actor", None)
    if isinstance(known, Actor):
        return known
    user = getattr(request, "user", None)
    if user is None or isinstance(user, AnonymousUser) or not user.is_authenticated:
        raise PermissionDenied
    actor = actor_of_user(cast(User, user))
    request._arrears_actor = actor  # type: ignore[attr-defined]  # cached for this request alone
    return actor


def may(*roles: Role) -> Callable[[View[P]], View[P]]:
    """Open a view to these roles; all others get 403."""
    allowed = frozenset(roles)

    def wrap(view: View[P]) -> View[P]:
        @wraps(view)
        def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            if actor_of(request).role not in allowed:
                raise PermissionDenied
            return view(request, *args, **kwargs)

        guarded.allowed_roles = allowed  # type: ignore[attr-defined]  # read by the walk over every URL
        return guarded

    return wrap


class api_auth(HttpBearer):  # noqa: N801 - reads as a function at the endpoint
    """Opens an endpoint to bearer tokens of users with these roles. A session of the workbench opens nothing here:
    no token, an unknown, an expired or a revoked one is 401; a token of another role is 403."""

    def __init__(self, *roles: Role) -> None:
        super().__init__()
        self.allowed_roles = frozenset(roles)

    def authenticate(self, request: HttpRequest, token: str) -> Any | None:
        user = user_of_token(token)
        if user is None:
            return None
        actor = actor_of_user(user)
        if actor.role not in self.allowed_roles:
            raise PermissionDenied
        request._arrears_actor = actor  # type: ignore[attr-defined]  # cached for this request alone
        return actor


def knows_bearer(request: HttpRequest) -> bool:
    """Whether a request carries the token of somebody, whatever the role: who does not is told nothing else."""
    scheme, _space, token = request.headers.get("Authorization", "").partition(" ")
    return scheme.lower() == "bearer" and user_of_token(token) is not None
