from django.urls import path

from arrears.faces.workbench.leader import views

urlpatterns = [
    path("team/", views.team_day, name="team_day"),
    path("team/reassign/", views.team_reassign, name="team_reassign"),
]
