import pytest

from analytics.models import Touch
from content.models import Topic
from leads.following import manage_token, managed_by
from leads.identification import Details, answer_form, find_or_make_lead
from leads.importing import import_leads
from leads.merging import CannotMerge, merge, naming
from leads.models import FormAnswer, Lead, LeadAlias
from leads.spreadsheets import Row
from library.models import Share
from library.sharing.links import open_link, token_for
from library.sharing.making import share
from revenue.crediting import credit_all
from revenue.models import Credit, Deal
from tests.factories import NOON, make_account, make_asset, make_deal, make_lead, make_touch, make_user, make_visitor
from tests.leads.makers import DAY, make_follower, make_reader, make_topic, remember

pytestmark = pytest.mark.django_db


def make_two(**fields):
    loser = make_lead("ada@old.example", known_at=NOON - DAY, **fields)
    return loser, make_lead("ada@hollis.example", first_name="Ada")


def test_touches_of_both_are_one_persons_and_keep_their_times():
    loser, survivor = make_reader("ada@old.example", days=[1, 3]), make_reader("ada@hollis.example", days=[2])
    before = list(Touch.objects.order_by("at").values_list("pk", "at"))

    merge(loser, survivor, by=None, at=NOON)

    assert list(survivor.touches().values_list("pk", "at")) == before


def test_every_row_that_names_the_loser_names_the_survivor_whatever_its_floor():
    loser, survivor = make_two()
    asset, sender = make_asset(gated=True), make_user()
    loser.form_answers.create(asset=asset, at=NOON)
    make_follower(loser.email, make_topic("Resilience"))
    share([asset], loser, by=sender, at=NOON, valid_for=DAY)
    make_deal(lead=loser)

    merge(loser, survivor, by=sender, at=NOON)

    assert not Lead.objects.filter(pk=loser.pk).exists()
    assert [model.objects.get().lead for model in (FormAnswer, Share, Deal)] == [survivor] * 3
    assert survivor.followers.get().email == "ada@old.example"
    moved = survivor.aliases.get().moved
    assert moved == {"email": "ada@old.example", "rows": {"form answers": 1, "followers": 1, "shares": 1, "deals": 1}}


def test_what_both_have_and_only_one_may_have_stays_the_survivors():
    loser, survivor = make_two()
    asset = make_asset(gated=True)
    loser.form_answers.create(asset=asset, at=NOON, text_version="old")
    loser.form_answers.create(asset=make_asset("Another"), at=NOON)
    survivor.form_answers.create(asset=asset, at=NOON, text_version="own")

    merge(loser, survivor, by=None, at=NOON)

    assert set(survivor.form_answers.values_list("asset__title", "text_version")) == {
        ("An idea", "own"),
        ("Another", ""),
    }


def test_what_the_survivor_lacks_is_completed_and_what_it_has_is_never_overwritten():
    loser = make_lead(
        "ada@old.example", first_name="Adaeze", last_name="Okafor", job_title="COO", known_at=NOON - DAY, keeper="sales"
    )
    survivor = Lead.objects.create(email="ada@hollis.example", first_name="Ada", known_at=NOON)

    merge(loser, survivor, by=None, at=NOON)

    survivor.refresh_from_db()
    assert (survivor.first_name, survivor.last_name, survivor.job_title) == ("Ada", "Okafor", "COO")
    assert (survivor.account, survivor.email) == (loser.account, "ada@hollis.example")
    assert (survivor.known_at, survivor.keeper) == (NOON - DAY, "sales")


def test_any_old_number_leads_to_the_survivor_through_a_chain_of_merges():
    a, b, c = (make_lead(f"{name}@hollis.example") for name in "abc")
    numbers = [a.pk, b.pk, c.pk]

    merge(a, b, by=None, at=NOON)
    merge(b, c, by=None, at=NOON)

    assert [Lead.resolve(number) for number in numbers] == [c, c, c]
    assert Lead.resolve(10**6) is None
    assert set(LeadAlias.objects.values_list("old_number", "survivor")) == {(numbers[0], c.pk), (numbers[1], c.pk)}


def test_a_form_with_any_old_address_finds_the_survivor():
    a, b, c = (make_lead(f"{name}@hollis.example") for name in "abc")
    merge(a, b, by=None, at=NOON)
    merge(b, c, by=None, at=NOON)

    assert {find_or_make_lead(Details(f"{name}@hollis.example"), at=NOON) for name in "ABC"} == {c}
    assert Lead.objects.get() == c


def test_an_import_with_the_old_address_makes_nobody_new():
    loser, survivor = make_two()
    merge(loser, survivor, by=None, at=NOON)

    import_leads([Row(2, {"email": "ada@old.example", "last_name": "Okafor"})], at=NOON)

    assert [(lead.email, lead.last_name) for lead in Lead.objects.all()] == [("ada@hollis.example", "Okafor")]


def test_a_stale_cookie_goes_on_for_the_survivor(client):
    visitor = make_visitor()
    loser = make_lead("ada@old.example", visitors=[visitor], first_name="Ada", last_name="Okafor")
    survivor = make_lead("ada@hollis.example")
    remember(client, visitor)
    merge(loser, survivor, by=None, at=NOON)
    asset = make_asset(gated=True)

    answered = answer_form(Details("ada@old.example"), asset, visitor=visitor, at=NOON + DAY)
    make_touch(visitor, asset, at=NOON + DAY)

    assert (answered.lead, answered.visitor) == (survivor, visitor)
    assert survivor.touches().count() == 1


def test_what_was_signed_before_keeps_working():
    loser, survivor = make_two()
    follower = make_follower(loser.email, make_topic("Resilience"))
    token = manage_token(follower)
    link = share([make_asset()], loser, by=make_user(), at=NOON, valid_for=DAY)

    merge(loser, survivor, by=None, at=NOON)

    assert managed_by(token).lead == survivor
    assert open_link(token_for(link), at=NOON).share.lead == survivor
    assert Topic.objects.filter(followings__follower__lead=survivor).exists()


def test_credits_follow_with_the_next_crediting():
    asset = make_asset()
    loser = make_reader("ada@old.example", days=[1], assets=[asset], account=make_account("Old"))
    survivor = make_reader("ada@hollis.example", days=[2], assets=[asset])
    make_deal(account=survivor.account, opened_at=NOON, closed_at=NOON + 9 * DAY, outcome="won")
    credit_all(at=NOON)

    merge(loser, survivor, by=None, at=NOON)
    credit_all(at=NOON + DAY)

    shared = Credit.objects.filter(crediting__current=True, model="linear").order_by("touch__at")
    assert [(c.touch.visitor.identification.lead, c.cents) for c in shared] == [(survivor, 5_000_000)] * 2


def test_nobody_is_merged_with_themselves_nor_with_somebody_gone():
    loser, survivor = make_two()

    with pytest.raises(CannotMerge, match="one record already"):
        merge(survivor, survivor, by=None, at=NOON)
    merge(loser, survivor, by=None, at=NOON)
    loser.pk = survivor.aliases.get().old_number
    with pytest.raises(CannotMerge, match="is gone"):
        merge(loser, survivor, by=None, at=NOON)


def test_every_relation_to_a_lead_is_seen_also_one_without_a_way_back():
    seen = {f"{field.model._meta.label}.{field.name}" for field in naming(Lead)}

    assert seen == {
        "leads.FormAnswer.lead",
        "leads.Follower.lead",
        "leads.Identification.lead",
        "leads.LeadAlias.survivor",
        "library.Share.lead",
        "revenue.Deal.lead",
    }
