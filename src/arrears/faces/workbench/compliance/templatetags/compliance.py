"""Tags of the compliance seat: its navigation, links to rules, marks of certainty."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import time

from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from arrears.faces.workbench.compliance.names import CERTAINTY_TAGS, CERTAINTY_WORDS, TAGS
from arrears.faces.workbench.compliance.sections import Section, sections_for
from arrears.faces.workbench.templatetags.workbench import chinese, in_language
from arrears.foundation.contracts import Actor

register = template.Library()


@register.simple_tag
def compliance_sections(actor: Actor) -> list[Section]:
    return list(sections_for(actor.role))


@register.filter
def rule_link(rule_id: str) -> SafeString:
    """A rule's id, leading to its page in the rule browser."""
    url = reverse("rule_by_id", args=[rule_id])
    return format_html('<a class="mono" href="{}">{}</a>', url, rule_id)


@register.filter
def certainty(code: str) -> SafeString:
    """How sure we are of a rule or figure, as a tag."""
    words = CERTAINTY_WORDS.get(code)
    css = CERTAINTY_TAGS.get(code, "")
    return format_html('<span class="tag {}">{}</span>', css, in_language(words) if words else code)


@register.filter
def tag_of(code: str) -> str:
    """The colour of a verdict or result."""
    return TAGS.get(code, "")


@register.filter
def figure_of(value: object) -> str:
    """A rule's parameter as a person reads it: times to the minute, yes and no, lists with commas."""
    if isinstance(value, bool):
        return ("是" if value else "否") if chinese() else ("yes" if value else "no")
    if isinstance(value, time):
        return value.strftime("%H:%M:%S" if value.second else "%H:%M")
    if isinstance(value, (tuple, list)):
        return ("、" if chinese() else ", ").join(figure_of(one) for one in value)
    if isinstance(value, Mapping):
        return json.dumps(value, ensure_ascii=False)
    return "–" if value is None else str(value)


@register.filter
def of(names: Mapping[object, object], key: object) -> object:
    """The entry of a key; the key itself when there is none."""
    return names.get(key, key)
