from django.db import migrations

from users.group_permissions import EXECUTIVES, MARKETING, MARKETING_LEADS, SALES, grant

RIGHTS = {
    MARKETING: {"slot": ["add", "change", "delete", "view"]},
    MARKETING_LEADS: {"slot": ["add", "change", "delete", "view"]},
    SALES: {"slot": ["view"]},
    EXECUTIVES: {"slot": ["view"]},
}


def grant_rights(apps, schema_editor):
    grant(apps, "editorial_calendar", RIGHTS)


class Migration(migrations.Migration):
    dependencies = [("editorial_calendar", "0001_initial"), ("users", "0002_groups")]
    operations = [migrations.RunPython(grant_rights, migrations.RunPython.noop)]
