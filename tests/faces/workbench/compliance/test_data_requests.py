"""Requests for one's data at the screen: the package, the correction, the deletion by two people."""

from __future__ import annotations

import json

import pytest
from django.test import Client

from arrears.book.portfolio import api as portfolio
from arrears.desk.care import api as care
from arrears.desk.care.contracts import ConcernKind, ConcernOrder, DataRequest
from arrears.foundation.api import SYSTEM, Role
from arrears.kernel.clock import at_local, standing_at
from tests.faces.workbench.compliance.seat import MONDAY, TUESDAY, Seat, log_in, sit

pytestmark = pytest.mark.django_db


def asked(seat: Seat, kind: DataRequest) -> str:
    order = ConcernOrder(
        creditor_id=seat.wang.creditor.id, debtor_id=seat.wang.debtor_id, kind=ConcernKind.DATA_REQUEST,
        text="My data, please.", data_request=kind, opened_on=MONDAY,
    )  # fmt: skip
    return f"/data-requests/{care.open_concern(order, SYSTEM).id}/"


def test_access_correction_and_deletion_with_a_second_person() -> None:
    seat = sit()
    second, _actor = log_in(Role.ADMINISTRATOR, [])
    with standing_at(at_local(TUESDAY, 10)):
        _access(seat, asked(seat, DataRequest.ACCESS))
        _correction(seat, asked(seat, DataRequest.CORRECTION))
        _deletion(seat, second, asked(seat, DataRequest.DELETION))
        for client in (seat.client, second):
            listed = client.get("/data-requests/").content.decode()
            assert listed.count('href="/data-requests/') >= 3
        strangers, _actor = log_in(Role.COMPLIANCE, [])
        leader, _actor = log_in(Role.LEADER, [seat.wang.creditor.code])
        path = asked(seat, DataRequest.ACCESS)
        assert strangers.get(path).status_code == 404
        assert leader.get(path).status_code == 403
        assert seat.client.get(f"/data-requests/{seat.complaint.id}/").status_code == 404


def _access(seat: Seat, path: str) -> None:
    assert seat.client.get(f"{path}package.json").status_code == 404
    assert seat.client.post(path, {"act": "package", "english": "1"}).status_code == 302
    plain = json.loads(seat.client.get(f"{path}package.json").content)
    assert plain["sections"]["person"][0]["name"] == "王一"
    assert plain["sections"]["decided"] == []
    assert seat.client.get(f"{path}package.docx").content.startswith(b"PK")


def _correction(seat: Seat, path: str) -> None:
    said = {
        "act": "correct",
        "correct-region": "浙江省",
        "correct-contact_kind": "",
        "correct-contact_value": "",
    }
    assert seat.client.post(path, said | {"correct-contact_value": "x"}).status_code == 422
    assert seat.client.post(path, said).status_code == 302
    assert portfolio.person_data(seat.wang.debtor_id, why="test", actor=SYSTEM).region == "浙江省"
    assert seat.client.post(path, said).status_code == 422


def _deletion(seat: Seat, second: Client, path: str) -> None:
    page = seat.client.get(path).content.decode()
    assert "An account is still open" in page
    assert "delete-party" not in page
    points = [
        one.contact_point_id
        for one in portfolio.contact_points(seat.wang.debtor_id)
        if one.person_id != seat.wang.debtor_id
    ]
    assert seat.client.post(path, {"act": "delete"}).status_code == 422
    assert seat.client.post(path, {"act": "delete", "delete-points": points}).status_code == 302
    assert "Another person has to decide" in seat.client.get(path).content.decode()
    assert seat.client.post(path, {"act": "decide", "agree": "1"}).status_code == 422
    assert second.post(path, {"act": "decide", "agree": "1"}).status_code == 302
    left = [one for one in portfolio.contact_points(seat.wang.debtor_id) if one.contact_point_id in points]
    assert {one.state.value for one in left} == {"wiped"}
