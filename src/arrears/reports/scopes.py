"""Whose work a report is about, within what the reader may see."""

from __future__ import annotations

from collections.abc import Iterable

from arrears.foundation.api import Actor, Role, creditors, users
from arrears.kernel.words import Words
from arrears.people.team import api as team
from arrears.reports.contracts import NoSuchScope, Scope, ScopeKind


def company(actor: Actor, code: str | None = None) -> Scope:
    """Everybody's work for all creditors in scope, or for one of them."""
    seen = creditors(actor)
    if code is not None:
        seen = tuple(one for one in seen if one.code == code)
        if not seen:
            raise NoSuchScope(f"no creditor {code!r} in scope")
    title = Words("全部委托方", "All creditors") if code is None else Words(seen[0].name, seen[0].name)
    return Scope(kind=ScopeKind.COMPANY, title=title, creditor_ids=tuple(one.id for one in seen))


def scope_of_ids(actor: Actor, creditor_ids: Iterable[int], user_ids: Iterable[int] | None) -> Scope:
    """The scope that a link names by ids, cut to what the reader sees; no creditors named: all of them.

    A collector sees the own work alone, whoever the link names.
    """
    asked = set(creditor_ids)
    seen = tuple(one for one in creditors(actor) if not asked or one.id in asked)
    whose = None if user_ids is None else tuple(user_ids)
    if actor.role is Role.COLLECTOR:
        whose = (actor.user_id or 0,)
    names = "、".join(one.name for one in seen) or "–"
    title = Words("全部委托方", "All creditors") if not asked else Words(names, names)
    if whose is None:
        return Scope(kind=ScopeKind.COMPANY, title=title, creditor_ids=tuple(one.id for one in seen))
    people = {one.id: one.name for one in users(actor)}
    whose = tuple(one for one in whose if one in people) or (0,)
    said = "、".join(people.get(one, "–") for one in whose)
    kind = ScopeKind.PERSON if len(whose) == 1 else ScopeKind.TEAM
    return Scope(
        kind=kind, title=Words(said, said), creditor_ids=tuple(one.id for one in seen), user_ids=whose
    )


def scope_of(kind: str, ref: str | None, actor: Actor) -> Scope:
    """A scope by kind and name: a creditor's code, a team's name, a user's name."""
    if kind == ScopeKind.COMPANY:
        return company(actor, ref)
    ids = tuple(one.id for one in creditors(actor))
    if actor.role is Role.COLLECTOR and kind != ScopeKind.PERSON:
        raise NoSuchScope("a collector reports on the own work")
    if kind == ScopeKind.PERSON:
        person = next((one for one in users(actor) if one.username == ref), None)
        if person is None or (actor.role is Role.COLLECTOR and person.id != actor.user_id):
            raise NoSuchScope(f"no user {ref!r} in scope")
        return Scope(
            kind=ScopeKind.PERSON,
            title=Words(person.name, person.name),
            creditor_ids=ids,
            user_ids=(person.id,),
        )
    found = next((one for one in team.teams(actor) if one.name == ref), None)
    if found is None:
        raise NoSuchScope(f"no team {ref!r} in scope")
    return Scope(
        kind=ScopeKind.TEAM, title=Words(found.name, found.name), creditor_ids=ids, user_ids=found.member_ids
    )
