"""The packs by the regime codes that a case names; one line each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from types import ModuleType

from arrears.gate.packs import au, ca_nb, ca_on, cn, eu, every, in_, uk, us_ma, us_reg_f
from arrears.gate.packs.parts.data import PackData, load
from arrears.gate.packs.parts.facts import Facts
from arrears.gate.packs.parts.outcome import Entry

EVERY = "every"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pack:
    """`rules` need the pack's scope (None: every case); `always` are consulted without it."""

    code: str
    data: PackData
    rules: tuple[Entry, ...]
    always: tuple[Entry, ...]
    scope: Callable[[Facts], bool] | None
    extends: tuple[str, ...]


def _pack(code: str, module: ModuleType) -> Pack:
    return Pack(
        code=code,
        data=load(module.__name__, None if module is every else every.__name__),
        rules=module.RULES,
        always=getattr(module, "ALWAYS", ()),
        scope=getattr(module, "SCOPE", None),
        extends=getattr(module, "EXTENDS", ()),
    )


PACKS: dict[str, Pack] = {
    pack.code: pack
    for pack in (
        _pack("cn", cn),
        _pack("us_reg_f", us_reg_f),
        _pack("us_ma", us_ma),
        _pack("uk", uk),
        _pack("in", in_),
        _pack("ca_on", ca_on),
        _pack("ca_nb", ca_nb),
        _pack("au", au),
        _pack("eu", eu),
    )
}
BASE = _pack(EVERY, every)


def bound(regimes: tuple[str, ...]) -> tuple[Pack, ...]:
    """The packs of some regimes, an overlay's federal law before it; each once. KeyError for an unknown code."""
    found: dict[str, Pack] = {}
    for code in regimes:
        pack = PACKS[code]
        for under in (*pack.extends, code):
            found.setdefault(under, PACKS[under])
    return tuple(found.values())
