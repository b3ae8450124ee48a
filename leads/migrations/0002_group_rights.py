from django.db import migrations

from users.group_permissions import EXECUTIVES, MARKETING, MARKETING_LEADS, SALES, grant

RIGHTS = {
    MARKETING: {
        "account": ["add", "change", "view"],
        "lead": ["add", "change", "view"],
        "formanswer": ["view"],
        "following": ["view"],
        "letter": ["view"],
    },
    MARKETING_LEADS: {
        "account": ["add", "change", "delete", "view"],
        "lead": ["add", "change", "delete", "view"],
        "formanswer": ["view"],
        "following": ["view"],
        "letter": ["view"],
        "leadalias": ["view"],
        "erasurereceipt": ["add", "view"],
    },
    SALES: {"account": ["add", "change", "view"], "lead": ["add", "change", "view"], "formanswer": ["view"]},
    EXECUTIVES: {"account": ["view"], "lead": ["view"]},
}


def grant_rights(apps, schema_editor):
    grant(apps, "leads", RIGHTS)


class Migration(migrations.Migration):
    dependencies = [("leads", "0001_initial"), ("users", "0002_groups")]
    operations = [migrations.RunPython(grant_rights, migrations.RunPython.noop)]
