from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from demo.filling import COMPANY, NotEmpty, fill
from demo.market import LARGE, SMALL
from demo.shelving import fill_the_shelf

SCALES = {"small": SMALL, "large": LARGE}
PASSWORD = "northline"  # noqa: S105 printed for everyone who tries the demo; see --password


class Command(BaseCommand):
    help = "Fills an empty database with Northline, an invented company: essays, readers, leads and deals."

    def add_arguments(self, parser):
        parser.add_argument("--size", choices=SCALES, default="small", help="`large` is for benchmarks.")
        parser.add_argument(
            "--assets",
            type=int,
            default=0,
            metavar="N",
            help="Fill the shelf up to N live assets with recombined essays, to see how fast things are with many.",
        )
        parser.add_argument("--password", default=PASSWORD, help="The password of all demo sign-ins.")

    def handle(self, *, size: str, assets: int, password: str, **options):
        try:
            filled = fill(
                at=timezone.now(),
                scale=SCALES[size],
                password=password,
                say=lambda step: self.stdout.write(f"  moving in: {step}"),
            )
        except NotEmpty as refused:
            raise CommandError(
                "This database already has assets or users, and nothing was changed. The demo company only moves "
                "into an empty database: point DATABASE_URL or TOUCHSTONE_VAR_DIR elsewhere."
            ) from refused
        self.stdout.write(
            f"{COMPANY['site_name']} has {filled.assets} assets, {filled.leads} leads, {filled.deals} deals and "
            f"{filled.touches} touches."
        )
        if added := fill_the_shelf(up_to=assets, at=timezone.now()):
            self.stdout.write(f"{added} more assets were recombined from them. Build the index anew: update_index")
