"""The public site in a browser: what axe finds, what a keyboard reaches, what is left without scripts, what it weighs."""

import gzip
import re
from datetime import date, timedelta
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.contrib.staticfiles import finders

from buying_stages.models import Pillar
from content.models import AssetExpert, OffsiteBlog, pages
from tests.content.makers import home_url, insights_url, make_asset_with, make_image
from tests.factories import NOON, make_asset, make_expert, make_stage

pytestmark = [
    pytest.mark.browser,
    pytest.mark.sqlite_only,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]

MOST_BYTES = 60_000
LONG_TITLE = "On the interchangeability of subcontracted precision-machined hydraulic subassemblies " * 2
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
# What depends on the colours; everything else was looked for in light.
COLOURS = {"runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}}
PAGES = {
    "home": home_url,
    "insights": insights_url,
    "insights narrowed": lambda: insights_url() + "?pillar=practical&format=article",
    "insights emptied": lambda: insights_url() + "?pillar=practical&stage=purchase",
    "asset": lambda: "/insights/whole/",
    "gated asset": lambda: "/insights/gated/",
    "topics": lambda: "/topics/",
    "topic": lambda: "/topics/planning/",
    "experts": lambda: "/experts/",
    "expert": lambda: "/experts/ada-okafor/",
    "search": lambda: "/search/",
    "search found": lambda: "/search/?q=stock",
    "search not found": lambda: "/search/?q=zzzz",
    "not found": lambda: "/nowhere/",
    "privacy": lambda: "/privacy/",
}


@pytest.fixture
def library(db, monkeypatch):
    """One of everything that a public page may show, and more pieces than the shelf takes on a page."""
    monkeypatch.setattr(pages, "ASSETS_A_PAGE", 4)
    ada, ben = make_expert("Ada Okafor"), make_expert("Ben Li")
    ada.job_title, ada.biography, ada.website = "Network designer", "She draws networks.", "https://ada.example/"
    ada.photo = make_image("Ada")
    ada.save()
    blog = {"expert": ada, "started_on": date(2025, 1, 1), "home_url": "https://valves.example/"}
    OffsiteBlog.objects.create(name="Valve notes", feed_url="https://valves.example/1", **blog)
    OffsiteBlog.objects.create(
        name="Old notes", feed_url="https://valves.example/2", retired_on=date(2026, 1, 1), farewell="Done.", **blog
    )
    table = {"data": [["Part", "Stock"], ["Valve", "1,132"]], "table_header_choice": "row"}
    sections = [("heading", {"text": text, "level": "h2"}) for text in ("One", "Two", "Three")]
    picture = {"image": make_image(), "alternative_text": "Two lines that meet"}
    whole = make_asset_with(
        [
            *sections,
            ("text", "<p>Stock <b>hides</b> <a href='https://elsewhere.example/'>what it costs</a>.</p>"),
            ("figure", picture | {"caption": "A chart", "source": "n = 12"}),
            ("quote", {"text": "It was a number.", "attribution": "A planner"}),
            ("table", table | {"first_row_is_table_header": True, "first_col_is_header": True, "table_caption": "Now"}),
            ("video", {"title": "Theirs", "file": None, "address": "https://films.example/1", "minutes": 3}),
        ],
        "Whole",
        pillar=Pillar.PRACTICAL,
        topics=["Planning"],
        authors=[ada],
        trend="Stock grows.",
        meaning="Cash shrinks.",
        what_to_do="Count it.",
        news_date=date(2026, 3, 3),
        relevant_until=date(2026, 3, 4),
        canonical_url="https://valves.example/notes/1",
        cover=make_image("Cover", credit="Photo: Lin Ora"),
    )
    AssetExpert.objects.create(asset=whole, expert=ben, role=AssetExpert.Role.SOURCE)
    make_asset("Gated", text="<p>" + "word " * 130 + "</p>", gated=True, stage=make_stage("interest"))
    for number in range(4):
        make_asset(
            f"Stock {number}",
            pillar=Pillar.PRACTICAL if number % 3 else Pillar.ASPIRATIONAL,
            topics=["Planning"],
            authors=[ben],
            first_published_at=NOON - timedelta(days=number),
        )
    make_asset(
        LONG_TITLE.strip(),
        topics=["Planning"],
        slug="long",
        summary="Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft",
    )
    return whole


def opened(page, live_server, address):
    page.goto(live_server.url + address)
    page.wait_for_load_state()
    return page


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.usefixtures("library")
def test_axe_finds_nothing_and_nothing_sticks_out(page, live_server, width):
    page.set_viewport_size({"width": width, "height": 900})
    found = {}
    for name, address in {**PAGES, "long title": lambda: "/insights/long/"}.items():
        opened(page, live_server, address())
        page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true; })")
        for scheme, rules in (("light", RULES), ("dark", COLOURS)):
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            results = Axe().run(page, options=rules)
            if results.violations_count:
                found[name, scheme] = results.generate_report()
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{name} is too wide"

    assert found == {}


@pytest.mark.usefixtures("library")
def test_targets_are_large_enough_for_a_finger(browser, live_server):
    context = browser.new_context(viewport={"width": 390, "height": 800}, has_touch=True, is_mobile=True)
    page = context.new_page()
    small = {}
    for name, address in PAGES.items():
        opened(page, live_server, address())
        small[name] = page.evaluate(
            """() => [...document.querySelectorAll("a, button, summary, select, input:not([type=hidden])")]
                .filter(each => each.checkVisibility() && !each.closest(".visually-hidden, .body, .credit-line, p:not([class])"))
                .filter(each => !each.matches(".skip-link, input[type=radio], input[type=checkbox]"))
                .map(each => {
                  const own = each.getBoundingClientRect();
                  const over = getComputedStyle(each, "::after");
                  const reach = over.position === "absolute" ? parseFloat(over.height) : 0;
                  return [Math.max(own.height, reach), each.textContent.trim().slice(0, 40)];
                })
                .filter(([height]) => height > 0 && height < 43.5)"""
        )
    context.close()

    assert {name: each for name, each in small.items() if each} == {}


def test_a_keyboard_reaches_the_text_first_and_shows_where_it_is(page, live_server, library):
    opened(page, live_server, library.get_url())
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip-link"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"

    for _ in range(12):
        page.keyboard.press("Tab")
        focused = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        assert focused == "solid", page.evaluate("document.activeElement.outerHTML")


def test_without_scripts_everything_can_be_read_and_found(browser, live_server, library):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()

    opened(page, live_server, library.get_url())
    assert page.get_by_text("what it costs").is_visible()
    page.get_by_text("Cite this article").click()
    assert page.get_by_text("@online{").is_visible()
    assert not page.get_by_text("Copy the address").is_visible()

    opened(page, live_server, "/search/")
    page.get_by_label("Search by subject, word or name").fill("Whole")
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Whole", exact=True).click()
    assert page.get_by_role("heading", level=1).text_content() == "Whole"
    context.close()


def test_an_address_is_copied_and_it_is_said(browser, live_server, library):
    context = browser.new_context()
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = context.new_page()
    opened(page, live_server, library.get_url())

    page.get_by_role("button", name="Copy the address").click()

    page.get_by_text("Copied.").wait_for()
    assert page.evaluate("navigator.clipboard.readText()") == live_server.url + library.get_url()
    context.close()


@pytest.mark.usefixtures("library")
def test_nothing_moves_while_a_page_loads(page, live_server):
    page.add_init_script(
        """window.moved = 0;
        new PerformanceObserver(list => list.getEntries().forEach(each => { window.moved += each.value; }))
            .observe({type: "layout-shift", buffered: true});"""
    )
    for address in (home_url(), insights_url(), "/insights/whole/", "/experts/ada-okafor/"):
        opened(page, live_server, address)
        page.mouse.wheel(0, 5000)
        page.wait_for_timeout(150)
        assert page.evaluate("window.moved") < 0.02, address


@pytest.mark.usefixtures("library")
def test_a_page_weighs_little(client):
    for name, address in PAGES.items():
        html = client.get(address()).content
        paths = re.findall(
            rf'(?:<script[^>]* src|<link rel="stylesheet" href)="{settings.STATIC_URL}([^"]+)"', html.decode()
        )
        assert paths, name
        parts = [html, *(Path(finders.find(path)).read_bytes() for path in paths)]
        weight = sum(len(gzip.compress(part)) for part in parts)
        assert weight < MOST_BYTES, f"{name}: {weight} bytes"


def test_on_paper_an_asset_is_its_text(page, live_server, library):
    opened(page, live_server, library.get_url())
    page.emulate_media(media="print")

    for hidden in ("nav", ".consent", ".next", ".share", ".citation"):
        assert not any(each.is_visible() for each in page.locator(hidden).all()), hidden
    for shown in ("Stock grows.", "It was a number.", "She draws networks.", "First published at"):
        assert page.get_by_text(shown).first.is_visible(), shown
    written_out = "each => getComputedStyle(each, '::after').content"
    assert "elsewhere.example" in page.get_by_text("what it costs").evaluate(written_out)
