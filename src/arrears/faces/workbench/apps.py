from django.apps import AppConfig


class WorkbenchConfig(AppConfig):
    name = "arrears.faces.workbench"
    label = "workbench"
