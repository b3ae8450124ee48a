from io import BytesIO
from zipfile import ZipFile

import pytest
from django.urls import reverse
from wagtail.models import PageLogEntry

from tests.factories import make_asset

pytestmark = pytest.mark.django_db


def download(client, **ticked):
    answer = client.post(reverse("export_library"), ticked)
    return ZipFile(BytesIO(b"".join(answer.streaming_content)))


def test_the_library_comes_as_a_zip_and_the_history_tells_of_it(client, marketing_lead):
    make_asset("Open", text="<p>Words</p>")
    make_asset("Hidden", live=False)
    client.force_login(marketing_lead)

    archive = download(client)

    assert archive.testzip() is None
    names = [name.partition("/")[2] for name in archive.namelist()]
    assert "open.md" in names
    assert "hidden.md" not in names
    assert "touchstone-export.yaml" in names
    entry = PageLogEntry.objects.get(action="content.export")
    assert entry.user == marketing_lead
    assert entry.data == {"number": 1, "drafts": False, "gated": False, "sales_editions": False}


def test_drafts_come_when_they_are_ticked(client, marketing_lead):
    make_asset("Hidden", live=False)
    client.force_login(marketing_lead)

    assert any(name.endswith("/hidden.md") for name in download(client, drafts="on").namelist())


@pytest.mark.parametrize("who", ["marketer", "salesperson", "executive"])
def test_only_marketing_leads_take_the_library_out(client, request, who):
    client.force_login(request.getfixturevalue(who))

    for answer in (client.get(reverse("export_library")), client.post(reverse("export_library"))):
        assert answer.status_code in {302, 403}
        assert not PageLogEntry.objects.filter(action="content.export").exists()


def test_the_form_says_what_it_does(client, marketing_lead):
    client.force_login(marketing_lead)

    assert "brings it back without loss" in client.get(reverse("export_library")).content.decode()
