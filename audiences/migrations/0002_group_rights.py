from django.db import migrations

from users.group_permissions import EXECUTIVES, MARKETING, MARKETING_LEADS, SALES, grant

RIGHTS = {
    MARKETING: {"persona": ["add", "change", "view"]},
    MARKETING_LEADS: {"persona": ["add", "change", "delete", "view"]},
    SALES: {"persona": ["view"]},
    EXECUTIVES: {"persona": ["view"]},
}


def grant_rights(apps, schema_editor):
    grant(apps, "audiences", RIGHTS)


class Migration(migrations.Migration):
    dependencies = [("audiences", "0001_initial"), ("users", "0002_groups")]
    operations = [migrations.RunPython(grant_rights, migrations.RunPython.noop)]
