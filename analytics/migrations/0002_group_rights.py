from django.db import migrations

from users.group_permissions import EXECUTIVES, MARKETING, MARKETING_LEADS, SALES, grant

RIGHTS = {
    MARKETING: {
        "touch": ["view"],
        "usefulnessvote": ["view"],
        "consumption": ["view"],
        "quarantine": ["view"],
        "heldopenings": ["view"],
    },
    MARKETING_LEADS: {
        "touch": ["view"],
        "badrow": ["view"],
        "usefulnessvote": ["view"],
        "consumption": ["view"],
        "quarantine": ["change", "view"],
        "heldopenings": ["change", "view"],
        "consent": ["view"],
        "droppedcount": ["view"],
    },
    SALES: {"touch": ["view"], "usefulnessvote": ["view"], "consumption": ["view"]},
    EXECUTIVES: {"touch": ["view"], "usefulnessvote": ["view"], "consumption": ["view"]},
}


def grant_rights(apps, schema_editor):
    grant(apps, "analytics", RIGHTS)


class Migration(migrations.Migration):
    dependencies = [("analytics", "0001_initial"), ("users", "0002_groups")]
    operations = [migrations.RunPython(grant_rights, migrations.RunPython.noop)]
