"""A file that was sent up and is looked at before it is taken in: kept sealed, named by a signed address."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from django.core import signing
from django.http import Http404

from arrears.book.intake.contracts import ControlTotals
from arrears.foundation.api import Actor, CreditorFacts, NoSuchFile, creditor_by_id, file_ref, read_file
from arrears.foundation.contracts import require_scope

SALT = "arrears.bookroom.held"
KEPT_SECONDS = 7 * 24 * 3600


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """What was said with the file. `rows`, `accounts`, `sums`: the sender's control totals, None or left out when
    not stated; sums in minor units by field code."""

    file_id: uuid.UUID
    name: str
    creditor_id: int
    mapping: str
    business_date: date
    batch: str = ""
    rows: int | None = None
    accounts: int | None = None
    sums: Mapping[str, int] = field(default_factory=dict)

    @property
    def token(self) -> str:
        said = {
            "f": str(self.file_id),
            "n": self.name,
            "c": self.creditor_id,
            "m": self.mapping,
            "d": self.business_date.isoformat(),
            "b": self.batch,
            "r": self.rows,
            "a": self.accounts,
            "s": dict(self.sums),
        }
        return signing.dumps(said, salt=SALT, compress=True)

    @property
    def expected(self) -> ControlTotals | None:
        if self.rows is None and self.accounts is None and not self.sums:
            return None
        return ControlTotals(rows=self.rows, accounts=self.accounts, amounts_minor=self.sums)

    def creditor(self, actor: Actor) -> CreditorFacts:
        require_scope(actor, self.creditor_id)
        return creditor_by_id(self.creditor_id)

    def content(self, actor: Actor) -> bytes:
        """The bytes in clear. OutOfScope, Http404 when the file is gone."""
        require_scope(actor, self.creditor_id)
        try:
            return read_file(self.file_id, actor)
        except NoSuchFile as gone:
            raise Http404 from gone


def held(token: str, actor: Actor) -> Held:
    """The held file behind an address. Http404 for an address that we did not sign, or that is too old."""
    try:
        said = signing.loads(token, salt=SALT, max_age=KEPT_SECONDS)
    except signing.BadSignature as wrong:
        raise Http404 from wrong
    found = Held(
        file_id=uuid.UUID(said["f"]),
        name=said["n"],
        creditor_id=said["c"],
        mapping=said["m"],
        business_date=date.fromisoformat(said["d"]),
        batch=said["b"],
        rows=said["r"],
        accounts=said["a"],
        sums=said.get("s", {}),
    )
    require_scope(actor, found.creditor_id)
    try:
        file_ref(found.file_id, actor)
    except NoSuchFile as gone:
        raise Http404 from gone
    return found
