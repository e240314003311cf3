"""Django's loaddata, in bulk and repeatable for forums."""

import io
import json
import os

import yaml
from django.core.management.base import CommandError
from django.core.management.commands import loaddata
from django.core.serializers import deserialize

from events.domain.fixtures.check import is_ours, read_json
from events.domain.fixtures.faults import FixtureError
from events.domain.fixtures.load import load_objects


class Command(loaddata.Command):
    help = (
        "Loads forums by natural keys, and any other fixture as Django does. "
        "Loading twice changes nothing; what an editor has changed since the last "
        "load is left alone and named."
    )

    def add_arguments(self, parser) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "--overwrite",
            action="store_true",
            help="Also replace what an editor has changed since the last load.",
        )

    def handle(self, *fixture_labels, **options) -> None:
        self.overwrite = options["overwrite"]
        self.ours: list = []
        super().handle(*fixture_labels, **options)

    def loaddata(self, fixture_labels) -> None:
        verbosity, self.verbosity = self.verbosity, 0  # its summary counts rows
        super().loaddata(fixture_labels)
        self.verbosity = verbosity
        if self.ours:
            self._load_ours()
        if self.verbosity >= 1 and (self.loaded_object_count or not self.ours):
            self.stdout.write(f"{self.loaded_object_count} other objects loaded.")

    def _load_ours(self) -> None:
        try:
            report = load_objects(self.ours, overwrite=self.overwrite)
        except FixtureError as error:
            raise CommandError(
                f"Nothing is loaded; mend the file first:\n{error}"
            ) from None
        for line in report.warnings:
            self.stderr.write(self.style.WARNING(line))
        advice = "" if self.overwrite else " --overwrite replaces it."
        for line in report.kept:
            self.stderr.write(
                self.style.WARNING(
                    f"Left alone, since an editor has changed it: {line}.{advice}"
                )
            )
        if self.verbosity >= 1:
            self.stdout.write(
                f"{report.created} created, {report.changed} changed, "
                f"{report.unchanged} unchanged; {report.blocks} blocks written."
            )

    def load_label(self, fixture_label) -> None:
        """Set a forum's objects aside for the end; load the others at once."""
        for path, _folder, _name in self.find_fixtures(fixture_label):
            self.fixture_count += 1
            _base, format_, compression = self.parse_name(os.path.basename(path))
            data = self._read(path, compression)
            for item in self._objects(data, format_, path):
                if is_ours(item):
                    self.ours.append(item)
                elif isinstance(item, list | str | int | float | None):
                    raise CommandError(f"{path}: {item!r:.80} is no object.")
                else:
                    self._load_other(item, path)

    def _read(self, path: str, compression: str | None) -> bytes:
        open_method, mode = self.compression_formats[compression]
        with open_method(path, mode) as file:
            data = file.read()
        return data.encode() if isinstance(data, str) else data

    def _objects(self, data: bytes, format_: str, path: str) -> list:
        """The file's objects as plain dicts, whatever its format."""
        try:
            if format_ == "json":
                return read_json(data)
            if format_ == "jsonl":
                return [json.loads(line) for line in data.splitlines() if line.strip()]
            if format_ == "yaml":
                objects = yaml.safe_load(data) or []
                return objects if isinstance(objects, list) else [str(objects)]
        except FixtureError as error:
            raise CommandError(f"{path}: {error}") from None
        except (ValueError, RecursionError, yaml.YAMLError) as error:
            raise CommandError(f"{path} cannot be read as {format_}: {error}") from None
        return self._objects_of_other_format(data, format_, path)

    def _objects_of_other_format(self, data: bytes, format_: str, path: str) -> list:
        if b"events." in data:
            raise CommandError(f"{path}: write a forum's fixture as JSON or YAML.")
        return list(deserialize(format_, io.BytesIO(data), using=self.using))

    def _load_other(self, item, path: str) -> None:
        if isinstance(item, dict):
            try:
                found = deserialize(
                    "python",
                    [item],
                    using=self.using,
                    ignorenonexistent=self.ignore,
                    handle_forward_references=True,
                )
                objects = list(found)
            except (ValueError, KeyError, TypeError) as error:
                raise CommandError(f"{path}: {error}") from error
        else:
            objects = [item]
        for item in objects:
            self.fixture_object_count += 1
            self.loaded_object_count += bool(self.save_obj(item))
