"""The pages of the book's seat that a role may open, in the order of its second row of links."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import resolve, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from arrears.foundation.contracts import Role


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    name: str
    label: str | Promise
    url: str = ""
    on: bool = False


SECTIONS: tuple[Section, ...] = (
    Section(name="book_files", label=_("Files")),
    Section(name="book_mappings", label=_("Mappings")),
    Section(name="book_batches", label=_("Placement batches")),
    Section(name="book_lost", label=_("Lost contact")),
    Section(name="book_verify", label=_("Re-verification")),
    Section(name="book_pairs", label=_("Duplicates")),
    Section(name="book_papers", label=_("Documents lent")),
    Section(name="book_waivers", label=_("Waivers")),
    Section(name="book_limits", label=_("Waiver limits")),
    Section(name="book_terms", label=_("Allocation and interest")),
    Section(name="book_debits", label=_("Direct debit")),
    Section(name="book_calculators", label=_("Calculators")),
)


def sections_for(role: Role | None, path: str = "") -> Iterator[Section]:
    """The sections whose view admits the role; `on`: the one that `path` lies in."""
    for section in SECTIONS:
        url = reverse(section.name)
        if role in getattr(resolve(url).func, "allowed_roles", frozenset()):
            yield Section(name=section.name, label=section.label, url=url, on=path.startswith(url))
