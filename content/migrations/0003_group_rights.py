from django.contrib.auth.management import create_permissions
from django.db import migrations

from users.group_permissions import EXECUTIVES, MARKETING, MARKETING_LEADS, SALES, grant

RIGHTS = {
    MARKETING: {
        "expert": ["add", "change", "view"],
        "offsiteblog": ["add", "change", "view"],
        "offsitepost": ["change", "view"],
        "salesedition": ["add", "change", "view"],
        "interview": ["add", "change", "view"],
        "stageagreement": ["sign_for_marketing", "view"],
        "topic": ["add", "change", "view"],
    },
    MARKETING_LEADS: {
        "editorialsettings": ["change"],
        "expert": ["add", "change", "delete", "view"],
        "importedasset": ["export_library"],
        "offsiteblog": ["add", "change", "delete", "view"],
        "offsitepost": ["change", "view"],
        "salesedition": ["add", "change", "delete", "view"],
        "interview": ["add", "change", "delete", "view"],
        "stageagreement": ["sign_for_marketing", "view"],
        "topic": ["add", "change", "delete", "view"],
    },
    SALES: {"expert": ["view"], "salesedition": ["view"], "stageagreement": ["sign_for_sales", "view"]},
    EXECUTIVES: {"expert": ["view"], "stageagreement": ["view"]},
}
PAGE_RIGHTS = {
    MARKETING: ["add_page", "change_page", "publish_page"],
    MARKETING_LEADS: ["add_page", "change_page", "publish_page", "bulk_delete_page", "lock_page", "unlock_page"],
}
# Wagtail keeps the rights over images and documents on its own models, whichever models stand in for them.
FILE_RIGHTS = {
    "wagtailimages": ["add_image", "change_image", "choose_image"],
    "wagtaildocs": ["add_document", "change_document", "choose_document"],
}


def grant_rights(apps, schema_editor):
    grant(apps, "content", RIGHTS)
    group_model = apps.get_model("auth", "Group")
    permission_model = apps.get_model("auth", "Permission")
    _replace_wagtails_own_groups(group_model)
    _open_the_admin(apps, group_model, permission_model)
    _let_marketing_write_pages(apps, group_model, permission_model)
    _let_marketing_use_files(apps, group_model, permission_model)
    _keep_a_place_for_sales_files(apps, group_model)


def _replace_wagtails_own_groups(group_model):
    group_model.objects.filter(name__in=["Editors", "Moderators"]).delete()


def _open_the_admin(apps, group_model, permission_model):
    access = permission_model.objects.get(content_type__app_label="wagtailadmin", codename="access_admin")
    for group in group_model.objects.filter(name__in=[MARKETING, MARKETING_LEADS, SALES, EXECUTIVES]):
        group.permissions.add(access)


def _let_marketing_write_pages(apps, group_model, permission_model):
    core = apps.get_app_config("wagtailcore")
    core.models_module = True
    create_permissions(core, apps=apps, verbosity=0)
    core.models_module = None
    root = apps.get_model("wagtailcore", "Page").objects.get(depth=1)
    page_permission_model = apps.get_model("wagtailcore", "GroupPagePermission")
    for name, codenames in PAGE_RIGHTS.items():
        for codename in codenames:
            page_permission_model.objects.get_or_create(
                group=group_model.objects.get(name=name),
                page=root,
                permission=permission_model.objects.get(content_type__app_label="wagtailcore", codename=codename),
            )


def _let_marketing_use_files(apps, group_model, permission_model):
    root = apps.get_model("wagtailcore", "Collection").objects.get(depth=1)
    collection_permission_model = apps.get_model("wagtailcore", "GroupCollectionPermission")
    for name in (MARKETING, MARKETING_LEADS):
        for app_label, codenames in FILE_RIGHTS.items():
            for codename in codenames:
                collection_permission_model.objects.get_or_create(
                    group=group_model.objects.get(name=name),
                    collection=root,
                    permission=permission_model.objects.get(content_type__app_label=app_label, codename=codename),
                )


def _keep_a_place_for_sales_files(apps, group_model):
    """A collection whose files only those open who write sales editions or sell with them."""
    collection_model = apps.get_model("wagtailcore", "Collection")
    root = collection_model.objects.get(depth=1)
    collection = collection_model.objects.create(
        name="Sales editions", path=f"{root.path}{root.numchild + 1:04d}", depth=2, numchild=0
    )
    collection_model.objects.filter(pk=root.pk).update(numchild=root.numchild + 1)
    restriction = apps.get_model("wagtailcore", "CollectionViewRestriction").objects.create(
        collection=collection, restriction_type="groups"
    )
    restriction.groups.set(group_model.objects.filter(name__in=[MARKETING, MARKETING_LEADS, SALES]))


class Migration(migrations.Migration):
    dependencies = [
        ("content", "0002_first_pages"),
        ("users", "0002_groups"),
        ("wagtailadmin", "0006_formstate"),
        ("wagtaildocs", "0014_alter_document_file_size"),
        ("wagtailimages", "0027_image_description"),
    ]
    operations = [migrations.RunPython(grant_rights, migrations.RunPython.noop)]
