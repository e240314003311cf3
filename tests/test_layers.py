"""Imports inside events/ point one way, and three rooms know no Django.

enums, validators, pinyin, dates, transcript
  <- models, importers, exporters <- search <- domain
  <- admin, views, api, feeds, commands and the wiring around them
"""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

BASE_DIR = Path(__file__).resolve().parent.parent

LAYERS = (
    ("enums", "validators", "pinyin", "dates", "transcript"),
    ("models", "importers", "exporters"),
    ("search",),
    ("domain",),
    (
        *("admin", "views", "api", "feeds", "sitemaps", "management"),
        *("templatetags", "urls", "checks", "apps"),
    ),
)
RANK = {room: rank for rank, rooms in enumerate(LAYERS) for room in rooms}
# Leaves lean on each other (a rule on a date), and so do the doors (an address
# names its view). What stands between them does not.
OPEN_AMONG_THEMSELVES = {0, len(LAYERS) - 1}
# History's past shape, not part of the house's order.
OUTSIDE = {"migrations"}
WITHOUT_DJANGO = ("transcript", "importers", "exporters")


def modules(root: Path) -> Iterator[tuple[str, Path]]:
    """Dotted name and path of every module in ``root``/events."""
    for path in sorted((root / "events").rglob("*.py")):
        parts = path.relative_to(root).with_suffix("").parts
        yield ".".join(parts), path


def imported_names(module: str, path: Path) -> Iterator[tuple[int, str]]:
    """Line and dotted name of each import, wherever in the file it stands."""
    package = module.split(".")[:-1]
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield node.lineno, alias.name
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            source = ".".join([*base, *filter(None, [node.module])])
            for alias in node.names:
                yield node.lineno, f"{source}.{alias.name}"


def room_of(dotted: str) -> str:
    """The room in events/ that a dotted name belongs to; "" outside it."""
    parts = dotted.split(".")
    return parts[1] if parts[0] == "events" and len(parts) > 1 else ""


def wrong_arrows(root: Path) -> list[str]:
    found = []
    for module, path in modules(root):
        here = room_of(module)
        if here in OUTSIDE or here == "__init__":
            continue
        if here not in RANK:
            found.append(f"{module}: no layer is named for {here}")
            continue
        for line, name in imported_names(module, path):
            there = room_of(name)
            if there and there in RANK and not may_import(here, there):
                found.append(f"{module}:{line} imports {name}")
            if here in WITHOUT_DJANGO and name.split(".")[0] == "django":
                found.append(f"{module}:{line} imports {name}")
    return found


def may_import(here: str, there: str) -> bool:
    if here == there:
        return True
    if RANK[here] == RANK[there]:
        return RANK[here] in OPEN_AMONG_THEMSELVES
    return RANK[there] < RANK[here]


def test_imports_point_one_way():
    names = [module for module, _ in modules(BASE_DIR)]

    found = wrong_arrows(BASE_DIR)

    assert "events.transcript.document" in names
    assert found == []


def test_rooms_without_django_load_where_there_is_none():
    names = [
        module.removesuffix(".__init__")
        for module, _ in modules(BASE_DIR)
        if room_of(module) in WITHOUT_DJANGO
    ]
    program = (
        "import importlib, sys\n"
        "sys.modules['django'] = None\n"
        "for name in sys.argv[1:]: importlib.import_module(name)\n"
    )

    loaded = subprocess.run(
        [sys.executable, "-c", program, *names],
        cwd=BASE_DIR,
        capture_output=True,
        text=True,
    )

    assert "events.transcript.document" in names
    assert (loaded.returncode, loaded.stderr) == (0, "")


@pytest.mark.parametrize(
    ("file", "text", "wrong"),
    [
        ("models/event.py", "import events.domain.binding", "events.domain.binding"),
        ("models/event.py", "from events import importers", "events.importers"),
        ("models/event.py", "from ..views import event", "events.views.event"),
        (
            "search/index.py",
            "def rebuild():\n    from events.domain import queries",
            "events.domain.queries",
        ),
        ("exporters/text.py", "from events.models import Turn", "events.models.Turn"),
        (
            "transcript/parser.py",
            "def parse():\n    from django.conf import settings",
            "django.conf.settings",
        ),
    ],
)
def test_a_wrong_import_is_found(tmp_path, file, text, wrong):
    path = tmp_path / "events" / file
    path.parent.mkdir(parents=True)
    path.write_text(text, encoding="utf-8")

    found = wrong_arrows(tmp_path)

    module = "events." + file.removesuffix(".py").replace("/", ".")
    line = text.count("\n") + 1
    assert found == [f"{module}:{line} imports {wrong}"]


def test_right_imports_and_unknown_rooms(tmp_path):
    for file, text in {
        "domain/binding.py": "from events.models import Turn\nimport events.search.index",
        "views/event.py": "from events.domain import queries\nfrom . import person",
        "drawer.py": "import os",
    }.items():
        path = tmp_path / "events" / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    found = wrong_arrows(tmp_path)

    assert found == ["events.drawer: no layer is named for drawer"]
