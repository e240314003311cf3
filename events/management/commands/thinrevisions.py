"""Old saved states that nobody has named, thinned to two a day."""

from django.core.management.base import BaseCommand, CommandError

from events.domain.revisions import plan_thinning, thin_revisions


class Command(BaseCommand):
    help = (
        "Deletes old revisions that nobody has named or released; of each day the "
        "first and the last stay. Says what it would do, and does it with --yes."
    )

    def add_arguments(self, parser) -> None:
        parser.add_argument(
            "--older-than",
            type=int,
            default=90,
            metavar="DAYS",
            help="Leave younger ones alone (default: 90).",
        )
        parser.add_argument(
            "--dry-run", action="store_true", help="Report, but delete nothing."
        )
        parser.add_argument("--yes", action="store_true", help="Delete them.")

    def handle(self, *, older_than: int, dry_run: bool, yes: bool, **options) -> None:
        if older_than < 0:
            raise CommandError("--older-than takes a number of days, 0 or more.")
        plans = list(plan_thinning(days=older_than))
        if not plans:
            self.stdout.write("There is nothing to thin.")
            return
        deleting = yes and not dry_run
        gone = 0
        for plan in plans:
            count = len(plan.revisions)
            said = f"{plan.event}: {count} of {plan.total} revisions"
            if deleting:
                gone += thin_revisions(plan.revisions)
            self.stdout.write(f"{said} {'deleted' if deleting else 'would go'}.")
        if deleting:
            self.stdout.write(f"{gone} revisions deleted.")
        elif not dry_run:
            self.stdout.write("Nothing is deleted yet; run it again with --yes.")
