import pytest
from django.urls import reverse

from leads.merging import merge
from leads.models import Lead
from tests.factories import NOON, make_asset, make_lead, make_touch, make_user, make_visitor

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client, marketing_lead):
    client.force_login(marketing_lead)
    return client


@pytest.fixture
def two():
    visitor = make_visitor()
    make_touch(visitor, make_asset("Read before"))
    return make_lead("ada@hollis.example", first_name="Ada"), make_lead(
        "ada@old.example", last_name="Okafor", visitors=[visitor]
    )


def page(lead, other=None):
    return reverse("lead:merge", args=[lead.pk]) + (f"?other={other.pk}" if other else "")


def test_both_stand_side_by_side_before_anything_happens(desk, two):
    kept, other = two

    shown = desk.get(page(kept, other))

    assert [line.after for line in shown.context["lines"]][1:3] == ["Ada", "Okafor"]
    assert "Identifications: 1 moves here." in shown.text
    assert "This cannot be taken back" in shown.text
    assert Lead.objects.count() == 2


def test_said_once_they_are_one_and_the_record_tells_of_it(desk, two, marketing_lead):
    kept, other = two

    record = desk.post(page(kept), {"other": other.pk}, follow=True)

    assert Lead.objects.get() == kept
    assert "are one record now" in record.text
    assert f"Record {other.pk} (ada@old.example)" in record.text
    assert "1 identifications" in record.text
    assert "Read before" in record.text


def test_the_old_number_leads_to_the_record_that_stays(desk, two):
    kept, other = two
    number = other.pk
    merge(other, kept, by=None, at=NOON)

    answer = desk.get(reverse("lead:inspect", args=[number]))

    assert answer["Location"] == reverse("lead:inspect", args=[kept.pk])
    assert desk.get(reverse("lead:inspect", args=[10**6])).status_code == 404


def test_the_history_of_the_record_says_with_whom(desk, two, marketing_lead):
    kept, other = two
    merge(other, kept, by=marketing_lead, at=NOON)

    assert f"Merged with Okafor, which was number {kept.aliases.get().old_number}" in desk.get(
        reverse("lead:history", args=[kept.pk])
    ).text.replace("&quot;", '"')


@pytest.mark.parametrize("other", ["", "itself", "123456", "x"])
def test_what_is_no_other_record_is_refused_in_words(desk, two, other):
    kept = two[0]
    value = kept.pk if other == "itself" else other

    shown = desk.get(page(kept) + f"?other={value}")
    done = desk.post(page(kept), {"other": value}, follow=True)

    assert shown.context["other"] is None
    assert Lead.objects.count() == 2
    assert done.status_code == 200


def test_it_takes_the_rights_to_change_and_to_delete(client, two):
    client.force_login(make_user("Sales"))

    for answer in (client.get(page(*two)), client.post(page(two[0]), {"other": two[1].pk})):
        assert answer.url == reverse("wagtailadmin_home")
    assert Lead.objects.count() == 2
