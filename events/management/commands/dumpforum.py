"""An event as a fixture."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from events.domain.fixtures.dump import dump_event, to_json
from events.models import Event


class Command(BaseCommand):
    help = "Writes an event as a fixture that loads into an empty or a full archive."

    def add_arguments(self, parser) -> None:
        parser.add_argument("slug", help="The event's address, key or old address.")
        parser.add_argument(
            "-o", "--output", type=Path, help="A file; without it, standard output."
        )

    def handle(self, *, slug: str, output: Path | None, **options) -> None:
        try:
            event = Event.objects.filter(slug=slug).first()
            event = event or Event.objects.get_by_natural_key(slug)
        except Event.DoesNotExist:
            raise CommandError(f"There is no event “{slug}” in this archive.") from None
        text = to_json(dump_event(event))
        if output:
            output.write_text(text, encoding="utf-8")
        else:
            self.stdout.write(text, ending="")
