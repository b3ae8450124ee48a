import pytest
from django.urls import reverse

from audiences.hearing import heard
from audiences.models import FieldNote
from tests.audiences.makers import make_field_note, make_industry
from tests.factories import make_stage

LIST = "field_notes:index"


@pytest.fixture
def desk(client, marketer):
    client.force_login(marketer)
    return client


def listed(response):
    return [row.heard for row in response.context["object_list"]]


def test_notes_are_narrowed_by_whom_they_are_about(desk, salesperson):
    make_field_note("Of food.", by=salesperson, industry=make_industry(), stage=make_stage())
    make_field_note("Of steel.", by=salesperson, industry=make_industry("Steel"))

    assert listed(desk.get(reverse(LIST), {"industry": make_industry().pk})) == ["Of food."]
    assert listed(desk.get(reverse(LIST), {"stage": make_stage().pk})) == ["Of food."]


def test_the_list_asks_as_much_for_thirty_as_for_one(desk, salesperson, django_assert_max_num_queries):
    for number in range(30):
        make_field_note(f"Point {number}.", by=salesperson, industry=make_industry(f"I {number}"), stage=make_stage())
    desk.get(reverse(LIST))

    with django_assert_max_num_queries(16):
        assert len(listed(desk.get(reverse(LIST)))) == 30


def test_marketing_writes_down_what_it_hears(desk, marketer):
    desk.post(reverse("field_notes:add"), {"heard": "Nobody trusts lead times.", "industry": make_industry().pk})

    note = FieldNote.objects.get()
    assert (note.heard, note.by, note.industry) == ("Nobody trusts lead times.", marketer, make_industry())
    assert note.at


def test_a_note_is_withdrawn_before_it_is_deleted(client, marketing_lead, salesperson):
    client.force_login(marketing_lead)
    note = make_field_note(by=salesperson)
    address = reverse("field_notes:delete", args=[note.pk])

    assert "Withdraw it" in client.get(address).text
    response = client.post(address, follow=True)

    assert "was withdrawn" in response.text
    assert heard() == []
    assert FieldNote.objects.get().withdrawn_at
    assert listed(client.get(reverse(LIST), {"withdrawn": "true"})) == [note.heard]
    assert listed(client.get(reverse(LIST), {"withdrawn": "false"})) == []

    assert "Delete it for good" in client.get(address).text
    assert "was deleted" in client.post(address, follow=True).text
    assert not FieldNote.objects.exists()


def test_others_do_not_withdraw(desk, salesperson):
    note = make_field_note(by=salesperson)
    address = reverse("field_notes:delete", args=[note.pk])

    assert address not in desk.get(reverse(LIST)).text
    assert desk.post(address).status_code == 302
    assert heard() == [note]
