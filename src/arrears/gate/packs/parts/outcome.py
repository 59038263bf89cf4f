"""What a rule says of the facts; the words and the source are added from the pack's data."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from types import SimpleNamespace
from typing import NamedTuple

from arrears.gate.contracts import Presumption, Result, RuleResult
from arrears.gate.packs.parts.facts import Facts

Reopen = datetime | Callable[[], datetime | None] | None


class Outcome:
    """`reopen`: for a failure or a want of evidence, the earliest moment at which this rule alone could
    pass; None: never by time. A function is asked for it once, and only when somebody wants to know.

    It must not lie after the true moment: the search re-evaluates there and goes on.
    """

    __slots__ = ("_reopen", "deadlines", "fact", "flags", "key", "presumption", "result", "said", "values")

    def __init__(
        self,
        result: Result,
        key: str,
        values: Mapping[str, object],
        *,
        reopen: Reopen = None,
        flags: tuple[str, ...] = (),
        deadlines: Mapping[str, str] | None = None,
        presumption: Presumption | None = None,
        fact: str | None = None,
    ) -> None:
        self.result: Result = result
        self.key = key
        self.values = values
        self._reopen = reopen
        self.flags = flags
        self.deadlines = deadlines
        self.presumption: Presumption | None = presumption
        self.fact = fact
        # The line of the answer, kept with outcomes that are told again and again.
        self.said: RuleResult | None = None

    @property
    def at_once(self) -> bool:
        """Whether `reopen` is known without working it out."""
        return not callable(self._reopen)

    @property
    def reopen(self) -> datetime | None:
        found = self._reopen
        if callable(found):
            found = self._reopen = found()
        return found


# The parameters of a rule in force that day, by name (values as in the pack's data; zones as ZoneInfo).
Params = SimpleNamespace
Rule = Callable[[Facts, Params], Outcome]

PASS = Outcome("pass", "pass", {})
NOT_APPLICABLE = Outcome("not_applicable", "not_applicable", {})


class Entry(NamedTuple):
    """A line of a pack's registry: the rule, the channels it may concern (None: every one), and the
    facts (bits of `triggers`) of which it needs one to have anything to say (0: none).
    """

    id: str
    rule: Rule
    channels: frozenset[str] | None = None
    when: int = 0


def passed(
    key: str = "pass",
    *,
    flags: tuple[str, ...] = (),
    deadlines: Mapping[str, str] | None = None,
    presumption: Presumption | None = None,
    told: Mapping[str, object] | None = None,
    **values: object,
) -> Outcome:
    """`told` and the further names are the blanks of the words."""
    if told is not None:
        values.update(told)
    return Outcome("pass", key, values, flags=flags, deadlines=deadlines, presumption=presumption)


def failed(
    key: str = "fail",
    *,
    reopen: Reopen = None,
    flags: tuple[str, ...] = (),
    presumption: Presumption | None = None,
    fact: str | None = None,
    told: Mapping[str, object] | None = None,
    **values: object,
) -> Outcome:
    if told is not None:
        values.update(told)
    return Outcome("fail", key, values, reopen=reopen, flags=flags, presumption=presumption, fact=fact)


def needs(fact: str, key: str = "needs_evidence", *, reopen: Reopen = None, **values: object) -> Outcome:
    """The rule cannot say without a fact; `fact` is its path in the case."""
    return Outcome("needs_evidence", key, values, reopen=reopen, fact=fact)
