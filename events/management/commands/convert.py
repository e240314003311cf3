"""Any supported format into any other, without a database."""

import sys
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from events.exporters import WRITERS
from events.importers import READERS, FormatError, read
from events.transcript.refs import assign_refs


class Command(BaseCommand):
    help = "Converts a transcript between formats, which are named by suffix."
    requires_system_checks = []  # needs neither database nor templates

    def add_arguments(self, parser) -> None:
        parser.add_argument("input", metavar="IN", help="A file, or - for stdin.")
        parser.add_argument(
            "output", metavar="OUT", nargs="?", default="-", help="A file, or - ."
        )
        parser.add_argument("--from", dest="source", choices=sorted(READERS))
        parser.add_argument("--to", dest="target", choices=sorted(WRITERS))

    def handle(self, *, input, output, source, target, **options) -> None:
        target = target or _format_of(output)
        try:
            data = _read(input)
            document, problems = read(data, name=input, format=source or "")
        except FormatError as error:
            raise CommandError(str(error)) from None
        if target == "json":  # its links are by ref
            document = assign_refs(document)
        written = WRITERS[target](document, problems)
        if output == "-":
            self.stdout.write(written.decode(), ending="")
        else:
            Path(output).write_bytes(written)
        if target != "json":
            for problem in problems:
                self.stderr.write(
                    f"{input}:{problem.line}:{problem.column}: {problem.severity}: "
                    f"{problem.message}"
                )


def _format_of(output: str) -> str:
    suffix = Path(output).suffix.lstrip(".").lower()
    if output == "-":
        return "md"
    if suffix not in WRITERS:
        known = ", ".join(sorted(WRITERS))
        raise CommandError(f"Name the format with --to, one of: {known}.")
    return suffix


def _read(name: str) -> bytes:
    if name == "-":
        return sys.stdin.buffer.read()
    try:
        return Path(name).read_bytes()
    except OSError as error:
        raise CommandError(f"{name} cannot be read: {error.strerror}.") from None
