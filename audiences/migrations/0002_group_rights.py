from django.db import migrations

from users.group_permissions import EXECUTIVES, MARKETING, MARKETING_LEADS, SALES, grant

RIGHTS = {
    MARKETING: {
        "persona": ["add", "change", "view"],
        "industry": ["add", "change", "view"],
        "demand": ["change", "view"],
        "fieldnote": ["add", "view"],
    },
    MARKETING_LEADS: {
        "persona": ["add", "change", "delete", "view"],
        "industry": ["add", "change", "delete", "view"],
        "demand": ["change", "delete", "view"],
        "fieldnote": ["add", "delete", "view"],
    },
    SALES: {"persona": ["view"], "industry": ["view"], "demand": ["add"], "fieldnote": ["add", "view"]},
    EXECUTIVES: {"persona": ["view"], "industry": ["view"], "demand": ["view"], "fieldnote": ["view"]},
}


def grant_rights(apps, schema_editor):
    grant(apps, "audiences", RIGHTS)


class Migration(migrations.Migration):
    dependencies = [("audiences", "0001_initial"), ("users", "0002_groups")]
    operations = [migrations.RunPython(grant_rights, migrations.RunPython.noop)]
