import pytest
from django.urls import reverse
from django.utils import timezone

from library.models import Collection, Share
from library.sharing.collecting import move
from library.sharing.links import open_link, token_for
from tests.factories import NOON, make_account, make_asset
from tests.library.sharing.makers import MONTH, make_collection, make_seller, make_share

pytestmark = pytest.mark.django_db

COLLECTIONS = "/library/collections/"


@pytest.fixture
def desk(client, salesperson):
    client.force_login(salesperson)
    return client


def page_of(collection):
    return reverse("library:collection", args=[collection.pk])


def titles(collection):
    return [item.asset.title for item in collection.items.all()]


def press(desk, item, do, **said):
    return desk.post(reverse("library:collection_item", args=[item.pk]), {"do": do, **said})


def test_making_one_leads_to_it(desk, salesperson):
    account = make_account("Hollis Pumps", owner=salesperson)
    said = {"name": " Board meeting ", "purpose": "What to decide", "account": account.pk}

    response = desk.post(COLLECTIONS, said)

    made = Collection.objects.get()
    assert response.url == page_of(made)
    assert (made.name, made.purpose, made.account, made.made_by) == (
        "Board meeting",
        "What to decide",
        account,
        salesperson,
    )
    assert "Nothing yet" in desk.get(page_of(made)).text


def test_one_without_a_name_or_for_a_colleagues_account_is_not_made(desk):
    theirs = make_account("Theirs", owner=make_seller())

    assert desk.post(COLLECTIONS, {"name": "  "}).status_code == 422
    assert desk.post(COLLECTIONS, {"name": "x", "account": theirs.pk}).status_code == 422
    assert not Collection.objects.exists()


def test_outsiders_learn_neither_that_it_exists_nor_how_many_there_are(desk):
    hidden = make_collection("Secret", by=make_seller(), assets=[make_asset()])
    item = hidden.items.get()

    assert "Secret" not in desk.get(COLLECTIONS).text
    for name in ("collection", "collection_change", "collection_delete"):
        assert desk.get(reverse(f"library:{name}", args=[hidden.pk])).status_code == 404
    assert desk.post(reverse("library:collection_delete", args=[hidden.pk])).status_code == 404
    assert press(desk, item, "out").status_code == 404
    assert desk.get(f"/library/share/?collection={hidden.pk}").status_code == 404
    assert titles(hidden) == ["An idea"]


def test_the_team_sees_and_shares_what_is_opened_to_it_and_changes_nothing(desk):
    asset = make_asset("Valves")
    open_one = make_collection("For all", by=make_seller(), assets=[asset], for_the_team=True)

    page = desk.get(page_of(open_one))
    assert "Valves" in page.text
    assert "Share it" in page.text
    assert "Rename" not in page.text
    assert "For all" in desk.get(COLLECTIONS).text
    assert press(desk, open_one.items.get(), "out").status_code == 404
    assert desk.get(f"/library/share/?collection={open_one.pk}").status_code == 200


def test_it_goes_with_its_account(desk, salesperson):
    account = make_account("Hollis", owner=salesperson)
    moved = make_collection("For Hollis", by=salesperson, account=account)
    account.owner = make_seller()
    account.save()

    assert desk.get(page_of(moved)).status_code == 404
    desk.force_login(account.owner)
    assert "Rename" in desk.get(page_of(moved)).text


def test_what_only_holds_a_link_together_is_no_collection_of_anybody(desk, salesperson):
    made = make_share(by=salesperson)

    assert desk.get(page_of(made.collection)).status_code == 404
    assert "You have none yet" in desk.get(COLLECTIONS).text


def test_assets_are_found_added_moved_remarked_and_taken_out(desk, salesperson):
    collection = make_collection(by=salesperson, assets=[make_asset("First"), make_asset("Second")])
    third = make_asset("Third on valves", summary="Steel")

    found = desk.get(page_of(collection), {"found": "1", "q": "steel VALVES"})
    assert "Third on valves" in found.text
    assert "First" not in found.text
    for _ in range(2):
        desk.post(reverse("library:collection_change", args=[collection.pk]), {"asset": third.pk})
    assert titles(collection) == ["First", "Second", "Third on valves"]

    item = collection.items.get(asset=third)
    press(desk, item, "up")
    assert titles(collection) == ["First", "Third on valves", "Second"]
    for _ in range(3):
        press(desk, item, "up")
    assert titles(collection) == ["Third on valves", "First", "Second"]
    press(desk, item, "down")
    assert titles(collection) == ["First", "Third on valves", "Second"]

    press(desk, item, "remark", remark="Read the table.")
    assert "Read the table." in desk.get(page_of(collection)).text
    press(desk, item, "remark", remark="x" * 281)
    item.refresh_from_db()
    assert item.remark == "Read the table."
    press(desk, item, "out")
    press(desk, collection.items.first(), "nonsense")
    assert titles(collection) == ["First", "Second"]


@pytest.mark.parametrize("words", ["", "%", "\0", "x" * 5000, "nothing like it"])
def test_any_words_may_be_typed(desk, salesperson, words):
    collection = make_collection(by=salesperson)
    make_asset("Valves")

    assert "Valves" not in desk.get(page_of(collection), {"found": "1", "q": words}).text


def test_from_an_asset_it_goes_into_one_of_mine_or_a_new_one(desk, salesperson):
    asset = make_asset("Valves")
    has_it = make_collection("Has it", by=salesperson, assets=[asset])
    make_collection("Not mine", by=make_seller(), for_the_team=True)

    page = desk.get(reverse("library:collect"), {"asset": asset.pk})
    assert "It is in there already" in page.text
    assert "Not mine" not in page.text

    desk.post(page.context["make"], {"name": "New"})
    assert titles(Collection.objects.get(name="New")) == ["Valves"]
    assert titles(has_it) == ["Valves"]
    assert desk.get(COLLECTIONS, {"asset": asset.pk}).url == f"{reverse('library:collect')}?asset={asset.pk}"
    for wrong in ("", "x", "999999"):
        assert desk.get(reverse("library:collect"), {"asset": wrong}).status_code == 404


def test_deleting_says_what_depends_on_it_and_leaves_links_to_their_readers(desk, salesperson):
    collection = make_collection(by=salesperson, assets=[make_asset("Valves")])
    made = Share.objects.create(
        key="k" * 22,
        collection=collection,
        sender=salesperson,
        recipient="Dana",
        shared_at=NOON,
        expires_at=timezone.now() + MONTH,
    )
    where = reverse("library:collection_delete", args=[collection.pk])

    assert "1 link shows it; 1 of them still opens" in desk.get(where).text
    desk.post(where)

    assert desk.get(page_of(collection)).status_code == 404
    assert [str(item.asset) for item in open_link(token_for(made), at=timezone.now()).items] == ["Valves"]


def test_deleting_one_that_no_link_shows_leaves_nothing(desk, salesperson):
    collection = make_collection(by=salesperson, assets=[make_asset()])

    desk.post(reverse("library:collection_delete", args=[collection.pk]))

    assert not Collection.objects.exists()


def test_long_lists_come_in_pages_ones_own_first(desk, salesperson):
    colleague = make_seller()
    for number in range(2):
        make_collection(f"A {number} of the team", by=colleague, for_the_team=True)
    for number in range(49):
        make_collection(f"My no. {number:02}", by=salesperson)
    asset = make_asset()

    first, second = desk.get(COLLECTIONS), desk.get(COLLECTIONS, {"page": 2})

    assert [len(page.context[part]) for page in (first, second) for part in ("mine", "of_the_team")] == [49, 1, 0, 1]
    assert 'href="?page=2"' in first.text
    assert "You have none yet" not in second.text
    make_collection("Z", by=salesperson)
    make_collection("ZZ", by=salesperson)
    chosen = desk.get(f"{COLLECTIONS}collect/", {"asset": asset.pk})
    assert f'href="?asset={asset.pk}&amp;page=2"' in chosen.text


def test_the_list_asks_the_same_number_of_questions_for_many(desk, salesperson, django_assert_num_queries):
    account = make_account("Hollis", owner=salesperson)
    for numbers in (range(1), range(1, 6)):
        for number in numbers:
            make_collection(f"No. {number}", by=salesperson, account=account, assets=[make_asset(f"Asset {number}")])

        with django_assert_num_queries(10):
            desk.get(COLLECTIONS)


def test_without_the_asset_that_it_is_for_no_collection_is_left_behind(desk):
    hidden = make_asset("Draft", live=False)

    for asset in (hidden.pk, "9" * 18):
        assert desk.post(f"{COLLECTIONS}?asset={asset}", {"name": "Left behind"}).status_code == 404

    assert not Collection.objects.exists()


def test_whoever_names_a_collection_hears_that_the_name_is_read(desk):
    assert "Whoever has a link to it reads the name, too." in desk.get(COLLECTIONS).text


def test_what_is_gone_meanwhile_is_moved_nowhere(salesperson):
    collection = make_collection(by=salesperson, assets=[make_asset("Valves"), make_asset("Pumps")])
    item = collection.items.first()
    collection.items.filter(pk=item.pk).delete()

    move(item, by=1)

    assert titles(collection) == ["Pumps"]
