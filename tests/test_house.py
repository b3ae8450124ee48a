"""What holds for the whole house, whatever room is added to it."""

import tomllib
from io import StringIO
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.template.loader import get_template

HOUSE = Path(settings.BASE_DIR)
TEMPLATES = HOUSE / "templates"


def floors():
    """Each of our apps with its floor, as pyproject.toml draws them, from the top."""
    contracts = tomllib.loads((HOUSE / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    layers = next(c["layers"] for c in contracts if c["type"] == "layers")
    return {app: i for i, row in enumerate(layers) for app in row.split(" | ")}


# A package of its own that the house only names in settings.
BESIDE_THE_HOUSE = {"whoosh_search"}


def our_apps():
    here = [c for c in apps.get_app_configs() if Path(c.path).parent == HOUSE]
    return [c for c in here if c.label not in BESIDE_THE_HOUSE]


def relations():
    return [
        (field, model._meta.app_label, field.related_model._meta.app_label)
        for app in our_apps()
        for model in app.get_models(include_auto_created=True)
        for field in model._meta.get_fields()
        if field.is_relation and field.concrete and field.related_model
    ]


def test_every_app_has_a_floor():
    assert {app.label for app in our_apps()} <= floors().keys()


@pytest.mark.parametrize(("field", "here", "there"), relations(), ids=str)
def test_relations_point_down(field, here, there):
    """A foreign key named by a string is an import that import-linter cannot see."""
    floor = floors()
    assert there not in floor or here == there or floor[here] < floor[there]


@pytest.mark.parametrize("name", sorted(str(p.relative_to(TEMPLATES)) for p in TEMPLATES.rglob("*.html")))
def test_every_template_compiles(name):
    assert get_template(name)


@pytest.mark.django_db
def test_models_and_migrations_agree():
    told = StringIO()
    call_command("makemigrations", check=True, dry_run=True, stdout=told)
    assert told.getvalue() == "No changes detected\n"
