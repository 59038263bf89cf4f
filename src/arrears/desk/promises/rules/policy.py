"""Limits and the approval ladder: data, read once, narrowed or widened per creditor."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import lru_cache
from importlib import resources
from typing import Any

from arrears.desk.promises.contracts import AgreementKind, Limits, Refused
from arrears.kernel.words import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementLimits:
    grace_days: int
    missed_max: int
    request_days: int
    offer_days: int
    extension_days_max: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Rung:
    """How far a set of grants reaches. None means no limit of that sort."""

    kinds: tuple[str, ...]
    grants: tuple[str, ...]
    waive_minor_max: int
    waive_share_max: int | None = None
    months_max: int | None = None
    days_max: int | None = None
    principal: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    promise: Limits
    agreement: AgreementLimits
    ladder: tuple[Rung, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What somebody wants to grant, as the ladder sees it. `days`: how far an extension goes."""

    kind: AgreementKind
    owed_minor: int
    waive_minor: int = 0
    waives_principal: bool = False
    months: int = 0
    days: int = 0


@lru_cache(maxsize=1)
def _shipped() -> Mapping[str, Any]:
    text = resources.files("arrears.desk.promises").joinpath("policy.toml").read_text("utf-8")
    return tomllib.loads(text)


def policy_of(settings: Mapping[str, object]) -> Policy:
    """The policy of a creditor: what is shipped, with the creditor's setting `promises` over it.

    The setting has the same form; a list of rungs replaces the whole ladder. ValueError names an unknown
    key: a misspelt limit must not pass for a limit.
    """
    own = settings.get("promises", {})
    if not isinstance(own, Mapping):
        raise ValueError("the creditor's setting `promises` must be a table")
    unknown = set(own) - {"promise", "agreement", "rung"}
    if unknown:
        raise ValueError(f"unknown in the creditor's setting `promises`: {', '.join(sorted(unknown))}")
    base = _shipped()
    return Policy(
        promise=_made(Limits, base["promise"], own.get("promise", {})),
        agreement=_made(AgreementLimits, base["agreement"], own.get("agreement", {})),
        ladder=tuple(_rung(row) for row in own.get("rung", base["rung"])),
    )


def _made(kind: type[Any], base: Mapping[str, int], own: Mapping[str, int]) -> Any:
    known = {entry.name for entry in fields(kind)}
    unknown = set(own) - known
    if unknown:
        raise ValueError(f"unknown limit: {', '.join(sorted(unknown))}")
    values = {**base, **own}
    wrong = [name for name, value in values.items() if type(value) is not int or value < 0]
    if wrong:
        raise ValueError(f"a limit must be a whole number: {', '.join(wrong)}")
    return kind(**values)


def _rung(row: Mapping[str, Any]) -> Rung:
    return Rung(**{**row, "kinds": tuple(row["kinds"]), "grants": tuple(row["grants"])})


def grants_needed(ladder: tuple[Rung, ...], asked: Asked) -> tuple[str, ...]:
    """The roles that must grant it, each by another person. Refused when no rung reaches that far."""
    for rung in ladder:
        if asked.kind.value in rung.kinds and _reaches(rung, asked):
            return rung.grants
    raise Refused(
        "ladder",
        Words("超出任何人的审批权限", "This goes beyond what anybody may grant"),
    )


def _reaches(rung: Rung, asked: Asked) -> bool:
    if asked.waive_minor > rung.waive_minor_max:
        return False
    if rung.waive_share_max is not None and asked.waive_minor * 100 > asked.owed_minor * rung.waive_share_max:
        return False
    if asked.waives_principal and not rung.principal:
        return False
    if rung.months_max is not None and asked.months > rung.months_max:
        return False
    return rung.days_max is None or asked.days <= rung.days_max
