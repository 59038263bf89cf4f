"""Mappings: shipped with the product, and a creditor's own versions."""

from __future__ import annotations

from functools import cache
from importlib import resources

from arrears.book.intake.contracts import IntakeError, MappingFacts
from arrears.book.intake.contracts.mapping import Mapping
from arrears.book.intake.models import MappingVersion
from arrears.book.intake.rules.mapping import read_mapping
from arrears.foundation.contracts import Actor, require_scope
from arrears.kernel.words import Words

_SHIPPED = resources.files("arrears.book.intake") / "mappings"


@cache
def shipped_mappings() -> tuple[Mapping, ...]:
    """The mappings that come with the product, by code."""
    texts = sorted((entry.name, entry.read_text(encoding="utf-8")) for entry in _SHIPPED.iterdir())
    return tuple(
        read_mapping(text, code=name.removesuffix(".toml")) for name, text in texts if name.endswith(".toml")
    )


def mapping_for(creditor_id: int, code: str, version: int | None = None) -> Mapping:
    """The creditor's newest version of a mapping (or the one asked for), else the shipped one (version 0).
    IntakeError when there is neither."""
    own = MappingVersion.objects.filter(creditor_id=creditor_id, code=code)
    saved = (own if version is None else own.filter(version=version)).order_by("-version").first()
    if saved is not None:
        return read_mapping(saved.body, code=code, version=saved.version)
    known = {mapping.code: mapping for mapping in shipped_mappings()}
    if code not in known:
        raise IntakeError(
            "mapping",
            Words(
                f"没有名为“{code}”的映射，可用：{'、'.join(known)}",
                f"no mapping {code!r}; there are {', '.join(known)}",
            ),
        )
    return known[code]


def mappings(creditor_id: int, actor: Actor) -> tuple[MappingFacts, ...]:
    """The mappings that a creditor's files may use: its own newest versions, and the shipped ones."""
    require_scope(actor, creditor_id)
    found = {
        mapping.code: MappingFacts(code=mapping.code, version=0, kind=mapping.kind, title=mapping.title)
        for mapping in shipped_mappings()
    }
    for row in MappingVersion.objects.filter(creditor_id=creditor_id).order_by("code", "version"):
        mapping = read_mapping(row.body, code=row.code, version=row.version)
        found[row.code] = MappingFacts(
            code=row.code,
            version=row.version,
            kind=mapping.kind,
            title=mapping.title,
            saved_by=row.saved_by,
            saved_at=row.saved_at,
        )
    return tuple(found[code] for code in sorted(found))


def mapping_text(creditor_id: int, code: str, actor: Actor) -> str:
    """The TOML of the mapping that a creditor's next file will be read with."""
    require_scope(actor, creditor_id)
    return mapping_for(creditor_id, code).source


def mapping_versions(creditor_id: int, code: str, actor: Actor) -> tuple[MappingFacts, ...]:
    """Every version of a creditor's mapping, newest first; the shipped one (version 0) last."""
    require_scope(actor, creditor_id)
    saved = [
        _facts(read_mapping(row.body, code=code, version=row.version), row)
        for row in MappingVersion.objects.filter(creditor_id=creditor_id, code=code).order_by("-version")
    ]
    shipped = [_facts(mapping) for mapping in shipped_mappings() if mapping.code == code]
    return tuple(saved + shipped)


def mapping_version_text(creditor_id: int, code: str, version: int, actor: Actor) -> str:
    """The TOML of one version of a mapping (0: the shipped one). IntakeError when there is none."""
    require_scope(actor, creditor_id)
    row = MappingVersion.objects.filter(creditor_id=creditor_id, code=code, version=version).first()
    if row is not None:
        return row.body
    shipped = {mapping.code: mapping.source for mapping in shipped_mappings()}
    if version or code not in shipped:
        raise IntakeError(
            "mapping",
            Words(f"映射“{code}”没有第 {version} 版", f"the mapping {code!r} has no version {version}"),
        )
    return shipped[code]


def _facts(mapping: Mapping, row: MappingVersion | None = None) -> MappingFacts:
    return MappingFacts(
        code=mapping.code,
        version=mapping.version,
        kind=mapping.kind,
        title=mapping.title,
        saved_by=row.saved_by if row else "",
        saved_at=row.saved_at if row else None,
    )
