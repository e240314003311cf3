"""Rules of the whole tree: what it tells, and that its parts agree."""

import ast
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import polib
import pytest

from tests.conftest import miss

BASE_DIR = Path(__file__).resolve().parent.parent
# Made by tools, kept by nobody, or other people's.
PASSED_OVER = {".git", ".venv", "var", "node_modules", "vendor", "__pycache__"}
PASSED_OVER |= {".pytest_cache", ".ruff_cache", ".hypothesis", "staticfiles"}
TEXTS = {".py", ".md", ".toml", ".txt", ".json", ".html", ".css", ".js", ".mjs"}
TEXTS |= {".po", ".xml", ".conf", ".service", ".yml", ".yaml", ".svg"}
TEXTS_WITHOUT_SUFFIX = {"Makefile", "LICENSE", "run", ".gitignore"}
# Written apart, so that this file does not find itself.
FOREIGN = re.compile(
    "|".join(
        (
            r"(?<![\w./-])/" + "work/",
            r"(?<![\w.])/" + r"root/",
            r"(?<![\w.])/" + r"home/\w",
            "pypi" + r"\.org",
            "pythonhosted" + r"\.org",
            "npmjs" + r"\.(org|com)",
            r"registry\.\w+" + r"\.\w+",
        )
    )
)
README = BASE_DIR / "README.md"
TWIN = BASE_DIR / "README.zh-Hans.md"


def texts() -> Iterator[Path]:
    for path in sorted(BASE_DIR.rglob("*")):
        parts = path.relative_to(BASE_DIR).parts
        is_text = path.suffix in TEXTS or path.name in TEXTS_WITHOUT_SUFFIX
        if is_text and PASSED_OVER.isdisjoint(parts) and path.is_file():
            yield path


def test_tree_tells_nothing_of_one_workplace():
    read = []
    found = []

    for path in texts():
        read.append(str(path.relative_to(BASE_DIR)))
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
            if FOREIGN.search(line):
                found.append(f"{path.relative_to(BASE_DIR)}:{number}: {line.strip()}")

    assert "events/transcript/document.py" in read
    assert "Makefile" in read
    assert found == []


def test_program_never_prints():
    """Logs go to stderr, and commands write to the stream they are given."""
    files = [*BASE_DIR.glob("events/**/*.py"), *BASE_DIR.glob("archive/**/*.py")]

    found = [
        f"{path.relative_to(BASE_DIR)}:{node.lineno}"
        for path in files
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == "print"
    ]

    assert BASE_DIR / "archive" / "settings.py" in files
    assert found == []


def documentation() -> str:
    pages = [README, *sorted(BASE_DIR.glob("docs/**/*.md"))]
    return "\n".join(page.read_text("utf-8") for page in pages)


def test_every_command_is_described():
    commands = {
        path.stem
        for path in BASE_DIR.glob("events/management/commands/*.py")
        if path.stem != "__init__"
    }

    described = set(re.findall(r"manage\.py (\w+)", documentation()))

    assert "loaddata" in commands
    assert commands - described == set()


def test_every_target_of_make_is_described():
    makefile = (BASE_DIR / "Makefile").read_text("utf-8")
    targets = set(re.findall(r"^([a-z][a-z-]*):.*## ", makefile, re.MULTILINE))

    described = set(re.findall(r"make ([a-z-]+)", documentation()))

    assert "run" in targets
    assert targets - described == set()


def test_links_between_documents_lead_somewhere():
    # A picture or page may be pointed at from a document in its own folder.
    pages = [README, TWIN, *sorted(BASE_DIR.glob("docs/**/*.md"))]
    broken = []

    for page in pages:
        for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", page.read_text("utf-8")):
            if "://" not in target and not (page.parent / target).exists():
                broken.append(f"{page.name}: {target}")

    assert broken == []


def test_both_readmes_show_the_same():
    """The twin has other words, but the same code, pictures, links and headings."""
    english, chinese = (
        [
            re.findall(r"^```.*?^```", text, re.MULTILINE | re.DOTALL),
            re.findall(r"^(#+) ", text, re.MULTILINE),
            [
                target
                for target in re.findall(r"\]\(([^)\s]+)", text)
                if not target.startswith("README")
            ],
        ]
        for text in (README.read_text("utf-8"), TWIN.read_text("utf-8"))
    )

    assert len(english[1]) > 3
    assert chinese == english


CATALOGUES = sorted(BASE_DIR.glob("events/locale/*/LC_MESSAGES/*.po"))


def messages(catalogue: list[polib.POEntry]) -> dict[tuple, tuple]:
    return {
        (entry.msgctxt, entry.msgid): (entry.msgstr, tuple(entry.msgstr_plural.items()))
        for entry in catalogue
        if not entry.obsolete
    }


def test_chinese_catalogue_is_there():
    assert [str(path.relative_to(BASE_DIR)) for path in CATALOGUES] == [
        "events/locale/zh_Hans/LC_MESSAGES/django.po"
    ]


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.parts[-3])
def test_catalogue_is_complete_and_compiled(path):
    written = polib.pofile(str(path))
    compiled = polib.mofile(str(path.with_suffix(".mo")))

    open_entries = [
        entry.msgid
        for entry in written
        if not entry.obsolete and (entry.fuzzy or not entry.translated())
    ]

    assert open_entries == []
    assert messages(compiled) == messages(written)


def test_catalogue_holds_what_the_code_says(tmp_path):
    if shutil.which("xgettext") is None:
        miss("There is no xgettext (gettext) on this machine.")
    if not CATALOGUES:
        pytest.fail("There is no catalogue to compare with.")
    for folder in ("events", "archive", "templates"):
        shutil.copytree(
            BASE_DIR / folder,
            tmp_path / folder,
            ignore=shutil.ignore_patterns("__pycache__", "vendor", "*.mo"),
        )
    copied = tmp_path / CATALOGUES[0].relative_to(BASE_DIR)
    held = set(messages(polib.pofile(str(copied))))

    subprocess.run(
        [sys.executable, "-m", "django", "makemessages", "--locale", "zh_Hans"],
        cwd=tmp_path,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "archive.settings"},
        check=True,
        capture_output=True,
    )

    assert set(messages(polib.pofile(str(copied)))) == held
