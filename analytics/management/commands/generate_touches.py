from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from tqdm import tqdm

from analytics.generating.filling import Wanted, fill
from analytics.models import Visitor
from analytics.rollups.recounting import months_to_count, recount
from content.models import AssetPage


class Command(BaseCommand):
    help = (
        "Makes up touches of the assets there are, for finding out how the screens behave with very many. They look "
        "like real ones and cannot be told from them: use a database that you can throw away."
    )

    def add_arguments(self, parser):
        parser.add_argument("--touches", type=int, default=100_000)
        parser.add_argument("--days", type=int, default=730, help="The days up to yesterday that they spread over.")
        parser.add_argument("--seed", type=int, default=0, help="The same seed makes the same touches.")
        parser.add_argument("--page-views", action="store_true", help="A page view for each, not only for 1 in 20.")
        parser.add_argument("--force", action="store_true", help="Also where there are readers already.")

    def handle(self, *args, touches, days, seed, page_views, force, **options):
        self._refuse(touches=touches, days=days, force=force)
        today = timezone.localdate()
        wanted = Wanted(touches=touches, days=days, until=today, seed=seed, all_page_views=page_views)
        quiet = not options["verbosity"] or None
        with tqdm(total=touches, unit="touch", unit_scale=True, disable=quiet) as bar:
            for count in fill(wanted):
                bar.update(count)
        months = months_to_count()
        for _ in tqdm(recount(months), desc="counting", total=len(months), unit="month", disable=quiet):
            pass
        self.stdout.write(f"{touches:,} made-up touches of {wanted.visitors:,} visitors in {days} days.")

    def _refuse(self, *, touches: int, days: int, force: bool) -> None:
        if touches < 1 or days < 1:
            raise CommandError("Say at least one touch and one day.")
        if not force and Visitor.objects.exists():
            raise CommandError(
                "This database has readers: made-up touches could not be told from theirs. Nothing was added. "
                "Use a database of its own (TOUCHSTONE_VAR_DIR or DATABASE_URL), or --force."
            )
        if not AssetPage.objects.live().exists():
            raise CommandError("No asset is live, so nothing can be read. Publish some, or run `manage.py demo` first.")
