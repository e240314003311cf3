"""Files in any supported format into the archive."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from events.domain.errors import Refused
from events.domain.ingest import find_event, ingest_document
from events.domain.reimport import is_another, is_edited
from events.importers import READERS, FormatError, read
from events.transcript.document import Document


class Command(BaseCommand):
    help = (
        "Imports transcripts, files or folders. Importing again updates the same "
        "event; a new event is a draft. An event that an editor has changed since is "
        "left alone and named. A file with errors changes nothing."
    )

    def add_arguments(self, parser) -> None:
        parser.add_argument("paths", nargs="+", type=Path, metavar="FILE")
        parser.add_argument(
            "--dry-run", action="store_true", help="Report, but store nothing."
        )
        parser.add_argument("--format", choices=sorted(READERS), default="")
        parser.add_argument(
            "--overwrite",
            action="store_true",
            help="Also replace what an editor has changed since the last import.",
        )
        parser.add_argument(
            "--event", default="", metavar="SLUG", help="Import into this event."
        )

    def handle(self, *, paths, dry_run, format, event, overwrite, **options):
        self.overwrite = overwrite
        files = [file for path in paths for file in _files(path)]
        if event and len(files) > 1:
            raise CommandError("--event takes one file; import the others singly.")
        failed = 0
        for number, path in enumerate(files, start=1):
            if len(files) > 1:
                self.stderr.write(f"[{number}/{len(files)}] {path}")
            failed += not self._import(path, dry_run, format, event)
        if failed:
            raise CommandError(f"{failed} of {len(files)} files were not imported.")

    def _import(self, path: Path, dry_run: bool, format: str, slug: str) -> bool:
        """Import one file and report; False if nothing was stored."""
        try:
            document, problems = read(path.read_bytes(), name=path.name, format=format)
        except OSError as error:
            self.stderr.write(f"{path}: it cannot be read: {error.strerror}.")
            return False
        except FormatError as error:
            self.stderr.write(f"{path}: {error}")
            return False
        for problem in problems:
            self.stderr.write(
                f"{path}:{problem.line}:{problem.column}: {problem.severity}: "
                f"{problem.message}"
            )
        if any(problem.severity == "error" for problem in problems):
            self.stderr.write(f"{path}: nothing is stored; mend the errors first.")
            return False
        if not document.title and not slug:
            self.stderr.write(
                f"{path}: it has no title; write one in its front matter."
            )
            return False
        event = find_event(document, slug=slug)
        by_title = not (slug or document.slug)
        if event and by_title and is_another(event, document):
            self.stderr.write(
                f"{path}: the event {event.slug} has the same title and other words, "
                "and is left alone; write a “slug:” of its own into the file, or name "
                "the event with --event."
            )
            return False
        if event and not self.overwrite and is_edited(event):
            self.stderr.write(
                f"{path}: the event {event.slug} is left alone, since an editor has "
                "changed it; --overwrite replaces it."
            )
            return True
        return self._store(path, document, slug, dry_run)

    def _store(self, path: Path, document: Document, slug: str, dry_run: bool) -> bool:
        try:
            with transaction.atomic():
                self._report(path, ingest_document(document, slug=slug), dry_run)
                if dry_run:
                    transaction.set_rollback(True)
        except Refused as refused:
            self.stderr.write(f"{path}: nothing is stored: {refused}")
            return False
        return True

    def _report(self, path: Path, report, dry_run: bool) -> None:
        stored = report.stored
        what = "new event" if report.created else "event"
        would = "would be " if dry_run else ""
        self.stdout.write(
            f"{path}: {what} {report.event.slug}: {would}{stored.added} blocks added, "
            f"{stored.changed} changed, {stored.removed} removed."
        )
        for row in report.new_rows:
            self.stdout.write(f"  {would}created: {row}")
        for link in report.linked:
            self.stdout.write(f"  {would}linked: {link}")
        for question in report.questions:
            self.stdout.write(f"  {question}")


def _files(path: Path) -> list[Path]:
    """The file itself, or a folder's files of known formats, by name."""
    if not path.is_dir():
        return [path]
    known = (file for file in path.rglob("*") if file.suffix.lstrip(".") in READERS)
    return sorted(known)
