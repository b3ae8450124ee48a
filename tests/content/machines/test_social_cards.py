from io import BytesIO
from pathlib import Path

import pytest
from django.conf import settings
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis.strategies import sampled_from, text
from PIL import Image, ImageChops

from content.machines import card_views
from content.machines.lettering import SANS, SERIF, Hand, legible
from content.machines.link_pictures import card_of
from content.machines.social_cards import Card
from tests.content.makers import make_image
from tests.factories import make_asset

HERE = "http://testserver"


@pytest.fixture(autouse=True)
def _no_cards_of_other_tests(settings, tmp_path):
    """A rolled-back asset's number is given again, and its card would still lie there."""
    settings.MEDIA_ROOT = tmp_path


def drawn(card):
    return Image.open(BytesIO(card.png()))


def kept_in(folder):
    place = Path(settings.MEDIA_ROOT) / "cards" / str(folder)
    return sorted(file.name for file in place.iterdir()) if place.exists() else []


def address_of(asset):
    return f"/cards/{asset.pk}/{card_of(asset, 'Touchstone').digest}.png"


# Drawing


@pytest.mark.parametrize("pillar", ["aspirational", "practical", ""])
def test_a_card_is_as_large_as_others_show_it(pillar):
    image = drawn(Card("Qualifying a second source", "Northline", pillar, "Planning"))

    assert (image.format, image.size) == ("PNG", (1200, 630))


def test_a_card_is_light():
    assert len(Card("Qualifying a second source in sixteen weeks", "Northline", "practical", "Planning").png()) < 60_000


def test_the_same_card_is_the_same_bytes():
    card = Card("Owning the model", "Northline", "practical", "Planning")

    assert card.png() == card.png()


def test_each_thing_on_a_card_changes_its_address():
    card = Card("Owning the model", "Northline", "practical", "Planning")
    others = [
        Card("Owning the twin", "Northline", "practical", "Planning"),
        Card("Owning the model", "Southline", "practical", "Planning"),
        Card("Owning the model", "Northline", "aspirational", "Planning"),
        Card("Owning the model", "Northline", "practical", "Stock"),
    ]

    assert len({each.digest for each in [card, *others]}) == 5


def test_a_long_title_is_smaller_and_then_cut():
    assert Hand(SERIF, 40, 600).shorten("word " * 40, 600).endswith("…")
    lines = Hand(SERIF, 40, 600).wrap("Donaudampfschifffahrtselektrizitätenhauptbetriebswerk", 300)

    assert len(lines) > 1
    assert all(Hand(SERIF, 40, 600).width(line) <= 300 for line in lines)


def test_nothing_of_the_text_reaches_the_art():
    """With the same art, cards of any title have the same right side."""
    long = drawn(
        Card("A very long title indeed " * 20, "A company with a long name " * 9, "practical", "Planning " * 20)
    )
    ground = long.convert("RGB").crop((720, 0, 780, 630))

    assert ground.getcolors() == [(60 * 630, (251, 249, 244))]


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("Gdańsk, Kőszeg, Łódź", "Gdańsk, Kőszeg, Łódź"),
        ("“Quoted” — and so on…", "“Quoted” — and so on…"),
        ("漢字 and words", "and words"),
        ("計画", ""),
        ("Go 🚀 now", "Go now"),
        ("H₂O and ﬁne", "H2O and fine"),
        ("tab\tand\nline\u2028", "tab and line"),
        ("zero\u200bwidth\u00adsoft\u202ebidi", "zerowidthsoftbidi"),
        ("cafe\u0301", "café"),
    ],
)
@pytest.mark.parametrize("family", [SERIF, SANS])
def test_no_box_stands_for_a_letter_that_the_fonts_lack(said, shown, family):
    assert legible(said, family) == shown


@given(
    title=text(max_size=200),
    site=text(max_size=60),
    topic=text(max_size=60),
    pillar=sampled_from(["practical", "", "x"]),
)
@hypothesis_settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_text_makes_a_card(title, site, topic, pillar):
    assert drawn(Card(title, site, pillar, topic)).size == (1200, 630)


def test_two_titles_have_different_art():
    first, second = (
        drawn(Card(title, "N", "practical", "T")).convert("RGB").crop((780, 0, 1200, 630)) for title in "ab"
    )

    assert ImageChops.difference(first, second).getbbox()


# Serving


@pytest.mark.django_db
def test_a_card_is_kept_for_ever_by_whoever_fetched_it(client):
    asset = make_asset("Kept")
    response = client.get(address_of(asset))

    assert (response.status_code, response["Content-Type"]) == (200, "image/png")
    assert "immutable" in response["Cache-Control"]
    assert client.get(address_of(asset), headers={"If-None-Match": response["ETag"]}).status_code == 304
    assert not response.cookies


@pytest.mark.django_db
def test_a_card_is_drawn_once(client, monkeypatch):
    asset = make_asset("Once")
    first = client.get(address_of(asset)).content
    monkeypatch.setattr(Card, "png", lambda card: pytest.fail("drawn again"))

    assert client.get(address_of(asset)).content == first


@pytest.mark.django_db
def test_a_guessed_address_draws_nothing(client, monkeypatch):
    asset = make_asset("Guessed")
    monkeypatch.setattr(Card, "png", lambda card: pytest.fail("drawn"))

    for guess in ("0" * 20, "x", "a-b_c"):
        response = client.get(f"/cards/{asset.pk}/{guess}.png")
        assert (response.status_code, response["Location"]) == (302, address_of(asset))
    assert client.get("/cards/99999999999999999999/x.png").status_code == 404
    assert client.get(f"/cards/{asset.pk}/../x.png").status_code == 404
    assert kept_in(asset.pk) == []


@pytest.mark.django_db
def test_a_new_title_takes_the_place_of_the_old_card(client):
    asset = make_asset("Before")
    old = address_of(asset)
    client.get(old)
    asset.title = "After"
    asset.save_revision().publish()

    assert client.get(old)["Location"] == address_of(asset) != old
    assert client.get(address_of(asset)).status_code == 200
    assert len(kept_in(asset.pk)) == 1


@pytest.mark.django_db
@pytest.mark.parametrize("fields", [{"live": False}, {"expire_at": "2026-03-20T00:00:00Z"}])
def test_a_hidden_piece_has_no_card(client, marketing_lead, fields):
    asset = make_asset("Hidden", **fields)
    client.force_login(marketing_lead)

    assert client.get(address_of(asset)).status_code == 404
    assert client.get(f"/cards/{asset.pk}/x.png").status_code == 404


@pytest.mark.django_db
def test_a_card_that_was_drawn_is_not_shown_once_its_piece_is_gone(client):
    asset = make_asset("Gone")
    client.get(address_of(asset))
    asset.unpublish()

    assert client.get(address_of(asset)).status_code == 404
    assert client.get(f"/media{address_of(asset)}").status_code == 404


@pytest.mark.django_db
def test_the_site_has_a_card_of_its_own(client):
    asked = client.get("/cards/site/x.png", follow=True)

    assert asked.redirect_chain[0][0].startswith("/cards/site/")
    assert asked["Content-Type"] == "image/png"


@pytest.mark.django_db
def test_a_card_asks_little_of_the_database(client, django_assert_max_num_queries):
    asset = make_asset("Cheap", topics=["Planning"], cover=make_image())
    client.get(address_of(asset))

    with django_assert_max_num_queries(7):
        client.get(address_of(asset))


def test_only_one_file_is_left_when_two_draw_at_once(tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path
    card = Card("Twice", "Northline")

    assert card_views.kept(card, folder="1") == card_views.kept(card, folder="1")
    assert len(list((tmp_path / "cards" / "1").iterdir())) == 1
