from django.db import migrations


def create_first_pages(apps, schema_editor):
    """A home page and the shelf below it, in place of Wagtail's welcome page."""
    page_model = apps.get_model("wagtailcore", "Page")
    content_type_model = apps.get_model("contenttypes", "ContentType")
    locale = apps.get_model("wagtailcore", "Locale").objects.first()
    site_model = apps.get_model("wagtailcore", "Site")

    page_model.objects.filter(depth__gt=1).delete()
    home_type, _ = content_type_model.objects.get_or_create(app_label="content", model="homepage")
    shelf_type, _ = content_type_model.objects.get_or_create(app_label="content", model="insightspage")
    home = apps.get_model("content", "HomePage").objects.create(
        title="Home",
        draft_title="Home",
        slug="home",
        path="00010001",
        depth=2,
        numchild=1,
        url_path="/home/",
        content_type=home_type,
        locale=locale,
    )
    apps.get_model("content", "InsightsPage").objects.create(
        title="Insights",
        draft_title="Insights",
        slug="insights",
        path="000100010001",
        depth=3,
        numchild=0,
        url_path="/home/insights/",
        content_type=shelf_type,
        locale=locale,
        show_in_menus=True,
    )
    page_model.objects.filter(depth=1).update(numchild=1)
    site_model.objects.all().delete()
    site_model.objects.create(hostname="localhost", root_page_id=home.pk, is_default_site=True, site_name="Touchstone")


class Migration(migrations.Migration):
    dependencies = [
        ("content", "0001_initial"),
        ("wagtailcore", "0098_apitoken"),
    ]
    operations = [migrations.RunPython(create_first_pages, migrations.RunPython.noop)]
