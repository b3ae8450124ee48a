"""What holds for every page of the sheet's and the voices' rooms."""

import re

import pytest
from django.urls import reverse

from audiences.demand import ask
from audiences.hearing import note
from audiences.models import Industry
from content.models import SalesEdition
from tests.factories import NOON, make_asset, make_lead, make_touch, make_user, make_visitor
from tests.library.sheet.makers import share

pytestmark = pytest.mark.django_db


@pytest.fixture
def pages(client, salesperson):
    client.force_login(salesperson)
    asset, reader, colleague = make_asset(), make_visitor(), make_user("Sales")
    SalesEdition.objects.create(asset=asset, talking_points="<p>Say this</p>")
    lead = make_lead(visitors=[reader])
    make_touch(reader, asset, thorough=True)
    share(asset, colleague, lead=lead)
    tip = asset.tips.create(text="Use it", by=salesperson, at=NOON)
    note("They ask", industry=Industry.objects.create(name="Rail", slug="rail"), by=colleague, at=NOON)
    ask("A case", why="Three ask", by=colleague, at=NOON)
    rows = [reverse("library:evidence", args=[asset.pk, what]) for what in ("touches", "shares", "ratings")]
    plain = [reverse(f"library:{name}") for name in ("leads", "heard", "ask", "own_tips")]
    of_one = {"asset": asset, "tip_add": asset, "tip": tip, "lead": lead}
    addresses = [*rows, *plain, *(reverse(f"library:{name}", args=[row.pk]) for name, row in of_one.items())]
    return {address: client.get(address) for address in addresses}


def test_each_answers_has_one_heading_and_carries_nothing_inline(pages):
    for address, page in pages.items():
        assert page.status_code == 200, address
        assert page.text.count("<h1") == 1, address
        assert " style=" not in page.text, address
        assert not re.search(r"<script>| on(click|change|submit)=", page.text), address


def test_no_cache_keeps_them_and_each_form_has_its_token(pages):
    for address, page in pages.items():
        assert "no-store" in page.headers["Cache-Control"], address
        assert page.text.count('method="post"') == page.text.count("csrfmiddlewaretoken"), address


def test_of_many_tips_the_best_stand_open_and_the_rest_one_click_away(client, salesperson):
    client.force_login(salesperson)
    asset = make_asset()
    for number in range(7):
        asset.tips.create(text=f"Tip {number}", by=salesperson, at=NOON)

    text = client.get(reverse("library:asset", args=[asset.pk])).text

    assert "2 more tips" in text
    assert text.count('class="tip"') == 7
