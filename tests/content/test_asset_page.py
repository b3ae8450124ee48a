import json
import re
from datetime import date, timedelta

import pytest
import time_machine
from django.contrib.auth.models import Permission
from django.utils import timezone
from wagtail import hooks
from wagtail.documents import get_document_model
from wagtail.models import PageViewRestriction

from buying_stages.models import BuyingStage, Pillar
from content.models import AssetExpert, AssetPage, Expert, InsightsPage
from tests.content.makers import accessible, make_asset_with, make_image, page_of
from tests.factories import NOON, make_asset, make_expert, make_stage

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("empty_slots"),
    # Wagtail leaves the file in which it made a rendition to the garbage collector.
]

# In a transaction no fact is kept: this is a page made by a process that knows nothing yet.
QUERIES = 14

LONG = "<p>" + "word " * 130 + "</p><p>The secret of the rest.</p>"


def asset_page(client, asset):
    return page_of(client, asset.get_url())


def test_what_readers_pass_on_and_cite_is_the_canonical_address(client, settings):
    settings.PUBLIC_ORIGIN = "https://northline.example"
    asset = make_asset("Owning the model", text="<p>A claim.</p>", authors=[make_expert("Ada Okafor")])
    whole = f"https://northline.example{asset.get_url()}"

    html = asset_page(client, asset)

    assert f'<link rel="canonical" href="{whole}">' in html
    assert f'data-copy="{whole}"' in html
    assert f'<p class="printed-from">Ada Okafor, “Owning the model”, Touchstone, 19 March 2026, {whole}</p>' in html
    assert "http://localhost" not in html


def test_an_asset_tells_what_it_is(client):
    asset = make_asset(
        "Owning the model",
        pillar=Pillar.PRACTICAL,
        stage=make_stage("interest"),
        text="<p>A claim.</p>",
        topics=["Planning"],
        authors=[make_expert("Ada Okafor")],
        summary="It is yours if you can run it.",
    )

    html = asset_page(client, asset)

    assert accessible(html)
    for said in (
        "It is yours if you can run it.",
        "What should I be doing now?",
        BuyingStage.objects.get(slug="interest").buyer_question,
        "Ada Okafor",
        "1 minute to read",
        '<time datetime="2026-03-19">',
        "A claim.",
        "/topics/planning/",
        "/experts/ada-okafor/",
        f'data-asset="{asset.pk}"',
        "data-reading",
    ):
        assert said in html


def test_an_asset_without_stage_authors_or_body_still_has_a_page(client):
    asset = make_asset("Bare")
    AssetPage.objects.filter(pk=asset.pk).update(stage=None)

    assert accessible(asset_page(client, asset))


def test_every_kind_of_block_is_shown(client):
    film = get_document_model().objects.create(title="A film", file="documents/film.mp4")
    other = make_asset("Another piece")
    table = {
        "data": [["Part", "Stock"], ["Valve", "1,132"]],
        "table_caption": "Stock today",
        "table_header_choice": "row",
    }
    asset = make_asset_with(
        [
            ("text", "<p>Plain <b>text</b>.</p>"),
            ("heading", {"text": "A section", "level": "h2"}),
            ("image", {"image": make_image(), "alternative_text": "Two lines that meet"}),
            (
                "figure",
                {"image": make_image(svg=True), "alternative_text": "", "caption": "A chart", "source": "n = 12"},
            ),
            ("quote", {"text": "It was a number.", "attribution": "A planner"}),
            ("video", {"title": "Ours", "file": film, "address": "", "minutes": None, "transcript": ""}),
            ("video", {"title": "Theirs", "file": None, "address": "https://films.example/1", "minutes": 3}),
            ("table", table | {"first_row_is_table_header": True, "first_col_is_header": True}),
            ("download", {"document": film, "description": "The whole film"}),
            ("call_to_action", {"text": "Read the other", "page": other, "address": ""}),
        ]
    )

    html = asset_page(client, asset)

    assert accessible(html)
    assert '<h2 id="s-a-section">A section</h2>' in html
    assert re.search(r'<img [^>]*alt="Two lines that meet"[^>]*srcset="[^"]*\.webp 960w', html)
    assert re.search(r'<img [^>]*width="\d+"[^>]*height="\d+"', html) or re.search(
        r'height="\d+"[^>]*width="\d+"', html
    )
    assert ".svg" in html
    assert "A chart" in html
    assert "Source: n = 12" in html
    assert "It was a number." in html
    assert '<video controls preload="none"' in html
    assert 'href="https://films.example/1"' in html
    assert not re.search(r'(src|srcset)="https?://', html)
    assert "<caption>Stock today</caption>" in html
    assert '<th scope="row" >Valve</th>' in html
    assert '<td class="num" >1,132</td>' in html
    assert f'href="{other.get_url()}"' in html


def test_a_call_to_something_hidden_is_left_out(client):
    hidden = make_asset("Unannounced plan", live=False)
    asset = make_asset_with([("call_to_action", {"text": "Read it", "page": hidden, "address": ""})])

    html = asset_page(client, asset)

    assert "Read it" not in html
    assert "unannounced-plan" not in html


def test_three_sections_make_a_table_of_contents(client):
    headings = [("heading", {"text": text, "level": "h2"}) for text in ("One", "Two", "Three")]

    html = asset_page(client, make_asset_with(headings))

    assert 'href="#s-two"' in html
    assert 'id="s-two"' in html


def test_search_engines_are_told_safely(client):
    asset = make_asset("Ends </script><script>alert(1)</script>", authors=[make_expert()], summary='Say "no" & go')

    html = asset_page(client, asset)

    told = json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', html, re.DOTALL)[1])
    assert told["headline"] == asset.title
    assert [author["name"] for author in told["author"]] == ["Ada Okafor"]
    assert "<script>alert" not in html
    assert f'<link rel="canonical" href="http://testserver{asset.get_url()}">' in html
    assert '<meta name="description" content="Say &quot;no&quot; &amp; go">' in html


def test_a_cover_is_shown_large_and_told_to_social_sites(client):
    html = asset_page(client, make_asset("Pictured", cover=make_image(credit="Photo: Lin Ora")))

    assert accessible(html)
    assert "Photo: Lin Ora" in html
    assert re.search(r'<meta property="og:image" content="http[^"]+\.jpg">', html)


def test_an_expired_piece_is_gone_though_still_marked_live(client):
    asset = make_asset("Gone")
    AssetPage.objects.filter(pk=asset.pk).update(expire_at=timezone.now() - timedelta(minutes=1))

    assert client.get(asset.get_url()).status_code == 404


def test_a_private_piece_is_not_served(client):
    asset = make_asset("Private")
    PageViewRestriction.objects.create(page=asset, restriction_type=PageViewRestriction.LOGIN)

    assert client.get(asset.get_url()).status_code == 302


def test_an_editor_previews_a_draft_that_lacks_everything(client, marketing_lead):
    marketing_lead.user_permissions.add(Permission.objects.get(codename="access_admin"))
    draft = AssetPage(
        title="Half an idea", slug="half-an-idea", pillar="", body=[("text", LONG)], gated=True, live=False
    )
    InsightsPage.objects.get().add_child(instance=draft)
    draft.save_revision(clean=False)
    client.force_login(marketing_lead)

    response = client.get(f"/admin/pages/{draft.pk}/view_draft/")

    assert response.status_code == 200
    assert "The secret of the rest." in response.content.decode()


# Around the text


def test_a_practical_piece_says_in_brief_what_happens_what_it_means_and_what_to_do(client):
    asset = make_asset(
        pillar=Pillar.PRACTICAL,
        trend="Castings slow down.",
        meaning="Orders come late.",
        what_to_do="Change\n\nthree parameters.",
        news_date=date(2026, 3, 3),
        catalyst="Left from another draft.",
    )

    html = asset_page(client, asset)

    assert accessible(html)
    places = [html.index(said) for said in ("What is happening", "3 March", "Castings", "What it means", "What to do")]
    assert places == sorted(places)
    assert "<p>three parameters.</p>" in html
    assert "Left from another draft." not in html


def test_an_aspirational_piece_says_whose_change_and_what_shows_it(client):
    asset = make_asset(change_level="industry", catalyst="An insurer leaves.", evidence="<b>Survey</b>, n = 12")

    html = asset_page(client, asset)

    assert "A change that runs through the whole industry." in html
    assert "An insurer leaves." in html
    assert "&lt;b&gt;Survey" in html


def test_a_piece_that_says_nothing_in_brief_has_no_empty_box(client):
    assert 'class="gist"' not in asset_page(client, make_asset())


def test_everybody_with_a_part_is_named_with_it(client):
    ada, ben, cleo = make_expert("Ada Okafor"), make_expert("Ben Li"), make_expert("Cleo Marsh")
    Expert.objects.filter(pk=ada.pk).update(biography="She draws networks.", email="ada@secret.example")
    asset = make_asset(authors=[ada])
    AssetExpert.objects.create(asset=asset, expert=ben, role=AssetExpert.Role.INTERVIEWEE)
    AssetExpert.objects.create(asset=asset, expert=cleo, role=AssetExpert.Role.SOURCE)

    html = asset_page(client, asset)

    places = [
        html.index(said)
        for said in ("The author<", "She draws networks.", "Interviewed for this", "Ben Li", "Source<", "Cleo Marsh")
    ]
    assert places == sorted(places)
    assert "secret.example" not in html
    assert '<ul class="authors">' in html
    assert "Ben Li" not in html[: html.index('class="asset-margin"')]


def test_the_answer_to_the_other_question_stands_beside_it_and_nowhere_twice(client):
    here = make_asset("Here", pillar=Pillar.PRACTICAL, topics=["Planning"])
    there = make_asset("There", pillar=Pillar.ASPIRATIONAL, topics=["Planning"])
    make_asset("Third", pillar=Pillar.ASPIRATIONAL, topics=["Planning"], first_published_at=NOON - timedelta(days=1))

    response = client.get(here.get_url())

    assert response.context["companion"].pk == there.pk
    assert response.content.decode().count(">There<") == 1
    assert [asset.title for asset in response.context["read_next"]] == ["Third"]


def test_a_hidden_answer_is_no_companion(client):
    here = make_asset("Here", pillar=Pillar.PRACTICAL, topics=["Planning"])
    make_asset("Unannounced", pillar=Pillar.ASPIRATIONAL, topics=["Planning"], live=False)

    assert "Unannounced" not in asset_page(client, here)


def test_a_piece_whose_day_has_passed_says_so(client):
    fields = {"pillar": Pillar.PRACTICAL, "shelf_life": "evergreen", "review_by": date(2030, 1, 1)}
    past = make_asset("Past", relevant_until=date(2026, 1, 31), **fields)
    holding = make_asset("Holding", relevant_until=date(2030, 1, 1), **fields)

    with time_machine.travel(NOON + timedelta(days=30), tick=False):
        assert "It stands here for the record" in asset_page(client, past)
        html = asset_page(client, holding)
    assert "It stands here for the record" not in html
    assert "Holds until" in html


def test_a_piece_from_elsewhere_gives_credit_to_where_it_first_appeared(client):
    asset = make_asset("Adopted", canonical_url="https://www.valves.example/notes/1?a=1&b=2")

    html = asset_page(client, asset)

    assert '<link rel="canonical" href="https://www.valves.example/notes/1?a=1&amp;b=2">' in html
    assert html.count('rel="canonical"') == 1
    assert re.search(r"First published at <a [^>]*>valves.example</a>", html)


def test_a_piece_can_be_passed_on_and_cited_without_a_script(client):
    asset = make_asset("Stock & sense", authors=[make_expert("Ada Okafor")])

    html = asset_page(client, asset)

    assert 'href="mailto:?subject=Stock%20%26%20sense&amp;body=' in html
    assert re.search(r'href="https://www.linkedin.com/sharing/share-offsite/\?url=http%3A%2F%2F[^"/]+"', html)
    assert re.search(r"<li hidden data-copy=", html)
    assert "@online{okafor2026stock," in html
    assert "Ada Okafor, “Stock &amp; sense”, Touchstone, 19 March 2026, http://" in html
    assert not re.search(r"<(script|img|iframe|link)[^>]+(src|href)=\"https://www\.linkedin", html)


# The gate


@pytest.fixture
def gate():
    """Stands before the body, and counts how often it was asked."""
    asked = []

    def closed(request, asset):
        asked.append(asset.pk)
        return '<form id="gate">Who are you?</form>'

    with hooks.register_temporarily("asset_gate", closed):
        yield asked


def test_paper_says_where_the_rest_stands(client, gate):
    asset = make_asset_with([("text", LONG)], gated=True)

    assert "This is the opening. The whole article stands at this address:" in asset_page(client, asset)


def test_behind_a_gate_is_only_the_opening(client, gate):
    rest = [("heading", {"text": f"Hidden {number}", "level": "h2"}) for number in range(3)]
    asset = make_asset_with([("text", LONG), *rest], gated=True)

    html = asset_page(client, asset)

    assert accessible(html)
    assert len(re.findall(r"\bword\b", html)) == 120
    assert "Who are you?" in html
    assert "secret" not in html
    assert "Hidden" not in html
    assert gate == [asset.pk]


def test_no_gate_stands_before_an_open_piece(client, gate):
    assert "The secret of the rest." in asset_page(client, make_asset(text=LONG))
    assert gate == []


def test_without_a_gatekeeper_a_gated_piece_is_open(client):
    assert "The secret of the rest." in asset_page(client, make_asset(text=LONG, gated=True))


def test_what_a_gate_opened_is_kept_by_no_shared_cache(client):
    gated = make_asset("Gated", gated=True)
    open_to_all = make_asset("Open")

    assert client.get(gated.get_url()).headers["Cache-Control"] == "private"
    assert client.get(open_to_all.get_url()).headers["Cache-Control"].startswith("public")


def test_an_asset_asks_as_much_of_the_database_for_many_neighbours_as_for_few(client, django_assert_num_queries):
    def neighbours(first, last):
        for number in range(first, last):
            for pillar in Pillar:
                make_asset(f"Near {number}", pillar=pillar, topics=["Planning"], authors=[make_expert()])

    asset = make_asset("Here", topics=["Planning"], authors=[make_expert()])
    neighbours(0, 1)
    client.get(asset.get_url())
    with django_assert_num_queries(QUERIES):
        client.get(asset.get_url())
    neighbours(1, 4)
    with django_assert_num_queries(QUERIES):
        client.get(asset.get_url())
