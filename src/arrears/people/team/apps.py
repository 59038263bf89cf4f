from django.apps import AppConfig


class TeamConfig(AppConfig):
    name = "arrears.people.team"
    label = "team"
