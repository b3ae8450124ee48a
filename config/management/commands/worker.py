import fcntl
import logging
import signal
import time
from threading import Thread

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import close_old_connections, connections
from django_tasks_db.management.commands.db_worker import Worker as TaskWorker

from config.indexing import run_index_tasks
from config.schedule import CHORES

logger = logging.getLogger("touchstone.worker")
TICK = 0.5


class Command(BaseCommand):
    help = "Drains the spool, runs queued tasks and everything that is due. One process; stop it with Ctrl+C."

    def add_arguments(self, parser):
        parser.add_argument("--once", action="store_true", help="Do everything that waits, once, and stop.")

    def handle(self, *, once: bool, **options):
        self.running = True
        self.apart: dict[str, Thread] = {}
        with self._alone():
            if once:
                for chore in CHORES:
                    chore.run()
                run_index_tasks()
                self._run_queue()
                return
            for name in (signal.SIGINT, signal.SIGTERM):
                signal.signal(name, self._stop)
            self.stdout.write("The worker is running.")
            self._run_until_stopped()

    def _run_until_stopped(self) -> None:
        due = {chore.name: 0.0 for chore in CHORES}
        while self.running:
            close_old_connections()
            for chore in CHORES:
                if time.monotonic() >= due[chore.name] and self.running:
                    attempt = self._attempt_apart if chore.apart else self._attempt
                    attempt(chore.name, chore.run)
                    due[chore.name] = time.monotonic() + chore.every.total_seconds()
            self._attempt("update the indexes", run_index_tasks)
            self._attempt("run queued tasks", self._run_queue)
            self._heartbeat()
            time.sleep(TICK)

    def _attempt(self, name: str, run) -> None:
        """One failing chore must not stop the others; it is tried again when it is next due."""
        try:
            run()
        except Exception:
            logger.exception("The worker could not %s; it will try again.", name)

    def _attempt_apart(self, name: str, run) -> None:
        """Beside the others, and not twice at once. Stopping the worker does not wait for it."""

        def attempt():
            try:
                self._attempt(name, run)
            finally:
                connections.close_all()

        if not (name in self.apart and self.apart[name].is_alive()):
            self.apart[name] = Thread(target=attempt, name=name, daemon=True)
            self.apart[name].start()

    def _run_queue(self) -> None:
        TaskWorker(
            queue_names=["*"],
            excluded_queue_names=[],
            interval=0,
            batch=True,
            backend_name="default",
            startup_delay=False,
            max_tasks=None,
            worker_id="touchstone",
        ).run()

    def _alone(self):
        """An open file whose lock ends with this process, however it ends."""
        settings.VAR_DIR.mkdir(parents=True, exist_ok=True)
        held = (settings.VAR_DIR / "worker.lock").open("w")
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as taken:
            held.close()
            raise CommandError("Another worker is running with the same data folder; this one stops.") from taken
        return held

    def _heartbeat(self) -> None:
        (settings.VAR_DIR / "worker.alive").touch()

    def _stop(self, signum, frame) -> None:
        self.running = False
