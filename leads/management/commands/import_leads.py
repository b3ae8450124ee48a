from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from leads.importing import COLUMNS, REQUIRED, import_leads
from leads.spreadsheets import UnreadableFile, read_rows


class Command(BaseCommand):
    help = "Import leads and their accounts from a CSV file. The e-mail address is the key; again changes nothing."

    def add_arguments(self, parser):
        parser.add_argument("file")
        parser.add_argument("--dry-run", action="store_true", help="say what would happen and change nothing")

    def handle(self, *, file, dry_run, **options):
        try:
            rows = list(read_rows(file, COLUMNS, required=REQUIRED))
        except UnreadableFile as error:
            raise CommandError(error) from error
        report = import_leads(rows, at=timezone.now(), dry_run=dry_run)
        for line in [*report.refused, *report.notes]:
            self.stderr.write(line)
        self.stdout.write(f"{'Dry run, nothing was changed. ' if dry_run else ''}Leads: {report}")
