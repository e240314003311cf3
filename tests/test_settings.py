"""Each variable of the environment does what docs/settings.md says."""

import os
import re
import runpy
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.test import override_settings

from events.checks import check_site_address
from tests.environment import SETTINGS, names_read

BASE_DIR = Path(__file__).resolve().parent.parent
SECRET = "aB3-" * 15
PRODUCTION = {
    "DEBUG": "0",
    "SECRET_KEY": SECRET.replace("-aB3-", "-xY9_"),
    "SITE_URL": "https://archive.example.org",
}
STATIC_STORAGE = "whitenoise.storage.CompressedManifestStaticFilesStorage"


@pytest.fixture
def load(monkeypatch):
    """Read the settings anew with just the variables given."""

    def load(**environment: str) -> dict[str, object]:
        for name in names_read():
            monkeypatch.delenv(name, raising=False)
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        return runpy.run_path(str(SETTINGS))

    return load


def test_defaults_serve_one_machine(load):
    settings = load()

    assert {
        name: settings[name]
        for name in (
            "DEBUG",
            "SITE_URL",
            "SITE_NAME",
            "ALLOWED_HOSTS",
            "CSRF_TRUSTED_ORIGINS",
            "LANGUAGE_CODE",
            "TIME_ZONE",
            "MEDIA_ROOT",
            "STATIC_ROOT",
            "EMAIL_BACKEND",
        )
    } == {
        "DEBUG": True,
        "SITE_URL": "http://127.0.0.1:8000",
        "SITE_NAME": "Roundtable",
        "ALLOWED_HOSTS": ["127.0.0.1", "localhost", "127.0.0.1"],
        "CSRF_TRUSTED_ORIGINS": [],
        "LANGUAGE_CODE": "zh-hans",
        "TIME_ZONE": "Asia/Shanghai",
        "MEDIA_ROOT": BASE_DIR / "var" / "media",
        "STATIC_ROOT": BASE_DIR / "var" / "static",
        "EMAIL_BACKEND": "django.core.mail.backends.console.EmailBackend",
    }
    assert settings["DATABASES"]["default"]["ENGINE"] == "django.db.backends.sqlite3"
    assert settings["DATABASES"]["default"]["NAME"] == (
        BASE_DIR / "var" / "roundtable.sqlite3"
    )
    assert "CACHES" not in settings
    assert "SECURE_HSTS_SECONDS" not in settings


# Variable, value, the setting it shows in, what that setting then is.
EFFECTS = [
    ("DEBUG", "0", "DEBUG", False),
    ("DEBUG", "off", "SESSION_COOKIE_SECURE", True),
    ("SECRET_KEY", "any" * 20, "SECRET_KEY", "any" * 20),
    ("SITE_URL", "https://a.example.org/", "SITE_URL", "https://a.example.org"),
    (
        "SITE_URL",
        "https://a.example.org",
        "ALLOWED_HOSTS",
        ["a.example.org", "localhost", "127.0.0.1"],
    ),
    ("SITE_URL", "https://a.example.org", "SERVER_EMAIL", "archive@a.example.org"),
    ("SITE_NAME", "明堂档案", "SITE_NAME", "明堂档案"),
    ("ALLOWED_HOSTS", "a.org, b.org", "ALLOWED_HOSTS", ["a.org", "b.org"]),
    (
        "CSRF_TRUSTED_ORIGINS",
        "https://a.org,https://b.org",
        "CSRF_TRUSTED_ORIGINS",
        ["https://a.org", "https://b.org"],
    ),
    (
        "CACHE_URL",
        "redis://127.0.0.1:6379/1",
        "CACHES",
        {
            "default": {
                "BACKEND": "django.core.cache.backends.redis.RedisCache",
                "LOCATION": "redis://127.0.0.1:6379/1",
            }
        },
    ),
    ("MEDIA_ROOT", "/srv/archive/media", "MEDIA_ROOT", "/srv/archive/media"),
    ("STATIC_ROOT", "/srv/archive/static", "STATIC_ROOT", "/srv/archive/static"),
    ("LANGUAGE_CODE", "en", "LANGUAGE_CODE", "en"),
    ("TIME_ZONE", "UTC", "TIME_ZONE", "UTC"),
    ("SECURE_SSL_REDIRECT", "0", "SECURE_SSL_REDIRECT", False),
    ("SECURE_HSTS_SECONDS", "60", "SECURE_HSTS_SECONDS", 60),
    (
        "EMAIL_URL",
        "smtp://mail.example.org",
        "EMAIL_BACKEND",
        "django.core.mail.backends.smtp.EmailBackend",
    ),
    ("EMAIL_URL", "smtp://m.org/?from=a@b.org", "DEFAULT_FROM_EMAIL", "a@b.org"),
]


@pytest.mark.parametrize(("variable", "value", "setting", "expected"), EFFECTS)
def test_variable_has_its_effect(load, variable, value, setting, expected):
    needs_production = variable == "DEBUG" or variable.startswith("SECURE_")

    settings = load(**{**(PRODUCTION if needs_production else {}), variable: value})

    assert settings[setting] == expected


def test_database_url_names_an_sqlite_file_that_waits_for_writers(load):
    database = load(DATABASE_URL="sqlite:////srv/a.sqlite3")["DATABASES"]["default"]

    assert database["NAME"] == "/srv/a.sqlite3"
    assert database["OPTIONS"] == {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL",
    }


def test_database_url_names_a_postgresql_with_a_pool(load):
    database = load(DATABASE_URL="postgres://rt:p%40ss@db.example.org:5433/archive")

    found = database["DATABASES"]["default"]
    assert {name: found[name] for name in ("HOST", "PORT", "USER", "PASSWORD")} == {
        "HOST": "db.example.org",
        "PORT": 5433,
        "USER": "rt",
        "PASSWORD": "p@ss",
    }
    assert (found["OPTIONS"], found["CONN_MAX_AGE"]) == ({"pool": True}, 0)


def test_database_url_can_turn_the_pool_off(load):
    settings = load(DATABASE_URL="postgres://db.example.org/archive?pool=false")

    assert settings["DATABASES"]["default"]["OPTIONS"] == {"pool": False}


def test_every_variable_is_tested():
    tested = {variable for variable, *_ in EFFECTS} | {"DATABASE_URL"}

    assert set(names_read()) == tested


def test_production_is_strict(load):
    settings = load(**PRODUCTION)

    assert {
        name: settings[name]
        for name in (
            "SECURE_SSL_REDIRECT",
            "SECURE_HSTS_SECONDS",
            "SECURE_HSTS_INCLUDE_SUBDOMAINS",
            "SECURE_HSTS_PRELOAD",
            "SESSION_COOKIE_SECURE",
            "CSRF_COOKIE_SECURE",
            "X_FRAME_OPTIONS",
        )
    } == {
        "SECURE_SSL_REDIRECT": True,
        "SECURE_HSTS_SECONDS": 31_536_000,
        "SECURE_HSTS_INCLUDE_SUBDOMAINS": True,
        "SECURE_HSTS_PRELOAD": True,
        "SESSION_COOKIE_SECURE": True,
        "CSRF_COOKIE_SECURE": True,
        "X_FRAME_OPTIONS": "DENY",
    }
    assert settings["STORAGES"]["staticfiles"]["BACKEND"] == STATIC_STORAGE


@pytest.mark.parametrize(
    ("environment", "sentence"),
    [
        ({"SECRET_KEY": ""}, "SECRET_KEY is not set: with DEBUG off, set it to a"),
        (
            {"SECRET_KEY": "local-only-not-a-secret-" + "x" * 40},
            "SECRET_KEY is not set: with DEBUG off, set it to a",
        ),
        ({"SECRET_KEY": "short"}, "SECRET_KEY is only 5 characters long: use 50"),
        ({"SECRET_KEY": "ab" * 30}, "SECRET_KEY is not random: do not repeat"),
        ({"DEBUG": "perhaps"}, "DEBUG is 'perhaps': set it to 1 or to 0."),
        ({"SITE_URL": "archive.example.org"}, "SITE_URL is 'archive.example.org':"),
        (
            {"SECURE_HSTS_SECONDS": "a year"},
            "SECURE_HSTS_SECONDS is 'a year': write a whole number.",
        ),
        ({"EMAIL_URL": "mail.example.org"}, "EMAIL_URL cannot be read: write it as"),
        ({"EMAIL_URL": "smtp://m.org:port"}, "EMAIL_URL cannot be read: write it as"),
    ],
)
def test_unreadable_value_refuses_to_start(load, environment, sentence):
    with pytest.raises(ImproperlyConfigured) as refusal:
        load(**{**PRODUCTION, **environment})

    assert str(refusal.value).startswith(sentence)


@pytest.mark.parametrize(
    ("url", "port", "use_tls", "use_ssl"),
    [
        ("smtp://u:p%2Fw@m.org", 25, False, False),
        ("smtp+tls://u:p%2Fw@m.org", 587, True, False),
        ("smtps://u:p%2Fw@m.org:466", 466, False, True),
    ],
)
def test_email_url_names_server_and_encryption(load, url, port, use_tls, use_ssl):
    settings = load(EMAIL_URL=url)

    assert {
        name: value for name, value in settings.items() if name.startswith("EMAIL_")
    } == {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": "m.org",
        "EMAIL_PORT": port,
        "EMAIL_HOST_USER": "u",
        "EMAIL_HOST_PASSWORD": "p/w",
        "EMAIL_USE_SSL": use_ssl,
        "EMAIL_USE_TLS": use_tls,
        "EMAIL_TIMEOUT": 20,
    }


def manage(*arguments: str, **environment: str) -> subprocess.CompletedProcess:
    kept = {k: v for k, v in os.environ.items() if k not in names_read()}
    return subprocess.run(
        [sys.executable, "-W", "error", "manage.py", *arguments],
        cwd=BASE_DIR,
        env={**kept, **environment},
        capture_output=True,
        text=True,
    )


@pytest.mark.parametrize(
    "database_url", ["", "postgres://rt:secret@127.0.0.1:5432/archive"]
)
def test_deployment_check_is_clean(database_url):
    checked = manage(
        *("check", "--deploy", "--fail-level", "WARNING"),
        **PRODUCTION,
        DATABASE_URL=database_url,
    )

    assert (checked.returncode, checked.stderr) == (0, "")
    assert "no issues (0 silenced)" in checked.stdout


def test_static_files_gather_for_production(tmp_path):
    gathered = manage(
        "collectstatic", "--no-input", **PRODUCTION, STATIC_ROOT=str(tmp_path)
    )

    assert (gathered.returncode, gathered.stderr) == (0, "")
    assert list(tmp_path.glob("admin/css/base.*.css.br")) != []


def test_logs_go_to_stderr_once():
    told = manage(
        "shell",
        "--no-imports",
        "--command",
        "import logging; logging.getLogger('django.request').warning('told')",
    )

    assert told.stdout == ""
    assert re.sub(r"^[\d-]+ [\d:,]+ ", "", told.stderr) == (
        "WARNING django.request: told\n"
    )


def test_command_refuses_without_a_secret():
    checked = manage("check", DEBUG="0")

    assert checked.returncode == 1
    assert "SECRET_KEY is not set: with DEBUG off, set it" in checked.stderr


@pytest.mark.parametrize(
    ("address", "identifiers"),
    [("https://a.example.org", []), ("http://127.0.0.1:8000", ["events.W001"])],
)
def test_site_address_is_for_readers(address, identifiers):
    with override_settings(SITE_URL=address):
        found = check_site_address(None)

    assert [warning.id for warning in found] == identifiers


@pytest.mark.django_db
def test_no_migration_is_missing():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_settings_page_lists_what_is_read():
    page = (BASE_DIR / "docs" / "settings.md").read_text("utf-8")

    listed = re.findall(r"^\| `([A-Z_]+)` \|", page, re.MULTILINE)

    assert "DATABASE_URL" in listed
    assert sorted(listed) == sorted(names_read())
