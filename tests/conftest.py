"""What every test shares: the browser, the corpus, hypothesis, quick hashes."""

import os
import shutil
from pathlib import Path

import polib
import pytest
from django.conf import settings
from django.test import override_settings
from django.utils import translation
from hypothesis import settings as hypothesis_settings

BASE_DIR = Path(__file__).resolve().parent.parent
IN_CI = bool(os.environ.get("CI"))
BROWSERS = ("chromium", "chromium-browser", "google-chrome")

# Two busy cores make honest examples slow; in CI the same examples each time.
hypothesis_settings.register_profile("local", deadline=None)
hypothesis_settings.register_profile("ci", deadline=None, derandomize=True)
hypothesis_settings.load_profile("ci" if IN_CI else "local")


def pytest_addoption(parser):
    parser.addoption(
        "--only-data",
        action="store_true",
        help="leave out tests that touch no database, and those of the browser",
    )


def pytest_configure():
    # Hashing on purpose slowly is for passwords that protect something.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


def pytest_collection_modifyitems(config, items):
    for item in items:
        if "browser" in item.fixturenames:
            item.add_marker(pytest.mark.browser)
    # A browser's event loop stays in its process: what needs none goes first.
    items.sort(key=is_for_browser)
    if config.getoption("--only-data"):
        left_out = [item for item in items if not touches_data(item)]
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if touches_data(item)]


def is_for_browser(item) -> bool:
    return item.get_closest_marker("browser") is not None


def touches_data(item) -> bool:
    if is_for_browser(item):
        return False
    return item.get_closest_marker("django_db") is not None or not {
        "db",
        "transactional_db",
    }.isdisjoint(item.fixturenames)


def miss(what: str):
    """Skip a test whose tool is not on this machine; in CI that is a failure."""
    if IN_CI:
        pytest.fail(what, pytrace=False)
    pytest.skip(what)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(request, tmp_path_factory):
    """SQLite in a file, as in use: in memory, writers fail instead of waiting."""
    database = settings.DATABASES["default"]
    if database["ENGINE"] == "django.db.backends.sqlite3":
        folder = tmp_path_factory.mktemp("database")
        database["TEST"]["NAME"] = str(folder / "test.sqlite3")
    request.getfixturevalue("django_db_modify_db_settings_parallel_suffix")


@pytest.fixture(autouse=True)
def _language():
    """A request to /en/… leaves English behind it in the thread."""
    translation.activate(settings.LANGUAGE_CODE)


@pytest.fixture(autouse=True, scope="session")
def _media(tmp_path_factory):
    """Uploads go to a folder of this run."""
    with override_settings(MEDIA_ROOT=tmp_path_factory.mktemp("media")):
        yield


@pytest.fixture(autouse=True, scope="session")
def _words_of_the_code(tmp_path_factory):
    """Pages say what the code says, so that a better translation breaks no test.

    The catalogue is laid under one that gives each message back;
    `tests/test_chinese.py` asks for the Chinese words.
    """
    folder = tmp_path_factory.mktemp("locale")
    language = Path("zh_Hans", "LC_MESSAGES")
    words = polib.pofile(str(BASE_DIR / "events/locale" / language / "django.po"))
    words.metadata["Plural-Forms"] = "nplurals=2; plural=n != 1;"
    for entry in words:
        entry.msgstr = "" if entry.msgid_plural else entry.msgid
        if entry.msgid_plural:
            entry.msgstr_plural = {0: entry.msgid, 1: entry.msgid_plural}
    (folder / language).mkdir(parents=True)
    words.save_as_mofile(str(folder / language / "django.mo"))
    with override_settings(LOCALE_PATHS=[folder]):
        yield


@pytest.fixture(scope="session")
def corpus() -> Path:
    """The folder of real transcripts, which the repository does not hold."""
    folder = Path(
        os.environ.get("ROUNDTABLE_CORPUS") or BASE_DIR.parent / "shared" / "corpus"
    )
    if not folder.is_dir():
        miss("There is no corpus: name its folder in ROUNDTABLE_CORPUS.")
    return folder


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args, live_server):
    """How pytest-playwright starts Chromium: the machine's own, quiet.

    The server is asked for first, so that it ends after the browser, whose open
    connections would outlive it.
    """
    path = next(filter(None, map(shutil.which, BROWSERS)), None)
    if path is None:
        miss("There is no Chromium on this machine.")
    # Playwright's loop runs in the thread that also sets up the test's rows.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    arguments = [
        "--disable-gpu",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--no-first-run",
    ]
    if os.geteuid() == 0:
        arguments.append("--no-sandbox")  # Chromium's sandbox refuses root
    return {**browser_type_launch_args, "executable_path": path, "args": arguments}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args):
    return {**browser_context_args, "locale": "zh-CN", "timezone_id": "Asia/Shanghai"}


@pytest.fixture(scope="session")
def base_url(live_server):
    """Lets a browser's test write page.goto("/events/")."""
    return live_server.url
