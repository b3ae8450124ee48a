from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from content.models import SalesEdition
from library.models import Rating, Tip
from library.models.voices import Of
from library.voices.ratings import rate, ratings_of
from library.voices.tips import thank, tips_of, tips_on
from tests.factories import NOON, make_asset, make_user
from tests.library.sheet.makers import share
from users.group_permissions import SALES

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client, salesperson):
    client.force_login(salesperson)
    return client


@pytest.fixture
def colleague():
    return make_user(SALES, username="colleague")


def tip_of(user, text="Send it on a Friday", asset=None, **fields):
    return Tip.objects.create(asset=asset or make_asset(), text=text, by=user, at=NOON, **fields)


def send(desk, name, pk, **said):
    return desk.post(reverse(f"library:{name}", args=[pk]), said)


def test_a_tip_stands_on_the_sheet(desk, salesperson):
    asset = make_asset()

    response = send(desk, "tip_add", asset.pk, text="  Send it on a Friday  ")

    tip = Tip.objects.get()
    assert response.url == f"{reverse('library:asset', args=[asset.pk])}#tip-{tip.pk}"
    assert (tip.text, tip.of, tip.by) == ("Send it on a Friday", Of.ASSET, salesperson)
    assert "Send it on a Friday" in desk.get(reverse("library:asset", args=[asset.pk])).text


def test_a_tip_about_the_edition_needs_one(desk):
    asset = make_asset()
    send(desk, "tip_add", asset.pk, text="Without", of="edition")
    SalesEdition.objects.create(asset=asset, talking_points="<p>Say this</p>")
    send(desk, "tip_add", asset.pk, text="With", of="edition")

    assert dict(Tip.objects.values_list("text", "of")) == {"Without": "asset", "With": "edition"}


@pytest.mark.parametrize(("text", "said"), [(" ", "Write in a sentence or two"), ("x" * 401, "this has 401")])
def test_a_tip_that_cannot_be_kept_is_not_lost(desk, text, said):
    response = send(desk, "tip_add", make_asset().pk, text=text)

    assert response.status_code == 422
    assert said in response.text
    assert text in response.text
    assert not Tip.objects.exists()


def test_a_line_end_counts_as_one_character(desk):
    send(desk, "tip_add", make_asset().pk, text="a\r\n" * 199 + "bb")

    assert len(Tip.objects.get().text) == 400


def test_ones_own_tip_can_be_changed_and_withdrawn(desk, salesperson):
    tip = tip_of(salesperson)

    assert tip.text in desk.get(reverse("library:tip", args=[tip.pk])).text
    send(desk, "tip", tip.pk, text="On a Monday")
    assert Tip.objects.get().text == "On a Monday"
    send(desk, "tip_withdraw", tip.pk)
    assert tips_on(tip.asset, reader=salesperson, editions=True) == []
    assert send(desk, "tip", tip.pk, text="Again").status_code == 404


@pytest.mark.parametrize("name", ["tip", "tip_withdraw"])
def test_nobody_changes_or_withdraws_the_tip_of_another(desk, colleague, name):
    tip = tip_of(colleague)

    assert send(desk, name, tip.pk, text="Mine now").status_code == 403
    tip.refresh_from_db()
    assert (tip.text, tip.withdrawn_at) == ("Send it on a Friday", None)


def test_thanks_are_said_once_and_never_to_oneself(desk, salesperson, colleague):
    theirs, own = tip_of(colleague), tip_of(salesperson)

    send(desk, "tip_thanks", theirs.pk)
    send(desk, "tip_thanks", theirs.pk)

    assert theirs.thanks.count() == 1
    assert send(desk, "tip_thanks", own.pk).status_code == 403
    with pytest.raises(PermissionDenied):
        thank(own, by=salesperson, at=NOON)


def test_tips_count_by_what_others_did_with_them(salesperson, colleague, django_assert_num_queries):
    asset = make_asset()
    plain, helpful = tip_of(colleague, "Plain", asset), tip_of(colleague, "Helpful", asset)
    thank(helpful, by=salesperson, at=NOON)
    share(asset, salesperson, at=NOON + timedelta(days=1))
    share(asset, salesperson, at=NOON - timedelta(days=1))  # before the tip
    share(asset, colleague, at=NOON + timedelta(days=1))  # by its own author

    with django_assert_num_queries(2):
        told = tips_on(asset, reader=salesperson, editions=True)

    assert [(each.tip, each.helped, each.used) for each in told] == [(helpful, 1, 1), (plain, 0, 1)]
    assert [(each.is_thanked, each.is_mine) for each in told] == [(True, False), (False, False)]


def test_ones_own_tips_say_what_came_of_them(desk, salesperson, colleague, django_assert_num_queries):
    asset = make_asset("Castings")
    own = tip_of(salesperson, "Plain", asset)
    tip_of(colleague, "Theirs", asset)
    tip_of(salesperson, "Elsewhere")
    thank(own, by=colleague, at=NOON)
    share(asset, colleague, at=NOON + timedelta(days=1))

    with django_assert_num_queries(2):
        told = {each.tip.text: (each.helped, each.used) for each in tips_of(salesperson)}

    assert told == {"Plain": (1, 1), "Elsewhere": (0, 0)}
    page = desk.get(reverse("library:own_tips")).text
    assert "Helped 1 colleague, used 1 time since" in page
    assert "Theirs" not in page


def test_three_ratings_make_a_mean_and_each_is_given_once(salesperson, colleague):
    asset = make_asset()
    rate(asset, 1, of=Of.ASSET, by=salesperson, at=NOON)
    rate(asset, 4, of=Of.ASSET, by=salesperson, at=NOON)
    rate(asset, 3, of=Of.ASSET, by=colleague, at=NOON)
    assert ratings_of(asset, reader=salesperson)[Of.ASSET].in_words == "too few to tell"

    rate(asset, 5, of=Of.ASSET, by=make_user(SALES), at=NOON)

    rating = ratings_of(asset, reader=salesperson)[Of.ASSET]
    assert (rating.in_words, rating.n, rating.mine) == ("4.0 of 5", 3, 4)
    assert ratings_of(asset, reader=salesperson)[Of.EDITION].n == 0


def test_a_rating_is_given_changed_and_taken_back(desk):
    asset = make_asset()

    for stars in ("2", "5"):
        send(desk, "rate", asset.pk, of="asset", stars=stars)
    assert Rating.objects.get().stars == 5
    send(desk, "rate", asset.pk, of="asset", take_back="1")
    assert not Rating.objects.exists()


@pytest.mark.parametrize(
    "said",
    [
        {},
        {"of": "asset"},
        {"of": "asset", "stars": "6"},
        {"of": "asset", "stars": "x"},
        {"of": "edition", "stars": "3"},
        {"of": "nothing", "stars": "3"},
    ],
)
def test_what_is_no_rating_changes_nothing_and_says_so(desk, salesperson, said):
    asset = make_asset()
    rate(asset, 4, of=Of.ASSET, by=salesperson, at=NOON)

    response = desk.post(reverse("library:rate", args=[asset.pk]), said, follow=True)

    assert "notice-wrong" in response.text
    assert Rating.objects.get().stars == 4


POSTS = ["tip_add", "rate"]


@pytest.mark.parametrize("name", POSTS)
def test_marketing_reads_what_sales_say_and_does_not_speak_for_them(client, marketer, name):
    asset = make_asset()
    client.force_login(marketer)

    assert send(client, name, asset.pk, text="x", of="asset", stars="3").status_code == 403
    assert "Leave the tip" not in client.get(reverse("library:asset", args=[asset.pk])).text


@pytest.mark.parametrize("name", POSTS)
def test_what_is_not_live_cannot_be_spoken_of(desk, name):
    draft = make_asset(live=False)

    assert send(desk, name, draft.pk, text="x", of="asset", stars="3").status_code == 404


@pytest.mark.parametrize("name", ["tip", "tip_withdraw", "tip_thanks"])
def test_a_tip_on_what_may_no_longer_be_seen_is_not_found(desk, salesperson, name):
    tip = tip_of(salesperson, asset=make_asset(live=False))

    assert send(desk, name, tip.pk, text="x").status_code == 404


@pytest.mark.parametrize("name", ["tip_withdraw", "tip_thanks", "rate"])
def test_who_was_sent_to_sign_in_comes_back_to_the_sheet(desk, salesperson, name):
    tip = tip_of(salesperson)
    pk = tip.asset_id if name == "rate" else tip.pk

    assert desk.get(reverse(f"library:{name}", args=[pk])).url.startswith(reverse("library:asset", args=[tip.asset_id]))
