import pytest
from django.urls import reverse

from content.models import Expert

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("words", ["ada", "plann", "hollis"])
def test_an_expert_is_found_by_name_work_and_organisation(client, marketer, search_index, words):
    client.force_login(marketer)
    Expert.objects.create(name="Ada Okafor", slug="ada", job_title="Planner", organisation="Hollis Pumps")
    Expert.objects.create(name="Bo Lind", slug="bo")

    page = client.get(reverse("experts:index"), {"q": words})

    assert [str(expert) for expert in page.context["object_list"]] == ["Ada Okafor"]
