"""A real server on a database of its own, for tests that press it hard."""

import contextlib
import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from django.db import connection

ROOT = Path(__file__).resolve().parents[2]

# Run by `manage.py shell`: an event of some turns, editors and their sessions.
_PREPARE = """
import json
from importlib import import_module
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from archive.accounts.models import User
from events.domain.binding import store_document
from events.models import Event
from events.transcript.document import Document, Turn, Voice
voices = (Voice("甲", "moderator"), Voice("乙", "panelist"))
turns = tuple(Turn("甲乙"[n % 2], f"第{{n}}段。") for n in range({turns}))
event = Event.objects.create(slug="soak", title="久谈")
document = Document(title="久谈", voices=voices, blocks=turns)
event = store_document(event, document, origin="edit").event
keys = []
for n in range({editors}):
    user = User.objects.create(username=f"editor{{n}}", is_staff=True, is_superuser=True)
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    keys.append(session.session_key)
print("PREPARED" + json.dumps({{"event": event.pk, "sessions": keys}}))
"""


@dataclass
class Site:
    """What a test needs to know of the server and its database."""

    environment: dict[str, str]
    event: int
    sessions: list[str]
    port: int = 0
    process: subprocess.Popen | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/en/admin/events/event/{self.event}/"

    def start(self, workers: int = 2) -> None:
        """Serve; returns when the server answers."""
        self.port = free_port()
        command = [
            *(sys.executable, "-m", "gunicorn", "archive.wsgi"),
            *("--bind", f"127.0.0.1:{self.port}", "--log-level", "error"),
            *("--workers", str(workers), "--threads", "4", "--timeout", "120"),
        ]
        self.process = subprocess.Popen(
            command, cwd=ROOT, env=self.environment, start_new_session=True
        )
        for _try in range(300):
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{self.port}/", timeout=5)
                return
            except urllib.error.HTTPError:
                return  # it answers
            except OSError:
                time.sleep(0.1)
        raise TimeoutError("The server did not answer within 30 seconds.")

    def kill(self) -> None:
        """End the server and its workers at once, whatever they are doing."""
        if self.process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            self.process = None

    def ask(self, code: str):
        """Run code in a process of its own; what it leaves in ``found``."""
        script = f"import json\n{code}\nprint('FOUND' + json.dumps(found))"
        return json.loads(manage(self.environment, script).split("FOUND")[-1])


def manage(environment: dict[str, str], script: str) -> str:
    command = [sys.executable, "manage.py", "shell", "--no-imports", "-c", script]
    done = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def free_port() -> int:
    """A port below those that the system hands out to outgoing connections."""
    for _try in range(200):
        port = 20000 + secrets.randbelow(12000)
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)):
                return port
    raise OSError("No free port was found.")


@contextlib.contextmanager
def prepared_site(folder: Path, *, turns: int, editors: int) -> Iterator[Site]:
    """A site with one event, on the kind of database that the tests run on."""
    with database(folder) as url:
        environment = {
            **os.environ,
            "DATABASE_URL": url,
            "DEBUG": "1",
            "LANGUAGE_CODE": "zh-hans",
            "MEDIA_ROOT": str(folder / "media"),
        }
        subprocess.run(
            [sys.executable, "manage.py", "migrate", "--verbosity", "0"],
            cwd=ROOT,
            env=environment,
            check=True,
        )
        script = _PREPARE.format(turns=turns, editors=editors)
        made = json.loads(manage(environment, script).split("PREPARED")[-1])
        site = Site(environment, made["event"], made["sessions"])
        try:
            yield site
        finally:
            site.kill()


@contextlib.contextmanager
def database(folder: Path) -> Iterator[str]:
    """The address of a new database beside the one of the tests."""
    if connection.vendor == "sqlite":
        yield f"sqlite:///{folder / 'soak.sqlite3'}"
        return
    name = f"soak_{secrets.token_hex(6)}"
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {name}")
    parts = urlsplit(os.environ["DATABASE_URL"])
    try:
        yield urlunsplit(parts._replace(path=f"/{name}"))
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")
