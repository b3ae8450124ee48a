from datetime import date

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from analytics.rollups.recounting import differences, months_to_count, recount

MOST_SHOWN = 20


class Command(BaseCommand):
    help = (
        "Counts the numbers of consumption again from touches and from what remains of those erased, says what differs "
        "and repairs it. The site may run meanwhile. With --check nothing is changed, and a difference is a failure."
    )

    def add_arguments(self, parser):
        parser.add_argument("--check", action="store_true", help="Only say what differs.")
        parser.add_argument("--since", type=date.fromisoformat, help="From the month of this day on: 2026-11-01.")

    def handle(self, *args, check, since, **options):
        months = months_to_count(since)
        wrong = 0
        quiet = not options["verbosity"]
        for found in tqdm(
            (differences if check else recount)(months), total=len(months), unit="month", disable=quiet or None
        ):
            for each in found[: max(0, MOST_SHOWN - wrong)]:
                self.stdout.write(each.in_words)
            wrong += len(found)
        self._conclude(wrong, months=len(months), check=check)

    def _conclude(self, wrong: int, *, months: int, check: bool) -> None:
        if wrong > MOST_SHOWN:
            self.stdout.write(f"... and {wrong - MOST_SHOWN:,} more.")
        if check and wrong:
            raise CommandError(f"{wrong:,} rows differ from their touches. Run it without --check to repair them.")
        done = "All numbers of {} agree with their touches." if not wrong else "Repaired {:,} rows of {}."
        length = "1 month" if months == 1 else f"{months} months"
        self.stdout.write(done.format(length) if not wrong else done.format(wrong, length))
