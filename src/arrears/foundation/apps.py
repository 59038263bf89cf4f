from django.apps import AppConfig

from arrears.foundation.catalogues import compile_messages


class FoundationConfig(AppConfig):
    name = "arrears.foundation"
    label = "foundation"

    def ready(self) -> None:
        compile_messages()  # before anyone can ask for a text: Django reads the catalogues at the first one
