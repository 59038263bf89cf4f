from django.apps import AppConfig


class ScriptsConfig(AppConfig):
    name = "arrears.desk.scripts"
    label = "scripts"
