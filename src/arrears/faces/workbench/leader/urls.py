from django.urls import path

from arrears.faces.workbench.leader import assign_views, listen_views, script_views, views

urlpatterns = [
    path("team/", views.team_day, name="team_day"),
    path("team/reassign/", assign_views.team_reassign, name="team_reassign"),
    path("team/assign/", assign_views.team_assign, name="team_assign"),
    path("team/absence/", assign_views.team_absence, name="team_absence"),
    path("team/absence/<int:absence_id>/end/", assign_views.team_absence_end, name="team_absence_end"),
    path("team/listen/", listen_views.listening, name="listening"),
    path("team/listen/<int:attempt_id>/heard/", listen_views.listening_heard, name="listening_heard"),
    path("team/scripts/", script_views.script_use, name="script_use"),
    path("cases/<int:debtor_id>/assign/", assign_views.case_assign, name="case_assign"),
]
