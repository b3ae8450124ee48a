"""What page tests need beside the shared factories."""

import re

from django.core.files.images import ImageFile
from wagtail.images.tests.utils import get_test_image_file, get_test_image_file_svg

from content.models import AssetImage, AssetPage, HomePage, InsightsPage
from tests.factories import make_asset


def make_image(title="A picture", *, svg=False, **fields):
    file = get_test_image_file_svg() if svg else get_test_image_file(size=(1600, 900))
    return AssetImage.objects.create(title=title, file=ImageFile(file, name=file.name), **fields)


def make_asset_with(body, title="An idea", **fields):
    """An asset whose body is the given blocks, published."""
    asset = make_asset(title, **fields)
    asset.body = body
    asset.save_revision().publish()
    return AssetPage.objects.get(pk=asset.pk)


def home_url():
    return HomePage.objects.get().get_url()


def insights_url():
    return InsightsPage.objects.get().get_url()


def page_of(client, address):
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def accessible(html):
    """What a reader with a screen reader needs of every page, and what the security policy forbids."""
    assert '<html lang="' in html
    assert len(re.findall(r"<h1[ >]", html)) == 1
    assert re.search(r'<main id="main"', html)
    assert re.search(r'class="skip-link" href="#main"', html)
    assert not re.search(r"<img(?![^>]*\balt=)", html)
    assert not re.search(r"\sstyle=", html)
    assert not re.search(r"\son\w+=", html)
    identifiers = re.findall(r'\sid="([^"]+)"', html)
    assert len(identifiers) == len(set(identifiers))
    return True
