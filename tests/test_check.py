"""`python -m tests`, which `make test` runs, tells all in one go."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests import __main__ as check
from tests.environment import names_read

BASE_DIR = Path(__file__).resolve().parent.parent


@pytest.fixture(autouse=True)
def _undone(monkeypatch):
    """What the check does to signals and environment ends with its test."""
    for name in names_read():
        monkeypatch.delenv(name, raising=False)
    kept = {name: signal.getsignal(name) for name in (signal.SIGTERM, signal.SIGHUP)}
    yield
    for name, handler in kept.items():
        signal.signal(name, handler)


def program(text: str) -> tuple[str, ...]:
    return (sys.executable, "-c", text)


def summary(output: str) -> list[str]:
    """The last lines, without their seconds."""
    lines = output.partition("== Summary\n")[2].splitlines()
    return [line.rpartition(" (")[0] for line in lines]


def test_every_part_runs_also_after_a_failure(monkeypatch, capsys):
    parts = (
        ("Style", program("raise SystemExit(1)"), False),
        ("Tests", program("pass"), False),
        ("Tests elsewhere", program("pass"), True),
    )
    monkeypatch.setattr(check, "PARTS", parts)
    monkeypatch.setattr(check.postgres, "find_programs", lambda: None)
    monkeypatch.delenv("CI", raising=False)

    status = check.main()

    assert status == 1
    assert summary(capsys.readouterr().out) == [
        "Style                FAILED",
        "Tests                passed",
        "Tests elsewhere      left out: this machine has no PostgreSQL",
    ]


def test_parts_do_not_see_the_settings_of_the_caller(monkeypatch, capsys):
    reads = "import os; raise SystemExit('SITE_NAME' in os.environ)"
    monkeypatch.setattr(check, "PARTS", (("Tests", program(reads), False),))
    monkeypatch.setenv("SITE_NAME", "Elsewhere")

    status = check.main()

    assert status == 0
    assert summary(capsys.readouterr().out) == ["Tests                passed"]


def test_signal_ends_the_check_and_what_it_runs(tmp_path):
    mark = tmp_path / "process"
    waits = (
        "import os, pathlib, sys, time\n"
        "pathlib.Path(sys.argv[1]).write_text(str(os.getpid()))\n"
        "time.sleep(60)\n"
    )
    starts = (
        "import sys\n"
        "from tests import __main__ as check\n"
        f"part = (sys.executable, '-c', {waits!r}, {str(mark)!r})\n"
        "check.PARTS = (('Tests', part, False),)\n"
        "check.main()\n"
    )
    with subprocess.Popen(program(starts), cwd=BASE_DIR) as run:
        while not (mark.exists() and mark.read_text()):
            time.sleep(0.02)

        run.send_signal(signal.SIGTERM)
        status = run.wait(timeout=30)

    assert status == 128 + signal.SIGTERM
    with pytest.raises(ProcessLookupError):
        os.kill(int(mark.read_text()), 0)
