import pytest

pytestmark = pytest.mark.django_db


def policy(response):
    parts = (part.strip().split(" ", 1) for part in response["Content-Security-Policy"].split(";"))
    return {part[0]: part[1] if len(part) > 1 else "" for part in parts}


def test_public_pages_run_no_inline_script(client):
    answered = policy(client.get("/"))

    assert answered["default-src"] == "'none'"
    assert answered["script-src"] == "'self'"
    assert answered["style-src"] == "'self'"


def test_the_editor_gets_what_wagtail_needs_and_nothing_from_elsewhere(admin_client):
    answered = policy(admin_client.get("/admin/"))

    assert answered["script-src"] == "'self' 'unsafe-inline'"
    assert answered["default-src"] == "'none'"
