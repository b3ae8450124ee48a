from django.db import migrations

from users.group_permissions import EXECUTIVES, MARKETING, MARKETING_LEADS, SALES, grant

RIGHTS = {
    MARKETING: {"buyingstage": ["view"]},
    MARKETING_LEADS: {"buyingstage": ["add", "change", "delete", "view"]},
    SALES: {"buyingstage": ["view"]},
    EXECUTIVES: {"buyingstage": ["view"]},
}


def grant_rights(apps, schema_editor):
    grant(apps, "buying_stages", RIGHTS)


class Migration(migrations.Migration):
    dependencies = [("buying_stages", "0002_default_stages"), ("users", "0002_groups")]
    operations = [migrations.RunPython(grant_rights, migrations.RunPython.noop)]
