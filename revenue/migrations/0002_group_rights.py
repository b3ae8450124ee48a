from django.db import migrations

from users.group_permissions import EXECUTIVES, MARKETING, MARKETING_LEADS, SALES, grant

RIGHTS = {
    MARKETING: {"deal": ["view"]},
    MARKETING_LEADS: {"deal": ["view"]},
    SALES: {"deal": ["add", "change", "view"]},
    EXECUTIVES: {"deal": ["view"]},
}


def grant_rights(apps, schema_editor):
    grant(apps, "revenue", RIGHTS)


class Migration(migrations.Migration):
    dependencies = [("revenue", "0001_initial"), ("users", "0002_groups")]
    operations = [migrations.RunPython(grant_rights, migrations.RunPython.noop)]
