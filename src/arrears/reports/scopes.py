"""Whose work a report is about, within what the reader may see."""

from __future__ import annotations

from arrears.foundation.api import Actor, creditors, users
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


def scope_of(kind: str, ref: str | None, actor: Actor) -> Scope:
    """A scope by kind and name: a creditor's code, a team's name, a user's name."""
    if kind == ScopeKind.COMPANY:
        return company(actor, ref)
    ids = tuple(one.id for one in creditors(actor))
    if kind == ScopeKind.PERSON:
        person = next((one for one in users(actor) if one.username == ref), None)
        if person is None:
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
