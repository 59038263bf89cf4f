"""Whatever a person reads can be read in both languages: no raw text in templates, none without Chinese."""

from __future__ import annotations

from pathlib import Path

import pytest
from babel.messages.catalog import Message as Entry
from django.utils import translation

from arrears.config.messages import Message, by_room, catalogue_of, messages_in, update
from arrears.foundation.catalogues import PACKAGE, compile_messages
from tests.arch.raw_text import raw_texts

TEMPLATES = sorted(PACKAGE.rglob("templates/**/*.html"))


def untranslated(room: Path, messages: list[Message]) -> list[str]:
    """Texts of a room that its catalogue does not say in Chinese, or says with other blanks."""
    catalogue = catalogue_of(room)
    found = []
    for message in messages:
        asked = (message.text, message.plural) if message.plural else message.text
        entry = catalogue.get(asked, message.context)
        if entry is None or not _said(entry):
            found.append(f"{message.path}:{message.line} {message.text!r} has no Chinese")
        elif entry.fuzzy:
            found.append(f"{message.path}:{message.line} {message.text!r} is marked as a guess")
        else:
            found += [
                f"{message.path}:{message.line} {message.text!r}: {error}" for error in entry.check(catalogue)
            ]
    return found


def _said(entry: Entry) -> bool:
    return all(entry.string) if isinstance(entry.string, (tuple, list)) else bool(entry.string)


def test_no_template_holds_raw_text() -> None:
    print(f"messages: {len(TEMPLATES)} templates")
    assert [line for path in TEMPLATES for line in raw_texts(path.read_text("utf-8"), str(path))] == []


def test_every_text_is_said_in_chinese() -> None:
    rooms = by_room()
    print(f"messages: {sum(len(asked) for asked in rooms.values())} texts of {len(rooms)} rooms")
    assert sum(len(asked) for asked in rooms.values()) > 50
    assert [line for room, asked in rooms.items() for line in untranslated(room, asked)] == []


def test_no_catalogue_keeps_what_nobody_asks_for() -> None:
    stale = []
    for room, asked in by_room().items():
        wanted = {message.key for message in asked}
        for entry in catalogue_of(room):
            text = entry.id[0] if isinstance(entry.id, (tuple, list)) else entry.id
            if text and (entry.context, text) not in wanted:
                stale.append(f"{room.name}: {text!r}")
    assert stale == []


def test_the_seats_of_the_workbench_say_one_text_in_one_way() -> None:
    """Django merges their catalogues: of two translations of one text only the first would ever be seen."""
    said: dict[tuple[str | None, str], dict[str, list[str]]] = {}
    for room in (room for room in by_room() if "workbench" in room.parts):
        for entry in catalogue_of(room):
            text = entry.id[0] if isinstance(entry.id, (tuple, list)) else entry.id
            chinese = entry.string[0] if isinstance(entry.string, (tuple, list)) else entry.string
            if text:
                said.setdefault((entry.context, text), {}).setdefault(chinese, []).append(room.name)
    assert len(said) > 500
    assert {key: ways for key, ways in said.items() if len(ways) > 1} == {}


@pytest.mark.parametrize(
    ("template", "found"),
    [
        ('<p>{% trans "Pay" %}</p>', 0),
        ("<p>Pay</p>", 1),
        ("<p>还款</p>", 1),
        ('<input placeholder="Name">', 1),
        ("""<input placeholder="{% trans 'Name' %}" name="who" value="{{ who }}">""", 0),
        ('<button aria-label="Close"></button>', 1),
        ('<input type="submit" value="Send">', 1),
        ('<button value="send">{{ label }}</button>', 0),
        ("{% blocktrans %}Pay {{ amount }}{% endblocktrans %}", 0),
        ("{% comment %}not shown{% endcomment %}{# nor this #}<!-- nor this -->", 0),
        ("<b>{{ a }}</b> · 3 – <kbd>?</kbd>", 0),
        ("<a href=\"{% url 'home' %}\">{% if a %}Yes{% else %}{{ b }}{% endif %}</a>", 1),
        ('<button lang="en">English</button>', 0),
        ("<span>Arrears</span>", 0),
        ("<div class=\"note {% if level == 'error' %}bad{% endif %}\"></div>", 0),
    ],
)
def test_planted_raw_text_is_found(template: str, found: int) -> None:
    assert len(list(raw_texts(template, "planted.html"))) == found


def test_a_planted_text_without_chinese_is_found(tmp_path: Path) -> None:
    room = tmp_path / "room"
    room.mkdir()
    (room / "planted.py").write_text(
        'say(_("Call back"))\nsay(ngettext("{n} case", "{n} cases", n))\n', "utf-8"
    )
    asked = list(messages_in(room / "planted.py"))
    assert [message.plural for message in asked] == [None, "{n} cases"]
    assert len(untranslated(room, asked)) == 2
    assert update(room, asked) == 2, "both wait for a translation"
    assert len(untranslated(room, asked)) == 2
    catalogue = room / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"
    catalogue.write_text(
        catalogue.read_text("utf-8")
        .replace('msgid "Call back"\nmsgstr ""', 'msgid "Call back"\nmsgstr "回电"')
        .replace('msgstr[0] ""', 'msgstr[0] "{n} 件"'),
        "utf-8",
    )
    assert untranslated(room, asked) == []
    assert compile_messages(tmp_path) == 1
    assert compile_messages(tmp_path) == 0, "nothing is compiled twice"


def test_no_other_package_puts_its_words_in_the_place_of_ours() -> None:
    """A short text that a framework translates too would be said in the framework's words."""
    taken = []
    compile_messages()
    with translation.override("zh-hans"):
        for room in by_room():
            if room.name == "cli":
                continue  # its words are read from its own catalogue alone
            for entry in catalogue_of(room):
                if (
                    isinstance(entry.id, str)
                    and entry.id
                    and isinstance(entry.string, str)
                    and not entry.context
                ):
                    said = translation.gettext(entry.id)
                    taken += (
                        [f"{room.name}: {entry.id!r}: {entry.string} is shown as {said}"]
                        if said != entry.string
                        else []
                    )
    assert taken == []
