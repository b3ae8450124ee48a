import pytest
from django.contrib.auth.models import AnonymousUser

from content.models import AssetPage
from library.finding.searching import search_assets
from tests.factories import NOON, make_asset

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


def titles(**asked):
    return [asset.title for asset in search_assets("", user=AnonymousUser(), at=NOON, **asked)[:9]]


def test_what_is_remembered_never_shows_what_is_hidden_meanwhile():
    asset = make_asset("Valves", topics=["Takeovers"])
    assert titles() == ["Valves"]

    AssetPage.objects.filter(pk=asset.pk).update(live=False)  # behind the back of all signals

    found = search_assets("", user=AnonymousUser(), at=NOON, topic="takeovers")
    assert titles() == []
    assert found.refusals == ["There is no topic 'takeovers'; there are none yet."]


def test_what_is_remembered_is_forgotten_when_an_asset_is_saved():
    asset = make_asset("Valves", format="article")
    assert titles(format="article") == ["Valves"]

    asset.format = "report"
    asset.save()

    assert titles(format="report") == ["Valves"]
