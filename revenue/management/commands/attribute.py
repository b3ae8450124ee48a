from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from leads.spreadsheets import BadRow, read_moment
from revenue.attribution import RULES
from revenue.crediting import CREDITED, credit_all
from revenue.naming import UnknownName, choose, choose_models
from revenue.rollups import By, Rollup, roll_up
from revenue.writing import FORMATS, Sheet, write


class Command(BaseCommand):
    help = "Share won deals out among the assets that came before them, and add the credit up. Credits first what needs it."

    def add_arguments(self, parser):
        parser.add_argument("--model", default="all", help=f"{', '.join(CREDITED)}, or all")
        parser.add_argument("--by", default="asset", help=", ".join(by.value for by in By))
        parser.add_argument("--since", help="only deals closed on or after this day, such as 2026-01-31")
        parser.add_argument("--format", default="table", help=", ".join(FORMATS))

    def handle(self, *, model, by, since, format, **options):
        try:
            models = choose_models(model, CREDITED)
            by = By(choose(by.strip().lower(), [one.value for one in By], kind="way to add up"))
            format = choose(format.strip().lower(), FORMATS, kind="format")
            start = read_moment(since) if since else None
        except (UnknownName, BadRow) as error:
            raise CommandError(error) from error
        credit_all(at=timezone.now())
        self.stdout.write(write(sheet_of(roll_up(models, by, since=start), since), format), ending="")


def sheet_of(rollup: Rollup, since: str | None) -> Sheet:
    totals = {
        total.currency: [
            sum(line.cents[m] for line in rollup.lines if line.currency == total.currency) for m in rollup.models
        ]
        for total in rollup.totals
    }
    return Sheet(
        words=[rollup.by.value, "currency"],
        models=rollup.models,
        rows=[([line.label, line.currency], [line.cents[m] for m in rollup.models]) for line in rollup.lines],
        totals=[
            (
                [f"Total of {total.deals} {'deal' if total.deals == 1 else 'deals'}", total.currency],
                totals[total.currency],
            )
            for total in rollup.totals
        ],
        summary={
            "rules": RULES,
            "by": rollup.by.value,
            "since": since,
            "totals": [
                {
                    "currency": total.currency,
                    "deals": total.deals,
                    "amount_cents": total.amount_cents,
                    "cents": dict(zip(rollup.models, totals[total.currency], strict=True)),
                }
                for total in rollup.totals
            ],
        },
    )
