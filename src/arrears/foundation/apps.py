from typing import Any

from django.apps import AppConfig

from arrears.foundation.catalogues import compile_messages


class FoundationConfig(AppConfig):
    name = "arrears.foundation"
    label = "foundation"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        compile_messages()  # before any model is loaded: their names are the first texts that Django asks for
