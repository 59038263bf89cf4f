"""What a load spells in columns is what the rules and the vault spell one by one."""

from __future__ import annotations

from random import Random

import pyarrow as pa
import pytest

from arrears.book.portfolio.actions.apart import apart
from arrears.book.portfolio.actions.prepare import prepare
from arrears.book.portfolio.actions.records import party_refs
from arrears.book.portfolio.actions.spelling import blind_indexes, spelled
from arrears.book.portfolio.columns import (
    ACCOUNT_COLUMNS,
    CONTACT_COLUMNS,
    ITEM_COLUMNS,
    PARTY_COLUMNS,
    BookColumns,
)
from arrears.book.portfolio.contracts import ContactKind, ContactState
from arrears.book.portfolio.rules.contact_values import canonical, shown
from arrears.foundation import vault

CODES = (
    "10",
    "20",
    "21",
    "25",
    "28",
    "29",
    "311",
    "431",
    "433",
    "531",
    "571",
    "755",
    "760",
    "851",
    "898",
    "991",
)
EMAILS = (
    "zhang.wei@example.com", "a@b.cn", "A@b.cn", "a..b@example.com", ".a@example.com", "a_b-c%d+e@x.example.org",
    "a@b-c.cn", "a@b..cn", "a@b.c", "a@b.c1", "用户@example.com", " a@b.cn", "a@b.cn\n", "a@b@c.cn", "@b.cn", "",
    "x" * 64 + "@example.com", "x" * 65 + "@example.com", "a@" + "b" * 200 + ".com",
)  # fmt: skip
ADDRESSES = (
    "北京市朝阳区建国路1号",
    "北京市朝阳区建国路1号 ",
    "Ａ座",
    "广州",
    "1 Main Street",
    "上海市浦东新区世纪大道100号" * 30,
)
WECHATS = ("zhangwei88", "ZhangWei", "微信号")


def phones() -> list[str]:
    """Mobiles, fixed lines of every shape, and neighbours of both."""
    pick = Random(7)
    lines = [f"+86{code}{pick.randrange(10 ** (size - 1), 10**size)}" for code in CODES for size in range(4, 10)
             for _ in range(12)]  # fmt: skip
    heads = [f"+86{head}{pick.randrange(10**8):08d}" for head in range(100, 1000, 3)]
    mobiles = [f"+861{second}{pick.randrange(10**9):09d}" for second in range(10) for _ in range(3)]
    strange = [
        "13812345678",
        "010-62345678",
        "+8613812345678 ",
        "+852 2345 6789",
        "",
        "无",
        "+86",
        "+8610123456789",
    ]
    return lines + heads + mobiles + strange


@pytest.mark.parametrize(
    ("kind", "texts"),
    [
        (ContactKind.PHONE, phones()),
        (ContactKind.EMAIL, EMAILS),
        (ContactKind.ADDRESS, ADDRESSES),
        (ContactKind.WECHAT, WECHATS),
    ],
)
def test_contact_points_are_spelled_as_the_rule_spells_them(kind: ContactKind, texts: list[str]) -> None:
    rows = [{"party_ref": str(place), "kind": kind.value, "value": text} for place, text in enumerate(texts)]
    chunk = BookColumns(
        accounts=ACCOUNT_COLUMNS.empty_table(),
        parties=PARTY_COLUMNS.empty_table(),
        contacts=pa.Table.from_pylist(rows, CONTACT_COLUMNS),
        items=ITEM_COLUMNS.empty_table(),
    )
    found = prepare(chunk, "CN", seal=False).contacts
    assert sorted(map(int, found.column("party_ref").to_pylist())) == list(range(len(texts)))
    for row in found.to_pylist():
        value, usable = canonical(kind, texts[int(row["party_ref"])])
        assert row["value"] == value
        assert row["state"] == (ContactState.UNVERIFIED if usable else ContactState.MALFORMED).value
        assert row["masked"] == vault.mask(kind.value, shown(kind, value))[:120]
        assert row["value_index"] == vault.blind_index(kind.value, value)


@pytest.mark.parametrize(
    ("kind", "texts"),
    [
        ("name", ["张伟", "欧阳 娜娜", "ZHANG Wei", "某某（北京）有限公司", "", None, "张伟\n"]),
        (
            "id_number",
            ["110101199003074258", "11010119900307425x", "1101 0119 9003 0742 58", "E1234-567", "", None],
        ),
    ],
)
def test_blind_indexes_are_those_of_the_vault(kind: str, texts: list[str | None]) -> None:
    expected = [vault.blind_index(kind, text or "") for text in texts]
    assert blind_indexes(kind, pa.array(texts, pa.string())) == expected


def test_another_process_spells_and_seals_the_same() -> None:
    parties = pa.Table.from_pylist(
        [{"ref": "a", "name": "张伟", "id_number": "11010119900307425x"}, {"ref": "b", "name": "李四"}],
        PARTY_COLUMNS,
    )
    contacts = pa.Table.from_pylist(
        [{"party_ref": "a", "kind": "phone", "value": text} for text in ("+8613812345678", "12", "")],
        CONTACT_COLUMNS,
    )

    def opened(tables: tuple[pa.Table, pa.Table]) -> list[list[dict[str, object]]]:
        return [
            [
                {name: vault.unseal(value) if "sealed" in name else value for name, value in row.items()}
                for row in table.to_pylist()
            ]
            for table in tables
        ]

    here = opened(spelled(parties, contacts, "CN", seal=True))
    with apart("CN") as helper:
        helper.wait()
        assert opened(helper.spelled(parties, contacts)) == here
        assert opened(helper.spelled(parties, contacts)) == here
    assert opened(helper.spelled(parties, contacts)) == here, "when the process has gone, it is done here"


def test_a_key_is_derived_from_the_identity_number_alone() -> None:
    spellings = ["11010119900307425X", "11010119900307425x", None]
    first, second, none = party_refs(spellings, ["A-1:debtor", "A-2:debtor", "A-3:debtor"])
    assert first == second == "id:" + vault.blind_index("id_number", "11010119900307425X").hex()
    assert none == "at:A-3:debtor"
