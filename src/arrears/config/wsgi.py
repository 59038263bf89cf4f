"""WSGI entry: what `arrears serve` runs. A process of it is warm before it takes requests."""

import os
from pathlib import Path

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from arrears.config.warm import warm

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "arrears.config.settings")
Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)  # WhiteNoise warns where it is missing
application = get_wsgi_application()
warm()
