"""Tags of the book's seat: its second row of links, addresses of a list as a file, sizes."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import template

from arrears.book.intake.api import party_words
from arrears.faces.workbench.bookroom.names import SOURCE_WORDS, place_text
from arrears.faces.workbench.bookroom.sections import Section, sections_for
from arrears.faces.workbench.templatetags.workbench import in_language
from arrears.foundation.access import actor_of

register = template.Library()
KIB = 1024


@register.simple_tag(takes_context=True)
def book_sections(context: template.Context) -> list[Section]:
    request = context["request"]
    return list(sections_for(actor_of(request).role, request.path))


@register.simple_tag(takes_context=True)
def file_link(context: template.Context, ending: str) -> str:
    """The address of this list as a file, filters kept."""
    query = context["request"].GET.copy()
    query.pop("page", None)
    query["as"] = ending
    return f"?{query.urlencode()}"


@register.filter
def percent(share: float) -> str:
    return f"{share:.0%}"


@register.filter
def file_size(count: int) -> str:
    if count < KIB:
        return f"{count} B"
    return f"{count / KIB:,.0f} KiB" if count < KIB * KIB else f"{count / KIB / KIB:,.1f} MiB"


@register.filter
def place_words(place: str) -> str:
    return place_text(place)


@register.filter
def party_ref(ref: str) -> str:
    """The creditor's own key of a party. Where it gave none: the part on the account that the party is known by;
    nothing of a key that was made of an identity number or a name."""
    kind, _, rest = ref.partition(":")
    number, _, group = rest.rpartition(":")
    words = party_words(group) if kind == "at" else None
    if words is not None:
        return f"{in_language(words)} · {number}"
    return "–" if kind in ("id", "of") else ref


@register.filter
def at(table: Mapping[Any, Any], key: Any) -> Any:
    """What a table holds under a key; nothing when it holds nothing."""
    return table.get(key, "")


@register.filter
def source_words(code: str) -> str:
    """Where a contact point came from; a code that we do not know stays as it is."""
    return in_language(SOURCE_WORDS[code]) if code in SOURCE_WORDS else code


@register.filter
def decimal(value: Decimal) -> str:
    """A decimal without the zeros that its column adds."""
    return f"{value.normalize():f}"
