import pytest
from django.urls import reverse

from library.models import Tip
from library.titles import OFF_THE_SHELF
from tests.factories import NOON, make_asset, make_lead
from tests.library.sharing.makers import make_collection, make_share, open_as, read

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("page", ["collection", "shares", "shared", "lead", "own_tips"])
def test_the_draft_that_a_published_asset_has_become_shows_nowhere(client, salesperson, page):
    asset, lead = make_asset("Valves"), make_lead()
    collection = make_collection(by=salesperson, assets=[asset])
    link = make_share(asset, make_asset("Pumps"), lead=lead, by=salesperson)
    read(open_as(link), asset)
    Tip.objects.create(asset=asset, text="Send it early", by=salesperson, at=NOON)
    asset.unpublish()
    asset.title = "Our takeover of Hollis"
    asset.save()
    client.force_login(salesperson)

    of = {"collection": [collection.pk], "shared": [link.pk], "lead": [lead.pk]}
    shown = client.get(reverse(f"library:{page}", args=of.get(page))).text

    assert "takeover" not in shown
    assert OFF_THE_SHELF in shown
