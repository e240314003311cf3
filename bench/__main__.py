"""Run the benchmarks named, or all, and print one table."""

import importlib
import os
import pkgutil
import platform
import sys
import unicodedata

import django
from django.test.utils import setup_databases, teardown_databases

import bench

Row = tuple[str, str, str]


def names() -> list[str]:
    """The benchmarks there are, by name."""
    found = (module.name for module in pkgutil.iter_modules(bench.__path__))
    return sorted(name for name in found if not name.startswith("_"))


def machine() -> str:
    """What the figures were taken on, in one line."""
    from django.db import connection

    version = ".".join(map(str, connection.get_database_version()))
    return (
        f"{os.cpu_count()} cores, Python {platform.python_version()}, "
        f"Django {django.get_version()}, {connection.display_name} {version}"
    )


def width(text: str) -> int:
    """Columns in a terminal: Chinese characters take two."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def table(rows: list[Row]) -> str:
    """Columns in line; the last is as wide as it is."""
    widths = [max(width(row[column]) for row in rows) for column in (0, 1)]
    lines = []
    for what, figure, how in rows:
        first = what + " " * (widths[0] - width(what))
        second = " " * (widths[1] - width(figure)) + figure
        lines.append(f"{first}  {second}  {how}".rstrip())
    return "\n".join(lines)


def main(wanted: list[str]) -> int:
    known = names()
    if unknown := [name for name in wanted if name not in known]:
        sys.stderr.write(
            f"There is no benchmark {', '.join(unknown)}; there are "
            f"{', '.join(known)}.\n"
        )
        return 2
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "archive.settings")
    django.setup()
    databases = setup_databases(verbosity=0, interactive=False)
    try:
        print(machine(), end="\n\n", flush=True)
        rows = [("what", "figure", "how")]
        for name in wanted or known:
            sys.stderr.write(f"Timing {name} …\n")
            rows += importlib.import_module(f"bench.{name}").main()
    finally:
        teardown_databases(databases, verbosity=0)
    print(table(rows))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
