from django.core.management.base import BaseCommand

from demo.filling import COMPANY
from demo.management.commands.demo import PASSWORD
from users.models import User


class Command(BaseCommand):
    help = "Prints the demo company's sign-ins, as far as they still have the demo password."

    def handle(self, **options):
        rows = {row["username"]: row["group"] for row in COMPANY["users"]} | {"admin": "everything"}
        found = {user.username: user for user in User.objects.filter(username__in=rows)}
        shown = [name for name in rows if name in found and found[name].check_password(PASSWORD)]
        if shown:
            self.stdout.write(f"Demo sign-ins (password: {PASSWORD})")
        for name in shown:
            self.stdout.write(f"  {name:<8} {rows[name]}")
