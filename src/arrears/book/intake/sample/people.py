"""Sample people and companies: they look real and can never be.

How that is made sure of:
- identity numbers and credit codes carry the region code PP9999: GB/T 2260 has no division 9999 anywhere;
- mobile numbers begin with 154, a segment given to no operator; landlines are 010-0…, and no local number of
  China begins with 0;
- e-mail domains end in .example (RFC 2606), addresses lie in a district named 示例区, companies carry
  （示例）, plates hold the letter I, which no Chinese plate has.
Names are common ones put together at random; whoever bears one shares nothing else with the sample.
"""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from importlib import resources
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from arrears.book.intake.contracts.identity import (
    CREDIT_LETTERS,
    CREDIT_WEIGHTS,
    ORGANISATION_LETTERS,
    ORGANISATION_WEIGHTS,
    RESIDENT_CHECKS,
    RESIDENT_WEIGHTS,
)

NOWHERE = "9999"
MOBILE_SEGMENT = "154"
LANDLINE = "010-0"

_NAMES: dict[str, Any] = tomllib.loads(
    (resources.files("arrears.book.intake") / "data" / "names.toml").read_text(encoding="utf-8")
)
_CODES, _REGIONS, _CITIES = zip(*_NAMES["places"], strict=True)
_BORN_FROM = date(1955, 1, 1)
_BORN_DAYS = 18_000  # to 2004
_SPACE = 10**8 - 11  # a prime: places are spread over it without meeting twice
_STEP = 61_803_401


@dataclass(slots=True)
class Parties:
    """Columns of a set of parties (Arrow texts, one length). `sex`: 0 or 1, as the identity number has it."""

    name: pa.Array
    id_number: pa.Array
    phone: pa.Array
    email: pa.Array
    address: pa.Array
    region: pa.Array
    birth_year: pa.Array
    sex: pa.Array


def spread(places: np.ndarray, seed: int) -> np.ndarray:
    """Distinct numbers below 10^8 for distinct places: no identity or phone number comes twice."""
    return (places.astype(np.int64) * _STEP + seed * 7_919 % _SPACE) % _SPACE


def pick(values: Sequence[str], places: np.ndarray) -> pa.Array:
    """Texts by place."""
    return pa.array(list(values), pa.string()).take(pa.array(places))


def texts(*parts: pa.Array | str) -> pa.Array:
    """Join columns and constants."""
    return pc.binary_join_element_wise(*parts, "")


def digits(numbers: np.ndarray, width: int) -> pa.Array:
    """Numbers as texts of one width."""
    return pc.utf8_lpad(pa.array(numbers, pa.int64()).cast(pa.string()), width, "0")


def person_names(rng: np.random.Generator, count: int) -> pa.Array:
    weights = 1 / (np.arange(len(_NAMES["surnames"])) + 3.0)
    surname = rng.choice(len(_NAMES["surnames"]), count, p=weights / weights.sum())
    given = [*_NAMES["given"], ""]
    first, second = rng.integers(0, len(given) - 1, (2, count))
    one = rng.random(count) < 0.2
    return texts(
        pick(_NAMES["surnames"], surname),
        pick(given, first),
        pick(given, np.where(one, len(given) - 1, second)),
    )


def provinces(rng: np.random.Generator, places: np.ndarray, seed: int) -> np.ndarray:
    """A province for each person: what the birth date and serial of the identity number leave over of its
    place, and chance."""
    return spread(places, seed) // (_BORN_DAYS * 1000) * 4 + rng.integers(0, 4, len(places))


def resident_ids(places: np.ndarray, province: np.ndarray, seed: int) -> pa.Array:
    """Identity numbers that pass GB 11643, in a region that does not exist."""
    number = spread(places, seed)
    born = np.datetime64(_BORN_FROM) + (number % _BORN_DAYS)
    text = texts(
        pick(_CODES, province),
        NOWHERE,
        pc.replace_substring(pa.array(born.astype("datetime64[D]")).cast(pa.string()), "-", ""),
        digits(number // _BORN_DAYS % 1000, 3),
    )
    letters = _letters(text, 17)
    check = (letters.astype(np.int64) - 48) @ np.array(RESIDENT_WEIGHTS)
    return texts(text, pick(list(RESIDENT_CHECKS), check % 11))


def credit_codes(places: np.ndarray, province: np.ndarray, seed: int) -> pa.Array:
    """Unified social credit codes that pass GB 32100, in a region that does not exist."""
    organisation = digits(spread(places, seed), 8)
    body = _values(_letters(organisation, 8), ORGANISATION_LETTERS)
    rest = 11 - (body @ np.array(ORGANISATION_WEIGHTS)) % 11
    # a tenth of all organisation codes ends in X
    text = texts(
        "91",
        pick(_CODES, province),
        NOWHERE,
        organisation,
        pick(["0", *"0123456789X"[1:], "0"], rest),
    )
    total = _values(_letters(text, 17), CREDIT_LETTERS) @ np.array(CREDIT_WEIGHTS)
    return texts(text, pick(list(CREDIT_LETTERS), -total % 31))


def _letters(text: pa.Array, width: int) -> np.ndarray:
    return np.frombuffer("".join(text.to_pylist()).encode(), np.uint8).reshape(-1, width)


def _values(letters: np.ndarray, alphabet: str) -> np.ndarray:
    table = np.zeros(128, np.int64)
    table[np.frombuffer(alphabet.encode(), np.uint8)] = np.arange(len(alphabet))
    return np.asarray(table[letters])


def mobiles(places: np.ndarray, seed: int) -> pa.Array:
    return texts(MOBILE_SEGMENT, digits(spread(places, seed + 1), 8))


def landlines(places: np.ndarray, seed: int) -> pa.Array:
    return texts(LANDLINE, digits(spread(places, seed + 2) % 10**7, 7))


def people(rng: np.random.Generator, places: np.ndarray, seed: int) -> Parties:
    """Persons, one per place; the same place is the same person."""
    count = len(places)
    number = spread(places, seed)
    years = (np.datetime64(_BORN_FROM) + number % _BORN_DAYS).astype("datetime64[Y]").astype(np.int64) + 1970
    province = provinces(rng, places, seed)
    return Parties(
        name=person_names(rng, count),
        id_number=resident_ids(places, province, seed),
        phone=mobiles(places, seed),
        email=texts("p", digits(places, 7), "@debtor.example"),
        address=_addresses(rng, province),
        region=pick(_REGIONS, province),
        birth_year=digits(years, 4),
        sex=pc.cast(pa.array(number // _BORN_DAYS % 2), pa.string()),
    )


def companies(rng: np.random.Generator, places: np.ndarray, seed: int) -> Parties:
    """Companies, one per place; the phone is the company's own line."""
    count = len(places)
    province = rng.integers(0, len(_CODES), count)
    name = texts(
        pick(_REGIONS, province),
        pick(_NAMES["brands"], rng.integers(0, len(_NAMES["brands"]), count)),
        digits(places, 1),
        pick(_NAMES["trades"], rng.integers(0, len(_NAMES["trades"]), count)),
        "（示例）有限公司",
    )
    return Parties(
        name=name,
        id_number=credit_codes(places, province, seed),
        phone=landlines(places, seed),
        email=texts("finance@c", digits(places, 7), ".example"),
        address=_addresses(rng, province),
        region=pick(_REGIONS, province),
        birth_year=pa.nulls(count, pa.string()),
        sex=pa.nulls(count, pa.string()),
    )


def _addresses(rng: np.random.Generator, province: np.ndarray) -> pa.Array:
    count = len(province)
    return texts(
        pick(_CITIES, province),
        "示例区",
        pick(_NAMES["streets"], rng.integers(0, len(_NAMES["streets"]), count)),
        digits(rng.integers(1, 400, count), 1),
        "号",
        digits(rng.integers(1, 40, count), 1),
        "栋",
        digits(rng.integers(101, 2800, count), 1),
        "室",
    )


def plates(rng: np.random.Generator, count: int) -> pa.Array:
    """Licence plates with the letter I in them: none is issued."""
    return texts(
        pick(_NAMES["plate_places"], rng.integers(0, 25, count)),
        pick(list("ABCDEFGH"), rng.integers(0, 8, count)),
        "I",
        digits(rng.integers(0, 10_000, count), 4),
    )


def either(choose: np.ndarray, one: Parties, other: Parties) -> Parties:
    """Row by row one or the other."""
    mask = pa.array(choose)
    return Parties(
        **{
            name: pc.if_else(mask, getattr(one, name), getattr(other, name))
            for name in ("name", "id_number", "phone", "email", "address", "region", "birth_year", "sex")
        }
    )


def equipment(rng: np.random.Generator, count: int) -> tuple[pa.Array, pa.Array, np.ndarray]:
    """What is leased, its frame number, and whether it is a vehicle with a plate."""
    road = rng.random(count) < 0.4
    machine = pick(_NAMES["machines"], rng.integers(0, len(_NAMES["machines"]), count))
    vehicle = pick(_NAMES["vehicles"], rng.integers(0, len(_NAMES["vehicles"]), count))
    frame = texts("SAMPLE", digits(rng.integers(0, 10**8, count), 8))
    return pc.if_else(pa.array(road), vehicle, machine), frame, road
