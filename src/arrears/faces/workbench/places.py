"""The places a person can go to: one list, read by the navigation and by the start page.

Who may go where is not said here: a place is shown when its view's own `@may` admits the role.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, resolve, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from arrears.foundation.contracts import Role


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """One entry of the navigation. `key`: the letter that follows `g` on the keyboard."""

    name: str
    label: str | Promise
    icon: str
    key: str
    url: str = ""
    section: str = ""


PLACES: tuple[Place, ...] = (
    Place(name="worklist", label=_("Worklist"), icon="list", key="w", section="/work/"),
    Place(name="team_day", label=_("Team's day"), icon="people", key="t", section="/team/"),
    Place(name="script_use", label=_("Script use"), icon="letter", key="c", section="/team/scripts/"),
    Place(name="find", label=_("Find a case"), icon="search", key="f", section="/find/"),
    Place(name="approvals", label=_("Approvals"), icon="check", key="p", section="/agreements/"),
    Place(name="tasks", label=_("Departments"), icon="task", key="d", section="/tasks/"),
    Place(name="compliance_queue", label=_("Compliance"), icon="shield", key="r", section="/compliance/"),
    Place(name="data_requests", label=_("Data requests"), icon="person", key="i", section="/data-requests/"),
    Place(name="night_log", label=_("Night run"), icon="night", key="n", section="/night/"),
    Place(name="strategies", label=_("Strategies"), icon="task", key="y", section="/strategies/"),
    Place(name="summaries", label=_("Reports"), icon="audit", key="s", section="/reports/"),
    Place(name="users", label=_("Users"), icon="user", key="u", section="/admin/users/"),
    Place(name="audit_search", label=_("Audit trail"), icon="audit", key="a", section="/admin/audit/"),
    Place(name="book", label=_("The book"), icon="payment", key="b", section="/book/"),
    Place(name="help", label=_("Help"), icon="help", key="h", section="/help/"),
)


@cache
def _admitted(name: str) -> frozenset[Role]:
    """The roles that a named page admits, from its view's own declaration."""
    views = [pattern.callback for pattern in _patterns(get_resolver()) if pattern.name == name]
    return frozenset().union(*(getattr(view, "allowed_roles", frozenset()) for view in views))


def _patterns(resolver: URLResolver) -> Iterator[URLPattern]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            yield from _patterns(entry)
        else:
            yield entry


def page_opens(name: str, role: Role | None) -> bool:
    """Whether a page of the workbench admits a role, whatever its address holds."""
    return role in _admitted(name)


def places_for(role: Role | None) -> Iterator[Place]:
    """The places whose view admits the role, in the order of the navigation."""
    for place in PLACES:
        try:
            url = reverse(place.name)
        except NoReverseMatch:
            continue
        view = resolve(url).func
        if role in getattr(view, "allowed_roles", frozenset()):
            yield Place(
                name=place.name,
                label=place.label,
                icon=place.icon,
                key=place.key,
                url=url,
                section=place.section,
            )
