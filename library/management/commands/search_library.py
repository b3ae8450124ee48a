import json
from urllib.parse import urljoin

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from buying_stages.models import Pillar
from library.finding.searching import search_assets
from users.group_permissions import SALES
from users.models import User

COLUMNS = ["rank", "title", "stage", "pillar", "format", "score", "url"]
WHY = "why"


class Command(BaseCommand):
    help = "Searches the library as a salesperson would, and prints the assets, the best answer first."

    def add_arguments(self, parser):
        parser.add_argument("query", help="What to look for, in words or as a sentence. '' lists the newest.")
        parser.add_argument("--stage", help="Only assets of this buying stage (its slug).")
        parser.add_argument("--pillar", help=f"Only assets of this pillar ({' or '.join(Pillar.values)}).")
        parser.add_argument("--limit", type=int, default=10, help="How many assets to print (10 unless told).")
        parser.add_argument("--why", action="store_true", help="Add the points that put each where it is.")
        parser.add_argument("--format", choices=["table", "json"], default="table")

    def handle(self, *args, query, stage, pillar, limit, format, why, **options):
        if limit < 1:
            raise CommandError("--limit must be 1 or more.")
        found = search_assets(query, user=_salesperson(), at=timezone.now(), stage=stage, pillar=pillar)
        if found.refusals:
            raise CommandError(" ".join(found.refusals))
        rows = [_row(rank, asset, why=why) for rank, asset in enumerate(found[:limit], start=1)]
        for note in found.notes:
            self.stderr.write(note)
        if format == "json":
            self.stdout.write(json.dumps(rows, indent=2, ensure_ascii=False))
        else:
            self._print_table(rows, found, limit)

    def _print_table(self, rows, found, limit):
        if not rows:
            self.stdout.write("No asset matches. Try fewer or other words, or leave out --stage and --pillar.")
            return
        columns = list(rows[0])
        cells = [columns, *([_cell(row[column]) for column in columns] for row in rows)]
        widths = [max(len(row[i]) for row in cells) for i in range(len(columns))]
        for row in cells:
            self.stdout.write("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())
        if len(found) > limit:
            self.stdout.write(f"{limit} of {len(found)} assets; ask for more with --limit.")


def _salesperson():
    """Somebody of the sales team, so that private sections answer as they would to them."""
    return User.objects.filter(groups__name=SALES, is_active=True).order_by("pk").first() or AnonymousUser()


def _row(rank, asset, *, why: bool) -> dict:
    row = dict.fromkeys(COLUMNS) | {
        "rank": rank,
        "title": asset.title,
        "stage": asset.stage.slug if asset.stage else None,
        "pillar": asset.pillar,
        "format": asset.format,
        "score": None if asset.score is None else round(asset.score, 3),
        "url": urljoin(settings.BASE_URL, asset.url),
    }
    return row | {WHY: asset.why.in_short} if why else row


def _cell(value) -> str:
    return "" if value is None else str(value)
