"""A person who is wiped: words of tasks and diary go, what is open ends; who had the case and when stays."""

from __future__ import annotations

from django.db.models import Q

from arrears.foundation.api import Actor, Wiped, WipeOrder, Wiper
from arrears.kernel import clock
from arrears.people.team.contracts import FollowUpState, TaskState
from arrears.people.team.models import Assignment, FollowUp, Task, WorkItem


def _wipe(order: WipeOrder, actor: Actor) -> Wiped:
    of_case = {"creditor_id": order.creditor_id, "debtor_id__in": order.party_ids}
    now = clock.now()
    entries = FollowUp.objects.filter(**of_case)
    entries.filter(state=FollowUpState.OPEN.value).update(
        state=FollowUpState.DROPPED.value, closed_at=now, closed_by=actor.name
    )
    tasks = Task.objects.filter(**of_case)
    tasks.filter(state=TaskState.OPEN.value).update(state=TaskState.WITHDRAWN.value)
    rows = entries.exclude(what="").update(what="")
    rows += tasks.filter(~Q(question_sealed=b"") | ~Q(answer_sealed=b"")).update(
        question_sealed=b"", answer_sealed=b""
    )
    rows += Assignment.objects.filter(**of_case).exclude(why="").update(why="")
    rows += WorkItem.objects.filter(**of_case).exclude(why=[]).update(why=[])
    return Wiped(rows=rows)


WIPER = Wiper(
    room="people.team",
    wipe=_wipe,
    wipes={
        "team_followup": "what was to be done",
        "team_task": "question and answer",
        "team_assignment": "why the case moved",
        "team_workitem": "why the case stood on the list",
    },
    keeps={},
)
