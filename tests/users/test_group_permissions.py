import pytest
from django.contrib.auth.models import Group
from django.urls import reverse

from tests.factories import make_asset, make_user
from users.group_permissions import EXECUTIVES, GROUPS, MARKETING, MARKETING_LEADS, SALES

pytestmark = pytest.mark.django_db

# What each group may do, as one table: (permission, groups that have it).
RIGHTS = [
    ("wagtailadmin.access_admin", GROUPS),
    ("library.use_library", GROUPS),
    ("buying_stages.view_buyingstage", GROUPS),
    ("buying_stages.change_buyingstage", [MARKETING_LEADS]),
    ("content.add_expert", [MARKETING, MARKETING_LEADS]),
    ("content.view_stageagreement", GROUPS),
    ("content.sign_for_marketing", [MARKETING, MARKETING_LEADS]),
    ("content.sign_for_sales", [SALES]),
    ("editorial_calendar.add_slot", [MARKETING, MARKETING_LEADS]),
    ("editorial_calendar.view_slot", GROUPS),
    ("leads.view_lead", GROUPS),
    ("leads.change_lead", [MARKETING, MARKETING_LEADS, SALES]),
    ("revenue.add_deal", [SALES]),
    ("revenue.view_deal", GROUPS),
    ("analytics.view_badrow", [MARKETING_LEADS]),
    ("users.change_user", []),
]


def test_only_our_four_groups_exist():
    assert sorted(Group.objects.values_list("name", flat=True)) == sorted(GROUPS)


@pytest.mark.parametrize(("right", "groups"), RIGHTS, ids=[right for right, _ in RIGHTS])
def test_a_right_belongs_to_its_groups(right, groups):
    assert [group for group in GROUPS if make_user(group).has_perm(right)] == [g for g in GROUPS if g in groups]


@pytest.mark.parametrize(
    ("group", "may"), [(MARKETING, True), (MARKETING_LEADS, True), (SALES, False), (EXECUTIVES, False)]
)
def test_publishing_belongs_to_marketing(group, may):
    asset = make_asset(live=False)

    assert asset.permissions_for_user(make_user(group)).can_publish() is may


@pytest.mark.parametrize("group", GROUPS)
def test_marketing_looks_after_pictures_and_documents(client, group):
    client.force_login(make_user(group))

    rooms = [client.get(reverse(name)).status_code == 200 for name in ("wagtailimages:index", "wagtaildocs:index")]

    assert rooms == [group in (MARKETING, MARKETING_LEADS)] * 2
