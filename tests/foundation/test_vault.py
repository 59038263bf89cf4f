"""Personal data at rest: what is sealed opens again, under any key of the ring, and nothing else does."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from arrears.foundation import vault

OLD, NEW, INDEX = vault.new_key(), vault.new_key(), vault.new_key()


@pytest.fixture
def ring(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ARREARS_VAULT_KEYS", f"2:{NEW},1:{OLD}")
    monkeypatch.setenv("ARREARS_INDEX_KEY", INDEX)


@given(st.text(max_size=200).filter(bool))
def test_what_is_sealed_opens_again(text: str) -> None:
    assert vault.unseal(vault.seal(text)) == text
    assert vault.seal(text) != vault.seal(text), "equal values must not look equal at rest"


def test_an_old_key_still_opens_after_rotation(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ARREARS_INDEX_KEY", INDEX)
    monkeypatch.setenv("ARREARS_VAULT_KEYS", f"1:{OLD}")
    before = vault.seal("13800001111")
    monkeypatch.setenv("ARREARS_VAULT_KEYS", f"2:{NEW},1:{OLD}")
    assert vault.unseal(before) == "13800001111"
    assert vault.key_id(vault.seal("x")) == 2
    monkeypatch.setenv("ARREARS_VAULT_KEYS", f"2:{NEW}")
    with pytest.raises(vault.VaultError, match="no vault key"):
        vault.unseal(before)


def test_an_altered_value_does_not_open(ring: None) -> None:
    sealed = bytearray(vault.seal("6222000000000000"))
    sealed[-1] ^= 1
    with pytest.raises(vault.VaultError, match="altered"):
        vault.unseal(bytes(sealed))


@pytest.mark.parametrize(
    ("keys", "problem"),
    [("", "not set"), ("1:abc", "base64"), ("0:" + OLD, "id from 1"), ("1:QUJD", "32 bytes")],
    ids=["none", "no base64", "id zero", "too short"],
)
def test_a_wrong_key_ring_is_refused(monkeypatch: pytest.MonkeyPatch, keys: str, problem: str) -> None:
    monkeypatch.setenv("ARREARS_VAULT_KEYS", keys)
    monkeypatch.setenv("ARREARS_INDEX_KEY", INDEX)
    with pytest.raises(vault.VaultError, match=problem):
        vault.seal("x")


@pytest.mark.parametrize(
    ("kind", "one", "other", "meet"),
    [
        ("phone", "+86 138-0000-1111", "13800001111", True),
        ("phone", "１３８００００１１１１", "13800001111", True),
        ("phone", "13800001112", "13800001111", False),
        ("id_number", "11010119900101123x", "11010119900101123X", True),
        ("email", "A@Example.com", "a@example.com", True),
        ("name", "张 三", "张  三", True),
    ],
)
def test_a_blind_index_meets_equal_values_only(
    ring: None, kind: str, one: str, other: str, meet: bool
) -> None:
    assert (vault.blind_index(kind, one) == vault.blind_index(kind, other)) is meet


def test_kinds_do_not_meet(ring: None) -> None:
    assert vault.blind_index("phone", "13800001111") != vault.blind_index("contract", "13800001111")


@pytest.mark.parametrize(
    ("kind", "value", "shown"),
    [
        ("name", "张三", "张*"),
        ("phone", "13812341234", "138****1234"),
        ("id_number", "110101199001011234", "1101**********1234"),
        ("email", "wang@example.com", "w***@example.com"),
        ("phone", "", ""),
    ],
)
def test_a_mask_hides_the_middle(kind: str, value: str, shown: str) -> None:
    assert vault.mask(kind, value) == shown
