"""The pages of the compliance seat, in the order of its own navigation."""

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


SECTIONS: tuple[Section, ...] = (
    Section(name="compliance_queue", label=_("To do")),
    Section(name="refusals", label=_("Refusals")),
    Section(name="gate_books", label=_("The gate's books")),
    Section(name="rule_browser", label=_("Rules")),
    Section(name="house_rules", label=_("House rules")),
    Section(name="what_if", label=_("What if")),
    Section(name="content_check", label=_("Check a text")),
    Section(name="script_approval", label=_("Scripts")),
    Section(name="gate_chain", label=_("Proof")),
)


def sections_for(role: Role | None) -> Iterator[Section]:
    """The pages whose view admits the role."""
    for section in SECTIONS:
        url = reverse(section.name)
        if role in getattr(resolve(url).func, "allowed_roles", frozenset()):
            yield Section(name=section.name, label=section.label, url=url)
