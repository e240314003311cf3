"""A private PostgreSQL for one run of the tests.

    python -m tests.postgres COMMAND [ARGUMENT…]

makes a cluster in a temporary folder from the programs on this machine, runs
the command with DATABASE_URL set to it, and removes the folder afterwards,
also after a failure or a signal. The server listens on a socket inside that
folder and on no port, so that nothing else can take its place.

Exit status: the command's own; 77 when the machine has no PostgreSQL (1 where
CI is set), 1 when the server does not start.
"""

import os
import pwd
import re
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

SKIPPED = 77  # the status by which automake's test runner knows a skip
PROGRAMS = ("initdb", "pg_ctl", "postgres")
OWNER = "roundtable"
# Durability is for data that somebody wants to keep.
OPTIONS = {
    "listen_addresses": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "60",
}
# A socket's path may hold 107 bytes; the server adds ".s.PGSQL.5432".
LONGEST_FOLDER = 80
SECONDS_TO_END = 10


class ServerError(Exception):
    """The server's programs were found but do not work."""


def find_programs() -> Path | None:
    """The folder of the newest complete set of server programs, or None."""
    folders = [
        *sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=_version, reverse=True),
        *(Path(entry) for entry in os.get_exec_path() if entry),
        *sorted(Path("/usr").glob("pgsql-*/bin"), key=_version, reverse=True),
    ]
    if config := shutil.which("pg_config"):
        answer = subprocess.run([config, "--bindir"], capture_output=True, text=True)
        if answer.returncode == 0:
            folders.insert(0, Path(answer.stdout.strip()))
    for folder in folders:
        if all(os.access(folder / name, os.X_OK) for name in PROGRAMS):
            return folder
    return None


def _version(folder: Path) -> float:
    match = re.search(r"\d+(\.\d+)?", folder.parent.name)
    return float(match[0]) if match else 0.0


@contextmanager
def private_server(programs: Path) -> Iterator[str]:
    """Run a server; yields its DATABASE_URL."""
    folder = Path(tempfile.mkdtemp(prefix="roundtable-pg-"))
    if len(str(folder)) > LONGEST_FOLDER:
        folder.rmdir()
        folder = Path(tempfile.mkdtemp(prefix="roundtable-pg-", dir="/tmp"))
    data = folder / "data"
    log = folder / "log"
    user = _unprivileged_user()
    if user:
        os.chown(folder, user.pw_uid, user.pw_gid)

    def run(program: str, *arguments: str) -> subprocess.CompletedProcess:
        return subprocess.run(
            [programs / program, "-D", data, *arguments],
            cwd=folder,
            env={**os.environ, "LC_ALL": "C"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            **_as_user(user),
        )

    settings = {**OPTIONS, "unix_socket_directories": str(folder)}
    options = " ".join(
        shlex.join(["-c", f"{name}={value}"]) for name, value in settings.items()
    )
    try:
        made = run(
            "initdb", "-U", OWNER, "--auth=trust", "--no-sync",
            "--encoding=UTF8", "--locale=C.UTF-8",
        )  # fmt: skip
        if made.returncode:
            raise ServerError(f"initdb failed:\n{made.stdout}")
        # pg_ctl's own output would wait for the server's end: the log takes it.
        started = run("pg_ctl", "-l", str(log), "-o", options, "-w", "start")
        if started.returncode:
            told = log.read_text(errors="replace") if log.exists() else started.stdout
            raise ServerError(f"PostgreSQL did not start:\n{told}")
        yield f"postgres://{OWNER}@{quote(str(folder), safe='')}/postgres"
    finally:
        if (data / "postmaster.pid").exists():
            run("pg_ctl", "-m", "immediate", "-w", "stop")
        shutil.rmtree(folder, ignore_errors=True)


def _unprivileged_user() -> pwd.struct_passwd | None:
    """Whom to run the server as; None means as ourselves: it refuses root."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise ServerError("PostgreSQL refuses to run as root: add a user named postgres.")


def _as_user(user: pwd.struct_passwd | None) -> dict[str, object]:
    if user is None:
        return {}
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


def run_command(command: list[str], database_url: str) -> int:
    """Run ``command`` on the database; a signal to us ends it before we go on."""
    child = subprocess.Popen(command, env={**os.environ, "DATABASE_URL": database_url})
    try:
        return child.wait()
    except KeyboardInterrupt:
        # The terminal's Ctrl-C has reached the child too: it is already ending.
        wait_for_end(child)
        raise
    except SystemExit:
        child.terminate()
        wait_for_end(child)
        raise


def wait_for_end(child: subprocess.Popen) -> None:
    for insist in (child.terminate, child.kill):
        try:
            child.wait(SECONDS_TO_END)
        except (subprocess.TimeoutExpired, KeyboardInterrupt):
            insist()
    child.wait()


def end_cleanly_on_signals() -> None:
    """Let SIGTERM and SIGHUP unwind this process as Ctrl-C does.

    Ctrl-C too where a shell that put us in the background has told us, and so
    our children, to ignore it.
    """
    signal.signal(signal.SIGINT, signal.default_int_handler)
    for name in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(name, _end)


def _end(signum: int, _frame: object) -> None:
    # The first signal unwinds; the clean-up that follows is not to be cut short.
    for name in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(name, signal.SIG_IGN)
    raise SystemExit(128 + signum)


def main(command: list[str]) -> int:
    if not command:
        sys.stderr.write("Name the command to run on the private PostgreSQL.\n")
        return 2
    programs = find_programs()
    if programs is None:
        sys.stderr.write(
            "There is no PostgreSQL server on this machine (initdb, pg_ctl, "
            "postgres): its run is left out. Install it to test on it too.\n"
        )
        return 1 if os.environ.get("CI") else SKIPPED
    try:
        with private_server(programs) as database_url:
            return run_command(command, database_url)
    except ServerError as error:
        sys.stderr.write(f"{error}\n")
        return 1


if __name__ == "__main__":
    end_cleanly_on_signals()
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(128 + signal.SIGINT)
