"""Faults of a fixture before it is loaded."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from events.domain.fixtures.check import check_objects, read_json
from events.domain.fixtures.faults import Fault, FixtureError


class Command(BaseCommand):
    help = (
        "Checks fixtures of forums: every fault with its object and field. Nothing "
        "is loaded. The exit status is 1 if a file has an error."
    )

    def add_arguments(self, parser) -> None:
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE")

    def handle(self, *, files: list[Path], **options) -> None:
        errors = 0
        for path in files:
            faults, objects = self._check(path)
            for fault in faults:
                self.stdout.write(f"{path}: {fault}")
            wrong = sum(fault.severity == "error" for fault in faults)
            errors += wrong
            if not wrong:
                self.stdout.write(f"{path}: {objects} objects, no errors.")
        if errors:
            raise CommandError(f"{errors} errors; nothing would be loaded.")

    def _check(self, path: Path) -> tuple[list[Fault], int]:
        try:
            objects = read_json(path.read_bytes())
        except OSError as error:
            return [Fault("file", "", f"It cannot be read: {error.strerror}.")], 0
        except FixtureError as error:
            return error.faults, 0
        try:
            _records, faults = check_objects(objects)
        except DatabaseError as error:
            raise CommandError(
                f"The archive cannot be asked ({error}): set DATABASE_URL, and run "
                "“manage.py migrate” once."
            ) from error
        return faults, len(objects)
