from django.db import migrations

NAME = "touchstone_search_title_body"


def add_index(apps, schema_editor):
    """Wagtail's search on PostgreSQL asks for `title || body`, which neither of its own two indexes answers."""
    if schema_editor.connection.vendor != "postgresql":
        return
    remove_index(apps, schema_editor)
    table = schema_editor.quote_name(apps.get_model("wagtailsearch", "IndexEntry")._meta.db_table)
    schema_editor.execute(f"CREATE INDEX CONCURRENTLY {NAME} ON {table} USING gin ((title || body))")


def remove_index(apps, schema_editor):
    """Also one that was cut short half-way, which is in the way and of no use."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(f"DROP INDEX CONCURRENTLY IF EXISTS {NAME}")


class Migration(migrations.Migration):
    # CONCURRENTLY lets a site go on being written to meanwhile, and cannot be done inside a transaction.
    atomic = False

    dependencies = [
        ("content", "0004_asset_review"),
        ("wagtailsearch", "0010_add_text_fields"),
    ]

    operations = [migrations.RunPython(add_index, remove_index)]
