from django.db import migrations

from users.group_permissions import EXECUTIVES, MARKETING, MARKETING_LEADS, SALES, grant

RIGHTS = {
    MARKETING: {"touch": ["view"], "usefulnessvote": ["view"]},
    MARKETING_LEADS: {"touch": ["view"], "badrow": ["view"], "usefulnessvote": ["view"]},
    SALES: {"touch": ["view"], "usefulnessvote": ["view"]},
    EXECUTIVES: {"touch": ["view"], "usefulnessvote": ["view"]},
}


def grant_rights(apps, schema_editor):
    grant(apps, "analytics", RIGHTS)


class Migration(migrations.Migration):
    dependencies = [("analytics", "0001_initial"), ("users", "0002_groups")]
    operations = [migrations.RunPython(grant_rights, migrations.RunPython.noop)]
