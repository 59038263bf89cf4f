"""What aging needs to know of a product, and the columns it makes."""

from __future__ import annotations

from dataclasses import dataclass

from arrears.kernel.words import Words

CURRENT = "C"
GRACE_DAYS_MAX = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Bucket:
    """A class of age: from `from_days` days past due until the next bucket begins."""

    code: str
    from_days: int
    title: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class AgingRule:
    """How accounts of a kind (and, if named, of a product) age. The first rule that fits holds.

    `grace_days`: while the oldest unpaid item is at most this old, nothing of the account is overdue;
    once it is older, every unpaid item due before the date is overdue and days count from its due date.
    """

    id: str
    kind: str | None
    product: str | None
    grace_days: int
    buckets: tuple[Bucket, ...]

    def __post_init__(self) -> None:
        if not 0 <= self.grace_days <= GRACE_DAYS_MAX:
            raise ValueError(f"{self.id}: grace must be 0 to {GRACE_DAYS_MAX} days")
        starts = [bucket.from_days for bucket in self.buckets]
        if not starts or starts[0] != 0 or starts != sorted(set(starts)):
            raise ValueError(f"{self.id}: buckets must start at 0 and rise")


@dataclass(frozen=True, slots=True, kw_only=True)
class AgingPolicy:
    """All aging rules, most particular first; the last one fits every account."""

    rules: tuple[AgingRule, ...]

    def __post_init__(self) -> None:
        if not self.rules or self.rules[-1].kind is not None or self.rules[-1].product is not None:
            raise ValueError("the last aging rule must fit every account")

    def numbered(self) -> tuple[tuple[tuple[Bucket, ...], int], ...]:
        """Each different bucket table with the number of its first bucket: numbers stand for buckets in
        the night's columns; within a table the higher number is the older bucket."""
        found: list[tuple[tuple[Bucket, ...], int]] = []
        first = 0
        for rule in self.rules:
            if all(rule.buckets != table for table, _ in found):
                found.append((rule.buckets, first))
                first += len(rule.buckets)
        return tuple(found)

    def codes(self) -> dict[int, str]:
        """The code of each bucket by its number."""
        return {
            first + place: bucket.code
            for table, first in self.numbered()
            for place, bucket in enumerate(table)
        }

    def rule_for(self, kind: str, product: str) -> AgingRule:
        """The rule of an account; the order of the file decides."""
        for rule in self.rules:
            if rule.kind in (None, kind) and rule.product in (None, product):
                return rule
        raise AssertionError("the last rule fits every account")
