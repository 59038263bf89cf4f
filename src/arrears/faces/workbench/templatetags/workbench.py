"""Filters and tags of the workbench: money from whole minor units, dates in the reader's zone."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_date
from django import template
from django.forms import BoundField, CheckboxInput, Select
from django.forms.utils import flatatt
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from arrears.desk.scripts.api import BLANKS
from arrears.faces.workbench.places import Place, page_opens, places_for
from arrears.foundation.access import actor_of
from arrears.foundation.contracts import ROLE_WORDS, Actor
from arrears.kernel.clock import now, today
from arrears.kernel.money import Money, minor_digits
from arrears.kernel.words import Words

register = template.Library()
MINUS = "\u2212"


def chinese() -> bool:
    return (get_language() or "zh").startswith("zh")


def in_language(words: Words) -> str:
    return words.in_("zh" if chinese() else "en")


def amount_text(minor: int, currency: str) -> str:
    """The figure alone, grouped, with the currency's decimals and a true minus sign."""
    text = f"{Money(abs(minor), currency).decimal:,.{minor_digits(currency)}f}"
    return f"{MINUS}{text}" if minor < 0 else text


def unit_text(currency: str) -> str:
    return "元" if currency == "CNY" and chinese() else currency


def day_text(day: date) -> str:
    """2026-11-23 in Chinese, 23 Nov 2026 in English: never to be read two ways."""
    return day.isoformat() if chinese() else format_date(day, "d MMM yyyy", locale="en")


def moment_text(moment: datetime, zone: str | None = None) -> str:
    """A moment to the minute in the reader's zone (or the one named)."""
    local = moment.astimezone(ZoneInfo(zone) if zone else timezone.get_current_timezone())
    return f"{day_text(local.date())} {local:%H:%M}"


@register.filter
def money(minor: int | None, currency: str) -> SafeString | str:
    """Minor units as an amount with its unit; a dash for what is not known."""
    if minor is None:
        return "–"
    return format_html(
        '<span class="money">{}<span class="unit">{}</span></span>',
        amount_text(minor, currency),
        unit_text(currency),
    )


@register.filter
def figure(minor: int | None, currency: str) -> str:
    """Minor units as a figure without unit, for columns that name the unit in their head."""
    return "–" if minor is None else amount_text(minor, currency)


@register.filter
def unit(currency: str) -> str:
    return unit_text(currency)


@register.filter
def plain_amount(minor: int, currency: str) -> str:
    """For the value of an input: no grouping."""
    return f"{Money(minor, currency).decimal:.{minor_digits(currency)}f}"


@register.filter
def day(value: date | None) -> SafeString | str:
    if value is None:
        return "–"
    return format_html('<time datetime="{}">{}</time>', value.isoformat(), day_text(value))


@register.filter
def moment(value: datetime | None) -> SafeString | str:
    if value is None:
        return "–"
    return format_html('<time datetime="{}">{}</time>', value.isoformat(), moment_text(value))


@register.filter(name="day_text")
def plain_day(value: date) -> str:
    return day_text(value)


@register.filter
def short_moment(value: datetime) -> str:
    """The hour alone when it is today, else day and hour."""
    local = value.astimezone(timezone.get_current_timezone())
    here = now().astimezone(timezone.get_current_timezone())
    clock = f"{local:%H:%M}"
    if local.date() == here.date():
        return clock
    short = f"{local:%m-%d}" if chinese() else format_date(local.date(), "d MMM", locale="en")
    return f"{short} {clock}"


@register.filter
def words(value: Words | Mapping[str, str] | str | None) -> str:
    """A room's words in the reader's language."""
    if value is None:
        return ""
    if isinstance(value, Words):
        return in_language(value)
    if isinstance(value, Mapping):
        return str(value.get("zh" if chinese() else "en", ""))
    return value


@register.filter
def named(value: Any, names: Mapping[Any, Words]) -> str:
    """The words of a code from a room's table of words; the code itself when the table lacks it."""
    found = names.get(value)
    return in_language(found) if found else str(value)


@register.filter
def bucket_class(bucket: str | None) -> str:
    return "bucket-" + (bucket or "none").lower().replace("+", "p")


@register.filter
def joined(values: Iterable[Any]) -> str:
    return ("、" if chinese() else ", ").join(str(value) for value in values)


@register.simple_tag
def icon(name: str) -> SafeString:
    """A small drawing beside words that say the same: hidden from screen readers."""
    return format_html(
        '<svg class="icon" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>',
        static("workbench/icons.svg"),
        name,
    )


@register.simple_tag(takes_context=True)
def me(context: template.Context) -> Actor | None:
    """Who is looking, or None before the login."""
    request = context.get("request")
    user = getattr(request, "user", None)
    return actor_of(request) if request is not None and user is not None and user.is_authenticated else None


@register.simple_tag
def places(actor: Actor) -> list[Place]:
    return list(places_for(actor.role))


@register.simple_tag
def place_here(entries: list[Place], path: str) -> str:
    """The name of the place a page belongs to: of those whose section its path begins with the most precise."""
    found = [entry for entry in entries if entry.section and path.startswith(entry.section)]
    return max(found, key=lambda entry: len(entry.section)).name if found else ""


@register.simple_tag
def role_words(actor: Actor) -> str:
    return in_language(ROLE_WORDS[actor.role]) if actor.role else ""


@register.simple_tag
def business_day() -> date:
    return today()


@register.filter
def is_checkbox(field: BoundField) -> bool:
    return isinstance(field.field.widget, CheckboxInput)


@register.filter
def dressed(field: BoundField, css: str = "") -> SafeString:
    """A form's field with the classes of the design system; Django says its state to screen readers."""
    select = isinstance(field.field.widget, Select)
    field.field.widget.attrs.pop("placeholder", None)  # a label stands above every field
    return field.as_widget(attrs={"class": css or ("form-select" if select else "form-control")})


@register.simple_tag
def input_attributes(attrs: Mapping[str, Any]) -> SafeString:
    """What an allauth field element says of its input."""
    flags = {name: bool(attrs.get(name)) for name in ("required", "disabled", "readonly", "checked")}
    names = ("name", "id", "placeholder", "autocomplete", "value")
    texts = {name: attrs[name] for name in names if attrs.get(name) not in (None, "")}
    return flatatt({**texts, **flags})


@register.filter
def day_of(value: datetime) -> SafeString | str:
    """The day of a moment whose hour says nothing (a payment's effective date)."""
    return day(value.date())


GAP = re.compile(r"(\{[a-z_]+\})")


@register.filter
def gaps(text: str) -> SafeString:
    """A script's text with the blanks that nobody could fill made visible."""
    parts = (
        format_html("<mark>{}</mark>", blank_name(part[1:-1])) if GAP.fullmatch(part) else escape(part)
        for part in GAP.split(text)
    )
    return mark_safe("".join(parts))  # noqa: S308 - every part is escaped above


def blank_name(code: str) -> str:
    return in_language(BLANKS[code]) if code in BLANKS else code


@register.filter
def blank_names(codes: Iterable[str]) -> str:
    return joined(blank_name(code) for code in codes)


@register.simple_tag(takes_context=True)
def page_link(context: template.Context, number: int) -> str:
    """The address of this list's page `number`, filters kept."""
    query = context["request"].GET.copy()
    query["page"] = str(number)
    return f"?{query.urlencode()}"


@register.filter
def whole(value: int) -> str:
    return f"{value:,}"


@register.filter
def of(values: Mapping[Any, Any], key: Any) -> Any:
    """One entry of a table; nothing when it has none."""
    return values.get(key, "")


@register.simple_tag(takes_context=True)
def opens(context: Mapping[str, Any], name: str) -> bool:
    """Whether the reader's role may open a page: links to what answers 403 are not shown."""
    return page_opens(name, actor_of(context["request"]).role)
