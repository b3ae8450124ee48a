from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from leads.spreadsheets import UnreadableFile, read_rows
from revenue.crediting import credit_all
from revenue.importing import COLUMNS, REQUIRED, import_deals


class Command(BaseCommand):
    help = "Import deals from a CSV file and credit the won ones. The id is the key, or else the name."

    def add_arguments(self, parser):
        parser.add_argument("file")
        parser.add_argument("--dry-run", action="store_true", help="say what would happen and change nothing")

    def handle(self, *, file, dry_run, **options):
        try:
            rows = list(read_rows(file, COLUMNS, required=REQUIRED))
        except UnreadableFile as error:
            raise CommandError(error) from error
        report = import_deals(rows, dry_run=dry_run)
        if not dry_run:
            credit_all(at=timezone.now())
        for line in report.refused:
            self.stderr.write(line)
        self.stdout.write(f"{'Dry run, nothing was changed. ' if dry_run else ''}Deals: {report}")
