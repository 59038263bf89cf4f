"""Settings without a server or secrets: for the type checker, `makemigrations` and the templates' checks.

Nothing can be read or written with them: the address leads nowhere.
"""

import os

os.environ.setdefault("ARREARS_SECRET_KEY", "offline")
os.environ.setdefault("DATABASE_URL", "postgresql:///nowhere?host=/nonexistent")

from arrears.config.settings import *  # noqa: F403 - the variables have to stand first
