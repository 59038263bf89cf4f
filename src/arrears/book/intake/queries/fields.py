"""What a file of a kind can hold: the fields that a mapping may name."""

from __future__ import annotations

from arrears.book.intake.contracts import FileKind
from arrears.book.intake.contracts.mapping import Field
from arrears.book.intake.rules.fields import FIELDS, GROUPS_BY_KIND, NEEDED_BY_KIND, PARTY_GROUPS
from arrears.kernel.words import Words


def fields_of(kind: FileKind) -> tuple[Field, ...]:
    """Every field of a kind of file, those that it cannot do without first."""
    groups = GROUPS_BY_KIND[kind.value]
    needed = NEEDED_BY_KIND[kind.value]
    found = [field for field in FIELDS.values() if field.group in groups]
    return tuple(sorted(found, key=lambda field: field.code not in needed))


def party_words(group: str) -> Words | None:
    """What a part on an account is called; None for a group that is no party."""
    return PARTY_GROUPS[group].words if group in PARTY_GROUPS else None
