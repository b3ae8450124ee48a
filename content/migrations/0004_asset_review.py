from django.db import migrations

from users.group_permissions import MARKETING, MARKETING_LEADS, SALES

# In this order: the step's name, its kind, and who answers it.
STEPS = [
    ("Brief", "reviewtask", [MARKETING, MARKETING_LEADS]),
    ("Draft", "reviewtask", [MARKETING, MARKETING_LEADS]),
    ("Expert check", "expertchecktask", [MARKETING, MARKETING_LEADS]),
    ("Sales check", "reviewtask", [SALES]),
    ("Legal", "reviewtask", [MARKETING_LEADS]),
    ("Ready", "reviewtask", [MARKETING_LEADS]),
]


def create_asset_review(apps, schema_editor):
    """Wagtail's own moderation gives way to the road that an asset takes before it goes out."""
    workflow_model = apps.get_model("wagtailcore", "Workflow")
    workflow_model.objects.filter(name="Moderators approval").delete()
    apps.get_model("wagtailcore", "Task").objects.filter(name="Moderators approval").delete()
    review = workflow_model.objects.create(name="Asset review", active=True)
    for order, (name, kind, groups) in enumerate(STEPS):
        step = _create_step(apps, name, kind, groups)
        apps.get_model("wagtailcore", "WorkflowTask").objects.create(workflow=review, task=step, sort_order=order)
    shelf = apps.get_model("content", "InsightsPage").objects.first()
    apps.get_model("wagtailcore", "WorkflowPage").objects.create(workflow=review, page_id=shelf.pk)


def _create_step(apps, name, kind, groups):
    content_type, _ = apps.get_model("contenttypes", "ContentType").objects.get_or_create(
        app_label="content", model=kind
    )
    step = apps.get_model("content", kind).objects.create(name=name, active=True, content_type=content_type)
    step.groups.set(apps.get_model("auth", "Group").objects.filter(name__in=groups))
    return step.task_ptr


class Migration(migrations.Migration):
    dependencies = [("content", "0003_group_rights")]
    operations = [migrations.RunPython(create_asset_review, migrations.RunPython.noop)]
