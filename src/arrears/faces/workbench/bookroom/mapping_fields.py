"""The select boxes of the mapping editor: every field in groups, and the settings of a mapping."""

from __future__ import annotations

from django.utils.translation import gettext as _

from arrears.book.intake import api as intake
from arrears.book.intake.contracts import FileKind
from arrears.book.intake.contracts.mapping import UNIT_WORDS
from arrears.book.portfolio.contracts import AccountKind
from arrears.faces.workbench.bookroom.names import DATE_ORDER_WORDS, FIGURE_WORDS
from arrears.faces.workbench.names import ACCOUNT_KIND_WORDS
from arrears.faces.workbench.templatetags.workbench import in_language
from arrears.kernel.words import Words

GROUP_WORDS = {
    "account": Words("账户", "Account"),
    "terms": Words("合同条款", "Terms"),
    "item": Words("期次金额", "Instalment"),
    "collateral": Words("抵押物", "Collateral"),
    "notice": Words("特殊标记", "Marks"),
    "payment": Words("还款", "Payment"),
    "totals": Words("总量", "Totals"),
}
PARTY_KIND_WORDS = {"person": Words("个人", "person"), "company": Words("企业", "company")}
LANGUAGES = {"zh": "中文", "en": "English"}
CURRENCIES = ("CNY", "HKD", "TWD", "USD", "EUR", "GBP", "JPY")
Options = list[tuple[str, str]]


def _kind(code: str) -> FileKind:
    return FileKind(code) if code in set(FileKind) else FileKind.PORTFOLIO


def field_groups(kind: str) -> list[tuple[str, Options]]:
    """Every field of a kind of file under the part of the file that it belongs to."""
    groups: dict[str, Options] = {}
    for field in intake.fields_of(_kind(kind)):
        words = GROUP_WORDS.get(field.group) or intake.party_words(field.group)
        label = in_language(words).capitalize() if words else field.group
        groups.setdefault(label, []).append((field.code, in_language(field.words)))
    return list(groups.items())


def column_choices(kind: str) -> Options:
    return [(field.code, in_language(field.words)) for field in intake.fields_of(_kind(kind))]


def setting_choices() -> list[tuple[str, str, Options]]:
    """The settings of a mapping as a whole: name, label, options."""
    kinds = [(str(kind), in_language(ACCOUNT_KIND_WORDS[kind])) for kind in AccountKind]
    return [
        ("account_kind", _("Kind of account"), kinds),
        (
            "party_kind",
            _("A debtor is"),
            [(code, in_language(one)) for code, one in PARTY_KIND_WORDS.items()],
        ),
        ("language", _("Language of the file"), list(LANGUAGES.items())),
        ("currency", _("Currency"), [(code, code) for code in CURRENCIES]),
        ("unit", _("Unit of amounts"), [(str(unit), in_language(one)) for unit, one in UNIT_WORDS.items()]),
        (
            "figures",
            _("Amounts are"),
            [(str(one), in_language(words)) for one, words in FIGURE_WORDS.items()],
        ),
        (
            "date_order",
            _("Form of dates"),
            [(str(one), in_language(words)) for one, words in DATE_ORDER_WORDS.items()],
        ),
    ]
