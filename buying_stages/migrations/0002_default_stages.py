from django.db import migrations

STAGES = [
    ("Epiphany", "epiphany", "What is changing that I have not noticed yet?"),
    ("Awareness", "awareness", "Is this my problem, and how large is it?"),
    ("Interest", "interest", "What could I do about it?"),
    ("Evaluation", "evaluation", "Which way of doing it suits us?"),
    ("Short list", "short-list", "Who has done this with results I can check?"),
    ("Purchase", "purchase", "What exactly are we agreeing to?"),
    ("After sale", "after-sale", "How do we get all of the value, and what is next?"),
]


def create_stages(apps, schema_editor):
    stage_model = apps.get_model("buying_stages", "BuyingStage")
    for place, (name, slug, question) in enumerate(STAGES):
        stage_model.objects.get_or_create(
            slug=slug, defaults={"name": name, "buyer_question": question, "sort_order": place}
        )


class Migration(migrations.Migration):
    dependencies = [("buying_stages", "0001_initial")]
    operations = [migrations.RunPython(create_stages, migrations.RunPython.noop)]
