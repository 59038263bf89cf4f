from django.urls import path

from arrears.faces.workbench.collector import (
    case_views,
    list_views,
    reach_views,
    record_views,
    talk_views,
    text_views,
    understood,
)

CASE = "cases/<int:debtor_id>/"
urlpatterns = [
    path("work/", list_views.worklist, name="worklist"),
    path("work/next/", list_views.worklist_next, name="worklist_next"),
    path("work/filters/", list_views.worklist_filters, name="worklist_filters"),
    path("find/", list_views.find, name="find"),
    path(CASE, case_views.case, name="case"),
    path(f"{CASE}parts/", case_views.case_parts, name="case_parts"),
    path(f"{CASE}people/", case_views.case_people, name="case_people"),
    path(f"{CASE}timeline/", case_views.case_timeline, name="case_timeline"),
    path(f"{CASE}script/", case_views.case_script, name="case_script"),
    path(f"{CASE}reach/", reach_views.case_reach, name="case_reach"),
    path(f"{CASE}text/", text_views.case_text_check, name="case_text_check"),
    path(f"{CASE}compose/<str:channel>/", reach_views.case_compose, name="case_compose"),
    path(f"{CASE}attempts/<int:attempt_id>/outcome/", reach_views.case_outcome, name="case_outcome"),
    path(f"{CASE}attempts/<int:attempt_id>/", talk_views.case_attempt, name="case_attempt"),
    path(f"{CASE}attempts/<int:attempt_id>/recording/", talk_views.case_recording, name="case_recording"),
    path(f"{CASE}attempts/<int:attempt_id>/correct/", talk_views.case_correct, name="case_correct"),
    path(f"{CASE}attempts/<int:attempt_id>/note/", reach_views.case_note, name="case_note"),
    path(f"{CASE}attempts/<int:attempt_id>/understood/", understood.case_understood, name="case_understood"),
    path(f"{CASE}promise/", record_views.case_promise, name="case_promise"),
    path(f"{CASE}promises/<int:promise_id>/withdraw/", record_views.case_withdraw, name="case_withdraw"),
    path(f"{CASE}concern/", record_views.case_concern, name="case_concern"),
    path(f"{CASE}reason/", record_views.case_reason, name="case_reason"),
    path(f"{CASE}task/", record_views.case_task, name="case_task"),
    path(f"{CASE}follow-up/", record_views.case_follow_up, name="case_follow_up"),
    path(f"{CASE}later/", record_views.case_later, name="case_later"),
    path(f"{CASE}reveal/", record_views.case_reveal, name="case_reveal"),
]
