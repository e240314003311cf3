"""Settings of one archive: each value from the environment, by heading.

Every setting has a default that works on one machine; with DEBUG off the
secret has none. `docs/settings.md` lists them for administrators.
"""

from pathlib import Path
from urllib.parse import urlsplit

import dj_database_url
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from archive import env

BASE_DIR = Path(__file__).resolve().parent.parent
# What the running archive writes on one machine: database, uploads.
VAR_DIR = BASE_DIR / "var"

# -- Core ---------------------------------------------------------------------

DEBUG = env.flag("DEBUG", default=True)
SECRET_KEY = env.secret(
    "SECRET_KEY", local="local-only-not-a-secret-" + "x" * 40, debug=DEBUG
)
SITE_URL = env.text("SITE_URL", "http://127.0.0.1:8000").rstrip("/")
SITE_NAME = env.text("SITE_NAME", "Roundtable")
_site = urlsplit(SITE_URL)
if _site.scheme not in ("http", "https") or not _site.hostname:
    raise ImproperlyConfigured(
        f"SITE_URL is {SITE_URL!r}: write it as https://archive.example.org."
    )
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", f"{_site.hostname},localhost,127.0.0.1")
CSRF_TRUSTED_ORIGINS = env.words("CSRF_TRUSTED_ORIGINS")
ROOT_URLCONF = "archive.urls"
WSGI_APPLICATION = "archive.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "events",  # before Django's own, whose loaddata it refines
    "archive.accounts",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "csp",
    "simple_history",
    "taggit",
]

MIDDLEWARE = [
    "csp.middleware.CSPMiddleware",  # first: redirects and static files carry it too
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    # An event's page shrinks to a fifth. Compressing beside a secret can betray
    # it (BREACH): no public page holds one, the admin's form token is masked
    # anew for each answer, and Django varies the length of what it compresses.
    "archive.middleware.revalidate",
    "django.middleware.gzip.GZipMiddleware",
    "django.middleware.http.ConditionalGetMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

# -- Database, cache, files ---------------------------------------------------

if DATABASE_URL := env.text("DATABASE_URL"):
    _database = dj_database_url.parse(DATABASE_URL)
else:
    VAR_DIR.mkdir(exist_ok=True)
    _database = {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": VAR_DIR / "roundtable.sqlite3",
    }
DATABASES = {"default": _database}
if _database["ENGINE"] == "django.db.backends.sqlite3":
    _database["OPTIONS"] = {
        # A writer waits for another instead of failing; readers never wait.
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL",
        **_database.get("OPTIONS", {}),
    }
else:
    _database["OPTIONS"] = {"pool": True, **_database.get("OPTIONS", {})}
    _database["CONN_MAX_AGE"] = 0  # the pool keeps connections, not the thread

if CACHE_URL := env.text("CACHE_URL"):
    CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": CACHE_URL,
        }
    }

MEDIA_ROOT = env.text("MEDIA_ROOT") or VAR_DIR / "media"
MEDIA_URL = "admin/files/"  # staff only; pictures have a public view of their own
STATIC_ROOT = env.text("STATIC_ROOT") or VAR_DIR / "static"
STATIC_URL = "static/"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": (
            "django.contrib.staticfiles.storage.StaticFilesStorage"
            if DEBUG
            else "whitenoise.storage.CompressedManifestStaticFilesStorage"
        )
    },
}
# Under DEBUG the files are served from where they lie, without collectstatic.
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = DEBUG
# Text of a whole event travels in one form field.
DATA_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024
# The event's page has a dozen fields for each voice: a hearing of 200 witnesses
# needs 2,500. The size above bounds what a sender can make the server read.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000

# -- Mail ---------------------------------------------------------------------

_mail = env.mail("EMAIL_URL")
EMAIL_BACKEND = f"django.core.mail.backends.{_mail.backend}.EmailBackend"
EMAIL_HOST = _mail.host
EMAIL_PORT = _mail.port
EMAIL_HOST_USER = _mail.user
EMAIL_HOST_PASSWORD = _mail.password
EMAIL_USE_SSL = _mail.use_ssl
EMAIL_USE_TLS = _mail.use_tls
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = SERVER_EMAIL = _mail.sender or f"archive@{_site.hostname}"

# -- Accounts -----------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]

# -- Language and time --------------------------------------------------------

LANGUAGE_CODE = env.text("LANGUAGE_CODE", "zh-hans")
LANGUAGES = [("zh-hans", _("Simplified Chinese")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "events" / "locale"]
TIME_ZONE = env.text("TIME_ZONE", "Asia/Shanghai")
USE_I18N = True
USE_TZ = True

# -- Tags ---------------------------------------------------------------------

TAGGIT_CASE_INSENSITIVE = True
TAGGIT_TAGS_FROM_STRING = "events.models.tag.split_tags"
TAGGIT_STRING_FROM_TAGS = "events.models.tag.join_tags"

# -- Security -----------------------------------------------------------------

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "media-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_HTTPONLY = True
if not DEBUG:
    SECURE_SSL_REDIRECT = env.flag("SECURE_SSL_REDIRECT", default=True)
    SECURE_HSTS_SECONDS = env.number("SECURE_HSTS_SECONDS", default=31_536_000)
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True

# -- Logs ---------------------------------------------------------------------

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}
    },
    "handlers": {
        "stderr": {"class": "logging.StreamHandler", "formatter": "line"},
    },
    "root": {"handlers": ["stderr"], "level": "INFO"},
    "loggers": {
        # Named without handlers: Django's own would say everything twice.
        "django": {"level": "INFO"},
        "django.utils.autoreload": {"level": "WARNING"},
        "django.server": {"handlers": ["stderr"], "level": "INFO", "propagate": False},
    },
}
