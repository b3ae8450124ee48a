import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.urls import reverse
from wagtail.models import Collection
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield

from content.desk.sales_editions import EditionOnDesk, EditionState, check_again
from content.models import AssetDocument, AssetPage, SalesAttachment, SalesEdition
from content.models.sales_editions import COLLECTION
from library.finding.searching import search_assets
from tests.factories import NOON, make_asset, make_stage

pytestmark = pytest.mark.django_db

SECRET = "quietly discount the pilot"


def make_edition(asset=None, *, checked=True, **fields):
    fields.setdefault("talking_points", "<p>Three things.</p>")
    edition = SalesEdition.objects.create(asset=asset or make_asset(), **fields)
    if checked:
        check_again(edition, by=None, at=NOON)
    return edition


def make_document(*, collection=None, title="Price list"):
    collection = collection or Collection.objects.get(name=COLLECTION)
    return AssetDocument.objects.create(title=title, file=ContentFile(b"12", name="list.txt"), collection=collection)


def publish_anew(asset, **changes):
    asset = AssetPage.objects.get(pk=asset.pk)
    for name, value in changes.items():
        setattr(asset, name, value)
    asset.save_revision().publish()


def form(asset, **fields):
    return nested_form_data(
        {
            "asset": str(asset.pk),
            "talking_points": rich_text("<p>Say this.</p>"),
            "questions_to_ask": rich_text(""),
            "objections": streamfield([]),
            "may_be_shared": rich_text(""),
            "internal_notes": rich_text(""),
            "attachments": inline_formset([]),
            **fields,
        }
    )


def test_an_asset_published_with_other_words_leaves_its_edition_behind():
    edition = make_edition()
    publish_anew(edition.asset, summary="The other way round")

    edition = SalesEdition.objects.get()
    assert edition.is_behind
    assert list(SalesEdition.objects.behind()) == [edition]


def test_a_publication_that_changes_no_word_leaves_it_current():
    edition = make_edition()
    publish_anew(edition.asset, gated=True)

    assert not SalesEdition.objects.get().is_behind
    assert not SalesEdition.objects.behind()


def test_an_edition_written_beside_a_draft_is_current_when_that_draft_is_published():
    asset = make_asset(live=False)
    make_edition(asset)
    publish_anew(asset)

    assert not SalesEdition.objects.get().is_behind


def test_a_draft_that_was_written_over_since_the_check_leaves_it_behind():
    asset = make_asset(live=False)
    make_edition(asset)
    revision = asset.get_latest_revision()
    revision.content["summary"] = "Written over by autosave"
    revision.save()
    revision.publish()

    assert SalesEdition.objects.get().is_behind


def test_whoever_compares_the_two_makes_it_current_again(client, marketer):
    edition = make_edition()
    publish_anew(edition.asset, summary="The other way round")
    client.force_login(marketer)
    address = reverse("sales_editions:checked", args=[edition.pk])

    question = client.get(address)
    comparison = client.get(question.context["comparison"])
    client.post(address)

    assert "See what changed" in question.text
    assert "The other way round" in comparison.text
    assert not SalesEdition.objects.get().is_behind


def test_saving_the_edition_is_a_check(client, marketer):
    edition = make_edition(checked=False)
    assert SalesEdition.objects.get().is_behind
    client.force_login(marketer)

    response = client.post(reverse("sales_editions:edit", args=[edition.pk]), form(edition.asset))

    assert response.status_code == 302
    edition = SalesEdition.objects.get()
    assert not edition.is_behind
    assert edition.checked_at
    assert edition.revisions.count() == 1


def test_autosave_keeps_the_words_and_vouches_for_nothing(client, marketer):
    edition = make_edition(checked=False)
    client.force_login(marketer)
    address = reverse("sales_editions:edit", args=[edition.pk])

    client.post(address, form(edition.asset), headers={"Accept": "application/json"})

    edition = SalesEdition.objects.get()
    assert "Say this." in edition.talking_points
    assert edition.is_behind


def test_a_marketer_writes_an_edition_from_the_assets_desk(client, marketer):
    asset = make_asset("Maps", stage=make_stage("evaluation"), live=False)
    client.force_login(marketer)

    desk = client.get(reverse("wagtailadmin_pages:edit", args=[asset.pk]))
    address = reverse("sales_editions:add") + f"?asset={asset.pk}"
    page = client.get(address)
    client.post(address, form(asset))
    after = client.get(reverse("wagtailadmin_pages:edit", args=[asset.pk]))

    assert 'data-edition-state="open"' in desk.text
    assert address in desk.text
    assert page.context["form"].instance.asset == asset
    assert 'data-edition-state="current"' in after.text


def test_a_second_edition_of_an_asset_is_refused_in_words(client, marketer):
    edition = make_edition()
    client.force_login(marketer)

    response = client.post(reverse("sales_editions:add"), form(edition.asset))

    assert response.context["form"].errors["asset"] == ["This asset has a sales edition already. Open that one."]


@pytest.mark.parametrize(("stage", "state"), [("epiphany", EditionState.NONE), ("purchase", EditionState.OPEN)])
def test_a_missing_edition_is_open_where_the_stage_asks_for_one(marketer, stage, state):
    asset = make_asset(stage=make_stage(stage))

    assert EditionOnDesk.of(asset, marketer).state is state


def test_an_attachment_lies_where_readers_cannot_open_it():
    edition = make_edition()
    kept = SalesAttachment(edition=edition, document=make_document())
    kept.clean()
    public = make_document(collection=Collection.get_first_root_node(), title="Brochure")

    with pytest.raises(ValidationError) as refused:
        SalesAttachment(edition=edition, document=public).clean()

    assert "“Brochure” lies in the collection “Root”, which readers can open." in str(refused.value)


def test_a_collection_that_was_opened_holds_no_attachments():
    document = make_document()
    document.collection.view_restrictions.all().delete()

    with pytest.raises(ValidationError):
        SalesAttachment(document=document).clean()


@pytest.mark.parametrize(
    ("who", "opens"), [(None, False), ("salesperson", True), ("marketer", True), ("executive", False)]
)
def test_who_opens_an_attachment(client, request, who, opens):
    if who:
        client.force_login(request.getfixturevalue(who))

    response = client.get(make_document().url)

    assert response.status_code == (200 if opens else 302)
    assert b"".join(response) == (b"12" if opens else b"")
    response.close()


@pytest.mark.parametrize(
    ("who", "may"),
    [
        ("marketer", {"list", "inspect", "add", "edit", "checked"}),
        ("marketing_lead", {"list", "inspect", "add", "edit", "checked", "delete"}),
        ("salesperson", {"list", "inspect"}),
        ("executive", set()),
    ],
)
def test_who_may_do_what(client, request, who, may):
    edition = make_edition()
    client.force_login(request.getfixturevalue(who))
    doors = {name: [] if name in ("list", "add") else [edition.pk] for name in may | {"list", "inspect", "add"}}
    doors |= {name: [edition.pk] for name in ("edit", "checked", "delete")}

    opened = {
        name
        for name, args in doors.items()
        if client.get(reverse(f"sales_editions:{name}", args=args)).status_code == 200
    }

    assert opened == may


def test_the_list_says_which_are_behind_with_few_queries(client, marketer, django_assert_max_num_queries):
    for number in range(6):
        make_edition(make_asset(f"Asset {number}"), checked=number % 2 == 0)
    client.force_login(marketer)
    client.get(reverse("sales_editions:list"))

    with django_assert_max_num_queries(20):
        page = client.get(reverse("sales_editions:list"))
    behind = client.get(reverse("sales_editions:list"), {"state": "behind"})

    assert page.text.count("Behind") >= 3
    assert [each.asset.title for each in behind.context["object_list"]] == ["Asset 1", "Asset 3", "Asset 5"]


def test_the_list_explains_itself_without_rows(client, marketer):
    client.force_login(marketer)

    page = client.get(reverse("sales_editions:list"))

    assert "A sales edition is what salespeople say about an asset" in page.text
    assert "Add the first" in page.text


def test_salespeople_read_it_in_the_library_and_executives_do_not(client, salesperson, executive):
    edition = make_edition(
        internal_notes=f"<p>{SECRET}</p>", objections=[("objection", {"objection": "Too dear", "answer": "For whom?"})]
    )
    publish_anew(edition.asset, summary="The other way round")
    address = reverse("library:asset", args=[edition.asset.pk])

    client.force_login(salesperson)
    sheet = client.get(address).text
    client.force_login(executive)
    other = client.get(address).text

    assert all(words in sheet for words in [SECRET, "Too dear", "Behind the asset."])
    assert SECRET not in other
    assert "Sales edition" not in other


def test_no_word_of_it_is_public(client, search_index):
    edition = make_edition(make_asset("Freight maps"), talking_points=f"<p>{SECRET}</p>", internal_notes=SECRET)
    asset = edition.asset

    pages = [asset.get_url(), asset.get_parent().get_url(), "/"]

    assert all(SECRET not in client.get(address).text for address in pages)
    assert search_assets("quietly discount", user=AnonymousUser(), at=NOON).facts == []
    assert search_assets("freight maps", user=AnonymousUser(), at=NOON).facts
