"""The data of a pack: for each rule its words, sources and figures, with certainty and dates.

A pack's folder holds TOML files. `[[rule]]` has `id`, `title`, `versions` (each with `source`,
`certainty` and, where known, `from` and `to`, both included), `parameters` (a name to one table or a
list of dated tables with `value` and, where they differ from the version's, `source`, `certainty`,
`from`, `to`; `tighter` says in which direction a house rule may move it), `uses` (names of the pack's
`[pack.shared]` parameters, or of those of every regime), `words` by outcome, and either a function in the
pack's registry or `within`, the rule that carries it.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from importlib import resources
from typing import Any, cast

from arrears.gate.contracts import Certainty, ParameterInfo, ParameterValue, RuleInfo
from arrears.kernel.words import Words

CERTAINTIES = ("text", "secondary", "memory", "interpretation")
DIRECTIONS = ("less", "more", "earlier", "later", "subset", "superset")


class BadPack(ValueError):
    """A pack's data is wrong; the message names the pack and the rule."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """A stretch of time (both days included) in which a rule stands on one source."""

    source: str
    certainty: Certainty
    effective_from: date | None
    effective_to: date | None

    def holds(self, day: date) -> bool:
        return (self.effective_from is None or self.effective_from <= day) and (
            self.effective_to is None or day <= self.effective_to
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleData:
    id: str
    title: Words
    versions: tuple[Version, ...]
    parameters: tuple[ParameterInfo, ...]
    words: Mapping[str, Words]
    never_fails: bool
    within: str | None
    uses_zones: bool

    def version(self, day: date) -> Version | None:
        """The version in force on a day: of several, the one that came last."""
        found = [version for version in self.versions if version.holds(day)]
        return max(found, key=lambda version: version.effective_from or date.min, default=None)

    def parameters_on(self, day: date) -> tuple[ParameterInfo, ...]:
        """The parameters of a day; one without a source of its own stands on the rule's."""
        version = self.version(day)
        found = [
            one
            for one in self.parameters
            if (one.effective_from is None or one.effective_from <= day)
            and (one.effective_to is None or day <= one.effective_to)
        ]
        if version is None:
            return tuple(found)
        return tuple(
            one
            if one.source
            else replace(
                one,
                source=version.source,
                certainty=version.certainty,
                effective_from=one.effective_from or version.effective_from,
                effective_to=one.effective_to or version.effective_to,
            )
            for one in found
        )

    def info(self, regime: str, day: date) -> RuleInfo | None:
        """The row of the rule browser; None when the rule is not in force that day."""
        version = self.version(day)
        if version is None:
            return None
        return RuleInfo(
            id=self.id,
            regime=regime,
            title=self.title,
            source=version.source,
            certainty=version.certainty,
            effective_from=version.effective_from,
            effective_to=version.effective_to,
            parameters=self.parameters_on(day),
            never_fails=self.never_fails,
            within=self.within,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class PackData:
    """`day_zone`: the clock by whose day the rules in force are chosen. `own`: rules of every regime that
    the pack replaces by its own. `zones`: where the debtor may be when nothing is known.
    """

    title: Words
    day_zone: str
    own: frozenset[str]
    zones: tuple[str, ...]
    rules: tuple[RuleData, ...]


@lru_cache(maxsize=32)
def _read(package: str) -> tuple[dict[str, Any], dict[str, Any], list[dict[str, Any]]]:
    """The head, the shared parameters and the rules of a pack, as they stand in its files."""
    head: dict[str, Any] = {}
    shared: dict[str, Any] = {}
    rules: list[dict[str, Any]] = []
    for file in sorted(resources.files(package).iterdir(), key=lambda each: each.name):
        if file.name.endswith(".toml"):
            read = tomllib.loads(file.read_text("utf-8"))
            table = dict(read.get("pack", {}))
            shared |= table.pop("shared", {})
            head |= table
            rules += read.get("rule", [])
    return head, shared, rules


@lru_cache(maxsize=32)
def load(package: str, base: str | None = None) -> PackData:
    """Read and check the data of a pack; `base` is the package whose shared parameters it may use too.

    Raises BadPack.
    """
    head, shared, raw = _read(package)
    if "title" not in head:
        raise BadPack(f"{package}: no [pack] table")
    every = _read(base)[1] if base is not None else {}
    rules = tuple(_rule(package, one, every | shared) for one in raw)
    zones = shared.get("zones", {}).get("value", ())
    return PackData(
        title=_words(head["title"]),
        day_zone=head["day_zone"],
        own=frozenset(head.get("own", ())),
        zones=tuple(zones),
        rules=rules,
    )


def _words(raw: Mapping[str, str]) -> Words:
    return Words(raw["zh"], raw["en"])


def _rule(package: str, raw: Mapping[str, Any], shared: Mapping[str, Any]) -> RuleData:
    try:
        versions = tuple(_version(one) for one in raw["versions"])
        named = {name: shared[name] for name in raw.get("uses", ()) if name in shared or name != "zones"}
        parameters = tuple(
            _parameter(name, one)
            for name, given in (named | raw.get("parameters", {})).items()
            for one in (given if isinstance(given, list) else [given])
        )
        return RuleData(
            id=raw["id"],
            title=_words(raw["title"]),
            versions=versions,
            parameters=parameters,
            words={key: _words(words) for key, words in raw.get("words", {}).items()},
            never_fails=bool(raw.get("never_fails", False)),
            within=raw.get("within"),
            uses_zones="zones" in raw.get("uses", ()),
        )
    except (KeyError, ValueError, IndexError) as error:
        raise BadPack(f"{package} {raw.get('id')}: {error!r}") from error


def _certainty(name: str) -> Certainty:
    if name not in CERTAINTIES:
        raise ValueError(f"certainty {name!r}")
    return cast("Certainty", name)


def _version(raw: Mapping[str, Any]) -> Version:
    return Version(
        source=raw["source"],
        certainty=_certainty(raw["certainty"]),
        effective_from=raw.get("from"),
        effective_to=raw.get("to"),
    )


def _parameter(name: str, raw: Mapping[str, Any]) -> ParameterInfo:
    tighter = raw.get("tighter")
    if tighter is not None and tighter not in DIRECTIONS:
        raise ValueError(f"direction {tighter!r}")
    value = raw["value"]
    return ParameterInfo(
        name=name,
        value=cast("ParameterValue", tuple(value) if isinstance(value, list) else value),
        source=raw.get("source", ""),
        certainty=_certainty(raw.get("certainty", "interpretation")),
        effective_from=raw.get("from"),
        effective_to=raw.get("to"),
        tighter=tighter,
    )
