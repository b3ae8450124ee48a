"""The four groups, and how a floor gives them rights over its own models in its own migration."""

from django.apps.registry import Apps
from django.contrib.auth.management import create_permissions

MARKETING = "Marketing"
MARKETING_LEADS = "Marketing leads"
SALES = "Sales"
EXECUTIVES = "Executives"
GROUPS = [MARKETING, MARKETING_LEADS, SALES, EXECUTIVES]


def grant(apps: Apps, app_label: str, rights: dict[str, dict[str, list[str]]]) -> None:
    """Give groups permissions on the models of one app, inside a migration.

    `rights` maps a group's name to {model name: [actions]}; an action that is not one of Django's own
    four (add, change, delete, view) is taken as a whole codename.
    """
    config = apps.get_app_config(app_label)
    config.models_module = True  # historical app configs have none, and create_permissions looks for it
    create_permissions(config, apps=apps, verbosity=0)
    config.models_module = None
    group_model = apps.get_model("auth", "Group")
    permission_model = apps.get_model("auth", "Permission")
    for name, models in rights.items():
        group, _ = group_model.objects.get_or_create(name=name)
        for model, actions in models.items():
            codenames = [f"{a}_{model}" if a in ("add", "change", "delete", "view") else a for a in actions]
            found = permission_model.objects.filter(content_type__app_label=app_label, codename__in=codenames)
            if found.count() != len(codenames):
                raise LookupError(f"{app_label}.{model} lacks some of the permissions {codenames}")
            group.permissions.add(*found)
