from django.apps import AppConfig


class BookroomConfig(AppConfig):
    name = "arrears.faces.workbench.bookroom"
    label = "workbench_bookroom"
