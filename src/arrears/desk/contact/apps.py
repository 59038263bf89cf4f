from django.apps import AppConfig


class ContactConfig(AppConfig):
    name = "arrears.desk.contact"
    label = "contact"
