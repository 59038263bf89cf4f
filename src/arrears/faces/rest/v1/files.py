"""Files: sent as a creditor has them, listed with what became of them, rejects handed back."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Annotated
from urllib.parse import quote
from uuid import UUID

from django.core.files.uploadedfile import TemporaryUploadedFile
from django.http import Http404, HttpRequest, HttpResponse
from ninja import Field, File, Form, Router, Schema, Status
from ninja.files import UploadedFile
from pydantic import TypeAdapter, ValidationError

from arrears.book.intake import api as intake
from arrears.book.intake.contracts import FileFacts
from arrears.faces.rest.v1.bodies import FILE_BYTES_MAX, FORM, takes
from arrears.faces.rest.v1.problems import answers
from arrears.faces.rest.v1.scope import OF_CREDITORS, creditor_in_scope
from arrears.faces.rest.v1.taking import SECOND_PERSON, WAITS, take
from arrears.faces.rest.v1.told import TakenOut, taken
from arrears.faces.rest.v1.values import ID_MAX, Code, Day, text
from arrears.foundation.access import api_auth
from arrears.foundation.api import file_ref, read_file
from arrears.kernel import clock
from arrears.kernel.words import Words

router = Router()
FILES_PAGE_MAX = 500
COUNT_MAX = 10**9
SUMS_LENGTH_MAX = 2_000
_SUMS = TypeAdapter(dict[str, str])
_NO_SUMS = Words(
    "各列合计须为 JSON 对象，键为字段，值为金额文本",
    "the sums must be a JSON object of fields and amounts as text",
)


class FileForm(Schema):
    """What goes with a file. `rows`, `accounts` and `sums` are the sender's own figures; a difference refuses the
    file before anything of it is accepted, and names both."""

    mapping: Annotated[str, text(40, 1)]
    business_date: Day | None = None
    batch: Annotated[str, text(60)] = ""
    dry_run: bool = False
    rows: Annotated[int, Field(ge=0, le=COUNT_MAX)] | None = None
    accounts: Annotated[int, Field(ge=0, le=COUNT_MAX)] | None = None
    sums: Annotated[
        str,
        Field(
            max_length=SUMS_LENGTH_MAX,
            description="各列合计（JSON，主币单位的文本） · sums by column as JSON, major units as text: "
            '{"item.principal": "1234.50"}',
        ),
    ] = ""


class FileOut(Schema):
    """A file that came in. `state`: accepted, unchanged (nothing new) or refused (nothing was loaded)."""

    file_id: int
    name: str
    kind: str
    mapping: str
    mapping_version: int
    sha256: str
    business_date: date
    received_at: datetime
    received_by: str
    state: str
    rows: int
    accepted: int
    rejected: int
    accounts: int
    has_rejects: bool
    refused_zh: str
    refused_en: str


class FilesOut(Schema):
    files: list[FileOut]
    next_before: int | None


def _sums(said: str) -> dict[str, str]:
    """IntakeError for what is no object of texts."""
    if not said:
        return {}
    try:
        return _SUMS.validate_json(said, strict=True)
    except ValidationError as error:
        raise intake.IntakeError("control totals", _NO_SUMS) from error


def _shown(one: FileFacts) -> FileOut:
    because = one.refused_because
    return FileOut(
        file_id=one.file_id,
        name=one.name,
        kind=one.kind.value,
        mapping=one.mapping,
        mapping_version=one.mapping_version,
        sha256=one.sha256,
        business_date=one.business_date,
        received_at=one.received_at,
        received_by=one.received_by,
        state=one.state.value,
        rows=one.rows,
        accepted=one.accepted,
        rejected=one.rejected,
        accounts=one.accounts,
        has_rejects=one.rejects_file is not None,
        refused_zh=because.zh if because else "",
        refused_en=because.en if because else "",
    )


def _source(file: UploadedFile) -> Path | bytes:
    """A large upload lies in a temporary file already: it is read from there."""
    return Path(file.temporary_file_path()) if isinstance(file, TemporaryUploadedFile) else file.read()


@router.post(
    "/{code}/files",
    auth=api_auth(*OF_CREDITORS),
    response=answers(TakenOut, 400, 404, 413, 415, 422) | {WAITS: TakenOut},
    summary="发送文件 · Send a portfolio, payment or totals file",
    description=".csv、.xlsx、.json、.parquet；一份文件一个事务，同一文件再次发送不改变任何内容。"
    " · One transaction for a file; the same file twice changes nothing. `dry_run` tells and changes nothing."
    + SECOND_PERSON,
)
@takes(FORM, bytes_max=FILE_BYTES_MAX)
def send_file(
    request: HttpRequest, code: Code, file: File[UploadedFile], form: Form[FileForm]
) -> Status[TakenOut]:
    actor, facts = creditor_in_scope(request, code)
    arrived = take(
        _source(file),
        actor,
        facts,
        mapping=form.mapping,
        business_date=form.business_date or clock.today(),
        dry_run=form.dry_run,
        name=file.name or "file",
        batch=form.batch or None,
        expected=intake.control_totals(
            facts.id, form.mapping, actor, rows=form.rows, accounts=form.accounts, sums=_sums(form.sums)
        ),
    )
    return Status(arrived.status, taken(arrived.report, proposal_id=arrived.proposal_id))


@router.get(
    "/{code}/files",
    auth=api_auth(*OF_CREDITORS),
    response=answers(FilesOut, 404, 422),
    summary="已收文件 · Files that came in, newest first",
)
def list_files(
    request: HttpRequest,
    code: Code,
    before: Annotated[int, Field(ge=1, le=ID_MAX)] = ID_MAX,
    limit: Annotated[int, Field(ge=1, le=FILES_PAGE_MAX)] = 100,
) -> FilesOut:
    actor, facts = creditor_in_scope(request, code)
    found = intake.files(actor, facts.id, limit=limit, before=before)
    return FilesOut(
        files=[_shown(one) for one in found], next_before=found[-1].file_id if len(found) == limit else None
    )


@router.get(
    "/{code}/files/{file_id}/rejects",
    auth=api_auth(*OF_CREDITORS),
    response=answers(None, 404, 422),
    summary="下载被拒行 · The rows that stayed out, to correct and send again",
    openapi_extra={"responses": {200: {"description": "The file", "content": {"*/*": {"schema": {}}}}}},
)
def rejects(request: HttpRequest, code: Code, file_id: int) -> HttpResponse:
    actor, facts = creditor_in_scope(request, code)
    found = intake.files(actor, facts.id, limit=1, before=min(max(file_id, 0), ID_MAX - 1) + 1)
    if not found or found[0].file_id != file_id or found[0].rejects_file is None:
        raise Http404("no rejects")
    stored = UUID(found[0].rejects_file)
    ref = file_ref(stored, actor)
    answer = HttpResponse(read_file(stored, actor), content_type=ref.media_type)
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(ref.name)}"
    return answer
