"""The whole check, as `make test` runs it: `python -m tests`.

Every part runs, also after a failure, so that one run tells all; the last
lines say how each ended. Exit status 1 when any part failed. Where CI is set,
a missing PostgreSQL is a failure, else it is left out and said so.
"""

import os
import signal
import sys
import time

from tests import postgres
from tests.environment import names_read

PYTEST = (sys.executable, "-m", "pytest", "-q", "-n", str(min(os.cpu_count() or 1, 4)))
RUFF = (sys.executable, "-m", "ruff")
PARTS = (
    ("Style", (*RUFF, "check", "--quiet", "."), False),
    ("Format", (*RUFF, "format", "--check", "--quiet", "."), False),
    ("Tests on SQLite", PYTEST, False),
    ("Tests on PostgreSQL", (*PYTEST, "--only-data"), True),
)
LEFT_OUT = "left out: this machine has no PostgreSQL"


def run_part(command: tuple[str, ...], *, on_postgres: bool) -> str:
    if not on_postgres:
        status = postgres.run_command(list(command), database_url="")
    else:
        status = postgres.main(list(command))
    if status == postgres.SKIPPED:
        return LEFT_OUT
    return "FAILED" if status else "passed"


def main() -> int:
    postgres.end_cleanly_on_signals()
    # The suite sets what it needs; the caller's settings are not part of it.
    for name in names_read():
        os.environ.pop(name, None)
    results = []
    for name, command, on_postgres in PARTS:
        sys.stdout.write(f"== {name}\n")
        sys.stdout.flush()
        start = time.monotonic()
        result = run_part(command, on_postgres=on_postgres)
        results.append((name, result, time.monotonic() - start))
    sys.stdout.write("== Summary\n")
    for name, result, seconds in results:
        sys.stdout.write(f"{name:20} {result} ({seconds:.0f} s)\n")
    return int(any(result == "FAILED" for _, result, _ in results))


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(128 + signal.SIGINT)
