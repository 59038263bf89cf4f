"""Foreign keys point upstream, and nobody follows them backwards by a name."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from django.apps import apps
from django.db import models

ORDER = (
    "contenttypes",
    "auth",
    "foundation",
    "portfolio",
    "payments",
    "intake",
    "gate",
    "night",
    "scripts",
    "contact",
    "promises",
    "care",
    "team",
    "reports",
    "daily",
)


@dataclass(frozen=True)
class Key:
    """A foreign key: whose, to whom, and the name it can be followed back by (None: none)."""

    owner: str
    name: str
    target: str
    back: str | None


def keys() -> list[Key]:
    found = []
    for model in apps.get_models(include_auto_created=True):
        if not model.__module__.startswith("arrears."):
            continue
        for field in model._meta.get_fields():
            if isinstance(field, models.ForeignKey | models.ManyToManyField):
                target = field.related_model
                assert isinstance(target, type)
                back = field.remote_field.related_name
                found.append(
                    Key(
                        model._meta.app_label,
                        f"{model.__name__}.{field.name}",
                        target._meta.app_label,
                        None if back == "+" or model._meta.auto_created else (back or "default"),
                    )
                )
    return found


def wrong(found: list[Key]) -> list[str]:
    problems = []
    for key in found:
        if ORDER.index(key.target) > ORDER.index(key.owner):
            problems.append(f"{key.owner}.{key.name} points downstream to {key.target}")
        if key.owner != key.target and key.back is not None and key.target not in ("auth", "contenttypes"):
            problems.append(f"{key.owner}.{key.name} can be followed back as {key.back}")
    return problems


def test_every_foreign_key_points_upstream() -> None:
    found = keys()
    print(f"foreign keys: {len(found)}")
    assert len(found) > 20
    assert wrong(found) == []


def test_every_room_has_its_place_in_the_order() -> None:
    ours = {config.label for config in apps.get_app_configs() if config.name.startswith("arrears.")}
    faces = {label for label in ours if label.startswith("workbench")} | {
        "portal",
        "rest",
    }  # they hold no table
    assert ours - set(ORDER) - faces == set()


@pytest.mark.parametrize(
    "planted",
    [
        Key("portfolio", "Account.attempt", "contact", None),
        Key("contact", "Attempt.party", "portfolio", "attempts"),
    ],
)
def test_a_planted_key_is_found(planted: Key) -> None:
    assert wrong([planted])
