from django.db import migrations

# Name, slug, question, aspirational share, may be gated, call to action, may offer a talk, mentions, sales edition.
STAGES = [
    ("Epiphany", "epiphany", "What is changing that I have not noticed yet?", 80, False, "learn", False, 2, False),
    ("Awareness", "awareness", "Is this my problem, and how large is it?", 60, False, "follow", False, 3, False),
    ("Interest", "interest", "What could I do about it?", 50, True, "follow", False, 5, False),
    ("Evaluation", "evaluation", "Which way of doing it suits us?", 30, True, "follow", True, 10, True),
    ("Short list", "short-list", "Who has done this with results I can check?", 10, True, "contact", True, 25, True),
    ("Purchase", "purchase", "What exactly are we agreeing to?", 10, True, "contact", True, 25, True),
    (
        "After sale",
        "after-sale",
        "How do we get all of the value, and what is next?",
        40,
        False,
        "learn",
        True,
        15,
        False,
    ),
]
COLUMNS = (
    "name",
    "slug",
    "buyer_question",
    "aspirational_share",
    "allows_gate",
    "call_to_action",
    "allows_contact",
    "brand_mentions_limit",
    "needs_sales_edition",
)


def create_stages(apps, schema_editor):
    stage_model = apps.get_model("buying_stages", "BuyingStage")
    for place, row in enumerate(STAGES):
        stage = dict(zip(COLUMNS, row, strict=True))
        stage_model.objects.get_or_create(slug=stage["slug"], defaults=stage | {"sort_order": place})


class Migration(migrations.Migration):
    dependencies = [("buying_stages", "0001_initial")]
    operations = [migrations.RunPython(create_stages, migrations.RunPython.noop)]
