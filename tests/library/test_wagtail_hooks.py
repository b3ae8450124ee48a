import pytest
from django.urls import reverse

from tests.factories import make_user
from users.group_permissions import GROUPS

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("group", GROUPS)
def test_the_cms_offers_the_library_to_those_who_may_use_it(client, group):
    user = make_user(group)
    client.force_login(user)

    menu = client.get(reverse("wagtailadmin_home")).text

    assert ('"url": "/library/"' in menu) is user.has_perm("library.use_library")


def test_the_cms_does_not_offer_a_page_that_it_would_refuse(client, marketer):
    marketer.groups.clear()
    marketer.is_superuser = False
    marketer.save()
    client.force_login(marketer)

    assert '"url": "/library/"' not in client.get(reverse("wagtailadmin_home"), follow=True).text
