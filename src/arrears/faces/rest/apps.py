from django.apps import AppConfig


class RestConfig(AppConfig):
    name = "arrears.faces.rest"
    label = "rest"
