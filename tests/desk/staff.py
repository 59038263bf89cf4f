"""Actors of each role, with real users behind them."""

from __future__ import annotations

from arrears.foundation.api import Actor, Role, actor_by_user_id, ensure_user


def staff(role: Role, name: str = "", creditors: tuple[str, ...] = ()) -> Actor:
    """The user of a role (made when missing), in the scope of the given creditor codes."""
    username = name or f"the_{role.value}"
    return actor_by_user_id(
        ensure_user(username, "a-long-password", role=role, creditors=creditors, display_name=username)
    )
