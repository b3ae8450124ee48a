from collections import Counter
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from content.exporting.folder import FolderTaken, write_folder
from content.exporting.library import Choice, Export


class Command(BaseCommand):
    help = (
        "Writes the library as a folder of Markdown files with YAML front matter, with its pictures and documents. "
        "import_content reads it back without loss. See docs/how-to/export-content.md."
    )

    def add_arguments(self, parser):
        parser.add_argument("folder", type=Path, help="empty or not there yet, or an export that this one replaces")
        parser.add_argument(
            "--drafts", action="store_true", help="also what is not on the site: drafts, expired pieces"
        )
        parser.add_argument("--gated", action="store_true", help="also what readers get for their details only")
        parser.add_argument(
            "--with-sales-editions", action="store_true", help="also sales editions, in a folder of their own"
        )

    def handle(self, *, folder, drafts, gated, with_sales_editions, **options):
        choice = Choice(drafts=drafts, gated=gated, sales_editions=with_sales_editions)
        export = Export(choice, at=timezone.now())
        try:
            write_folder(export, folder)
        except FolderTaken as error:
            raise CommandError(f"{error} Nothing was written.") from error
        except OSError as error:
            raise CommandError(f"The export could not be written: {error}. {folder} is as it was.") from error
        self.stdout.write(f"{export.written} assets are in {folder}; {export.left_out} were not asked for.")
        notes = [*export.notes, *(("files", note) for note in export.files.notes)]
        for kind, times in Counter(note.kind for _, note in notes).most_common():
            where = ", ".join(dict.fromkeys(slug for slug, note in notes if note.kind == kind))
            self.stdout.write(f"  {kind}: {times} ({where[:200]})")
