"""Django's settings. Secrets and addresses come from the environment; see SECURITY.md."""

from __future__ import annotations

import os
from importlib.util import find_spec
from pathlib import Path

import bootstrap
from csp.constants import NONCE, SELF

from arrears.foundation import database

PACKAGE = Path(__file__).resolve().parent.parent
HOME = database.home()


def _flag(name: str, default: str = "0") -> bool:
    return os.environ.get(name, default) == "1"


SECRET_KEY = os.environ["ARREARS_SECRET_KEY"]
DEBUG = _flag("ARREARS_DEBUG")
ALLOWED_HOSTS = os.environ.get("ARREARS_HOSTS", "127.0.0.1,localhost,[::1]").split(",")
HTTPS = _flag("ARREARS_HTTPS")
PUBLIC_ADDRESS = os.environ.get("ARREARS_ADDRESS", "http://127.0.0.1:8000")  # for links in documents

ROOMS = [
    "arrears.foundation",
    "arrears.book.portfolio",
    "arrears.book.payments",
    "arrears.book.intake",
    "arrears.gate",
    "arrears.night.engine",
    "arrears.desk.scripts",
    "arrears.desk.contact",
    "arrears.desk.promises",
    "arrears.desk.care",
    "arrears.people.team",
    "arrears.reports",
    "arrears.daily",
    "arrears.faces.workbench",
    "arrears.faces.workbench.agreements",
    "arrears.faces.workbench.analytics",
    "arrears.faces.workbench.bookroom",
    "arrears.faces.workbench.compliance",
    "arrears.faces.workbench.strategist",
    "arrears.faces.portal",
    "arrears.faces.rest",
]
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_htmx",
    "ninja",
    "csp",
    "pgtrigger",
    "procrastinate.contrib.django",
    # a room joins when it has an apps.py
    *[room for room in ROOMS if find_spec(room) and find_spec(f"{room}.apps")],
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "arrears.foundation.remembered.ReadingOnceMiddleware",
    "arrears.faces.workbench.middleware.PersonMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]
ROOT_URLCONF = "arrears.config.urls"
ASGI_APPLICATION = "arrears.config.asgi.application"
WSGI_APPLICATION = "arrears.config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PACKAGE / "faces" / "workbench" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]

DATABASES = {"default": database.django_settings(os.environ["DATABASE_URL"])}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
if suffix := os.environ.get("ARREARS_TEST_SUFFIX"):
    DATABASES["default"]["TEST"] = {"NAME": f"test_arrears_{suffix}"}

AUTH_USER_MODEL = "foundation.User"
AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.ModelBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_ADAPTER = "arrears.faces.workbench.adapter.StaffOnly"
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_ON_GET = False
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "中文"), ("en", "English")]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static"
STATICFILES_DIRS = [("", Path(str(bootstrap.__file__)).parent / "static")]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    "arrears": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": os.environ.get("ARREARS_FILES", str(HOME / "files"))},
    },
}
# What each room does when a person is wiped, those downstream first; tests/desk/test_wiping.py walks all tables.
WIPERS = [
    "arrears.people.team.actions.wiping.WIPER",
    "arrears.desk.care.actions.wiping.WIPER",
    "arrears.desk.promises.actions.wiping.WIPER",
    "arrears.desk.contact.actions.wiping.WIPER",
    "arrears.night.engine.actions.wiping.WIPER",
    "arrears.gate.wiping.WIPER",
    "arrears.book.intake.actions.wiping.WIPER",
    "arrears.book.payments.actions.wiping.WIPER",
    "arrears.book.portfolio.actions.wiping.WIPER",
]
WHITENOISE_USE_FINDERS = True
WHITENOISE_MAX_AGE = 3600
SNAPSHOTS = Path(os.environ.get("ARREARS_SNAPSHOTS", str(HOME / "snapshots")))
INBOX = (
    Path(given) if (given := os.environ.get("ARREARS_INBOX")) else None
)  # the watched folder of the intake

# Mail goes out only where an operator names a server; without one the channel says `simulated`.
EMAIL_HOST = os.environ.get("EMAIL_HOST", "")
EMAIL_PORT = int(os.environ.get("EMAIL_PORT", "25"))
EMAIL_HOST_USER = os.environ.get("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = _flag("EMAIL_USE_TLS")
EMAIL_USE_SSL = _flag("EMAIL_USE_SSL")
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = os.environ.get("EMAIL_FROM", "collections@localhost")

SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SECURE = HTTPS
CSRF_TRUSTED_ORIGINS = [origin for origin in os.environ.get("ARREARS_ORIGINS", "").split(",") if origin]
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2_000
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "media-src": [SELF, "blob:"],
        "object-src": ["'none'"],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": ["'none'"],
    }
}

PROCRASTINATE_IMPORT_PATHS = ["arrears.daily.jobs"]

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
