from datetime import timedelta

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from leads.retention import by_month, forget_unknown_visitors, forgotten_by_now


class Command(BaseCommand):
    help = "Forgets browsers that never got a name and were not heard of for so many days. Counts stay as they are."

    def add_arguments(self, parser):
        parser.add_argument("--older-than", type=int, default=settings.KEEP_UNKNOWN_DAYS, metavar="DAYS")
        parser.add_argument("--dry-run", action="store_true", help="Say what would go, by month, and change nothing.")

    def handle(self, *, older_than, dry_run, **options):
        if older_than < 1:
            raise CommandError("--older-than must be a number of days, 1 or more. Nothing was changed.")
        at, older_than = timezone.now(), timedelta(days=older_than)
        if dry_run:
            self._say_what_would_go(by_month(forgotten_by_now(older_than=older_than, at=at)))
            return
        forgotten = 0
        for receipt in forget_unknown_visitors(older_than=older_than, at=at):
            forgotten += receipt.people
            self.stdout.write(f"{forgotten} forgotten, receipt {receipt.reference}")
        self.stdout.write(f"{forgotten} browsers were forgotten. What they added to the counts stays.")

    def _say_what_would_go(self, months) -> None:
        for month, n in months.items():
            self.stdout.write(f"{month:%Y-%m}  {n['browsers']:>8} browsers  {n['touches']:>10} touches")
        browsers = sum(n["browsers"] for n in months.values())
        self.stdout.write(f"{browsers} browsers would be forgotten. Nothing was changed.")
