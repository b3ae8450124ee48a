from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django_tasks_db.models import DBTaskResult
from wagtail.search.backends import get_search_backend

from demo.filling import COMPANY, is_empty
from demo.management.commands.demo import PASSWORD


class Command(BaseCommand):
    help = "Makes a first start ready: tables, the demo company if the database is empty, the search index."

    def handle(self, **options):
        settings.VAR_DIR.mkdir(parents=True, exist_ok=True)
        self._step("tables")
        call_command("migrate", verbosity=0, interactive=False)
        moved_in = is_empty()
        if moved_in:
            self._step("the demo company (once; a minute at most)")
            call_command("demo", stdout=self.stdout, password=PASSWORD)
            self._step("the index of references")
            call_command("rebuild_references_index", verbosity=0)
        state = getattr(get_search_backend(), "state", None)
        if moved_in or (state and not state().is_ready):
            self._step("the search index")
            call_command("update_index", verbosity=0)
        if moved_in:
            self._keep_sign_ins()
            # Both indexes are built whole, so what queued up for them meanwhile is done.
            DBTaskResult.objects.ready().delete()

    def _step(self, name: str) -> None:
        self.stdout.write(f"- {name}")
        self.stdout.flush()

    def _keep_sign_ins(self) -> None:
        """For `make run` to print at each start; they hold until somebody changes a password."""
        rows = [(user["username"], user["group"]) for user in COMPANY["users"]] + [("admin", "everything")]
        lines = [f"Demo sign-ins (password: {PASSWORD})", *(f"  {name:<8} {group}" for name, group in rows)]
        (settings.VAR_DIR / "demo-sign-ins.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")
