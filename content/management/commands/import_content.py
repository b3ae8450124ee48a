import json
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from tqdm import tqdm

from content.importing.formats import Kind
from content.importing.mapping import MappingRefused
from content.importing.run import NothingToImport, import_from

A_LINE_EVERY = 50


class Command(BaseCommand):
    help = (
        "Imports a library as assets: a folder of Markdown files with YAML front matter, a WordPress export (WXR), a "
        "Ghost or Medium export, a file of RSS or Atom, or a zip of one of these. Importing again changes only what "
        "changed there, and never what was edited here. How the mapping file is written: see the head of "
        "content/importing/mapping.py and docs/examples/import-18f.yaml."
    )

    def add_arguments(self, parser):
        parser.add_argument("path", type=Path, help="the folder, file or zip to import")
        parser.add_argument("--format", choices=[kind.value for kind in Kind], default="auto")
        parser.add_argument(
            "--mapping", type=Path, help="what its tags and folders mean here; default: touchstone-import.yaml there"
        )
        parser.add_argument("--dry-run", action="store_true", help="write nothing, report what would be done")
        parser.add_argument("--report", type=Path, help="write the whole report to this file, as JSON")

    def handle(self, *, path, mapping, dry_run, report, **options):
        kind = Kind(options["format"])
        bar = tqdm(unit="piece", file=self.stderr, disable=not self.stderr.isatty())
        try:
            with bar:
                done = import_from(
                    path,
                    kind=kind,
                    mapping=mapping,
                    dry_run=dry_run,
                    at=timezone.now(),
                    progress=self._progress(bar),
                )
        except (NothingToImport, MappingRefused) as error:
            raise CommandError(f"{error} Nothing was imported.") from error
        for line in done.lines():
            self.stdout.write(line)
        if report:
            self._keep(report, done.as_json())

    def _progress(self, bar):
        def show(done: int, total: int) -> None:
            bar.total = total
            bar.update()
            if bar.disable and (done % A_LINE_EVERY == 0 or done == total):
                self.stderr.write(f"{done} of {total} pieces")

        return show

    def _keep(self, path: Path, report: dict) -> None:
        try:
            path.write_text(json.dumps(report, indent=2, ensure_ascii=False), encoding="utf-8")
        except OSError as error:
            raise CommandError(
                f"All of this stands, but the report cannot be written to {path}: {error.strerror}."
            ) from error
        self.stdout.write(f"The whole report is in {path}.")
