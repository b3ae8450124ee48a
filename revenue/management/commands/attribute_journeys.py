from django.core.management.base import BaseCommand, CommandError

from leads.spreadsheets import UnreadableFile, read_rows
from revenue.attribution import MODELS, RULES
from revenue.journeys import COLUMNS, REQUIRED, Shares, attribute_journeys
from revenue.naming import UnknownName, choose, choose_models
from revenue.writing import FORMATS, Sheet, write


class Command(BaseCommand):
    help = "Share conversions out among the touchpoints of journeys in a CSV file. Reads no database and writes none."
    requires_system_checks = []
    requires_migrations_checks = False

    def add_arguments(self, parser):
        parser.add_argument("file", help="columns: journey, position or at, touchpoint, converted, value")
        parser.add_argument("--model", default="all", help=f"{', '.join(MODELS)}, or all")
        parser.add_argument("--format", default="table", help=", ".join(FORMATS))

    def handle(self, *, file, model, format, **options):
        try:
            models = choose_models(model, list(MODELS))
            format = choose(format.strip().lower(), FORMATS, kind="format")
            shares = attribute_journeys(read_rows(file, COLUMNS, required=REQUIRED), models)
        except (UnknownName, UnreadableFile) as error:
            raise CommandError(error) from error
        self.stdout.write(write(sheet_of(shares), format), ending="")


def sheet_of(shares: Shares) -> Sheet:
    earned = shares.by_touchpoint
    names = sorted(earned, key=lambda name: (*(-earned[name][model] for model in shares.models), name))
    totals = [sum(cents[model] for cents in earned.values()) for model in shares.models]
    return Sheet(
        words=["touchpoint"],
        models=shares.models,
        rows=[([name], [earned[name][model] for model in shares.models]) for name in names],
        totals=[([f"Total of {shares.converted} converted of {shares.journeys}"], totals)],
        summary={
            "rules": RULES,
            "journeys": shares.journeys,
            "converted": shares.converted,
            "value_cents": shares.value_cents,
        },
    )
