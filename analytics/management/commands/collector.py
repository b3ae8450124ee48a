from django.core.management.base import BaseCommand
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels


class Command(BaseCommand):
    help = "Runs the touch collector as a process of its own: it answers POST /t/ only. Stop it with Ctrl+C."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("--host", default="127.0.0.1", help="Where to listen.")
        parser.add_argument("--port", type=int, default=8001)
        parser.add_argument("--workers", type=int, default=1, help="Processes; each writes a segment of its own.")

    def handle(self, *, host: str, port: int, workers: int, **options):
        self.stdout.write(f"The collector answers at http://{host}:{port}/t/")
        self.stdout.flush()
        Granian(
            "config.rsgi:application",
            address=host,
            port=port,
            interface=Interfaces.RSGI,
            workers=workers,
            websockets=False,
            log_level=LogLevels.warning,
            respawn_failed_workers=True,
            workers_kill_timeout=10,
        ).serve()
