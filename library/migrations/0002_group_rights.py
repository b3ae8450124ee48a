from django.db import migrations

from users.group_permissions import EXECUTIVES, MARKETING, MARKETING_LEADS, SALES, grant

SHARING = {"share": ["add", "change", "view"], "collection": ["add", "change", "delete", "view"]}
SPEAKING = {"tip": ["add", "change"], "rating": ["add", "change"]}

RIGHTS = {
    MARKETING: {"librarydesk": ["use_library"], **SHARING},
    MARKETING_LEADS: {"librarydesk": ["use_library"], **SHARING},
    SALES: {"librarydesk": ["use_library"], **SHARING, **SPEAKING},
    EXECUTIVES: {"librarydesk": ["use_library"]},
}


def grant_rights(apps, schema_editor):
    grant(apps, "library", RIGHTS)


class Migration(migrations.Migration):
    dependencies = [("library", "0001_initial"), ("users", "0002_groups")]
    operations = [migrations.RunPython(grant_rights, migrations.RunPython.noop)]
