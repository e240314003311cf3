"""The private PostgreSQL leaves nothing behind, however its run ends."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from tests import postgres
from tests.conftest import miss

BASE_DIR = Path(__file__).resolve().parent.parent


@pytest.fixture
def place():
    """A temporary folder that the server's own user may enter too."""
    if postgres.find_programs() is None:
        miss("There is no PostgreSQL server on this machine.")
    folder = Path(tempfile.mkdtemp(prefix="rt-"))
    folder.chmod(0o711)
    yield folder
    shutil.rmtree(folder)


def start(program: str, place: Path) -> subprocess.Popen:
    return subprocess.Popen(
        [sys.executable, "-m", "tests.postgres", sys.executable, "-c", program],
        cwd=BASE_DIR,
        env={**os.environ, "TMPDIR": str(place)},
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def is_running(process: int) -> bool:
    """A zombie that nobody has collected yet has no command line any more."""
    try:
        return Path(f"/proc/{process}/cmdline").read_bytes() != b""
    except FileNotFoundError:
        return False


def test_command_reaches_the_server_and_its_status_is_kept(place):
    program = (
        "import os, psycopg\n"
        "with psycopg.connect(os.environ['DATABASE_URL']) as connection:\n"
        "    print(connection.execute(\"SELECT upper('é')\").fetchone()[0])\n"
        "raise SystemExit(3)\n"
    )

    run = start(program, place)
    output, _ = run.communicate(timeout=180)

    assert (run.returncode, output) == (3, "É\n")
    assert list(place.iterdir()) == []


@pytest.mark.parametrize(
    # A terminal's Ctrl-C goes to all that run in it, another signal to one.
    ("number", "send"),
    [(signal.SIGINT, os.killpg), (signal.SIGTERM, os.kill)],
)
def test_signal_ends_command_and_server(place, number, send):
    program = "import time; print('up', flush=True); time.sleep(60)"
    with start(program, place) as run:
        assert run.stdout.readline() == "up\n"
        server = int(next(place.glob("*/data/postmaster.pid")).read_text().split()[0])

        send(run.pid, number)
        status = run.wait(timeout=180)

    assert status == 128 + number
    assert list(place.iterdir()) == []
    assert not is_running(server)


@pytest.mark.parametrize(("ci", "status"), [("", postgres.SKIPPED), ("true", 1)])
def test_machine_without_postgresql_says_so(monkeypatch, capsys, ci, status):
    monkeypatch.setattr(postgres, "find_programs", lambda: None)
    monkeypatch.setenv("CI", ci)

    returned = postgres.main(["true"])

    assert returned == status
    assert capsys.readouterr().err.startswith("There is no PostgreSQL server on this")
