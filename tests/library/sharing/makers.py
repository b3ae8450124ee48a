from datetime import timedelta

from library.models import Collection
from library.sharing.chain import note_reader
from library.sharing.links import open_link, token_for
from library.sharing.making import SomeoneNew, share
from tests.factories import NOON, make_asset, make_lead, make_touch, make_user, make_visitor
from users.group_permissions import SALES

MONTH = timedelta(days=30)
HOUR = timedelta(hours=1)


def make_seller(**fields):
    return make_user(SALES, **fields)


def make_share(*assets, lead=None, name="", by=None, at=NOON, valid_for=MONTH, **fields):
    """A link to these assets (or to one of its own) for a lead, or for somebody by name."""
    whom = SomeoneNew(name) if name else lead or make_lead()
    return share(list(assets) or [make_asset()], whom, by=by or make_seller(), at=at, valid_for=valid_for, **fields)


def make_collection(name="For Hollis", *, by, assets=(), **fields):
    collection = Collection.objects.create(name=name, made_by=by, made_at=NOON, **fields)
    for position, asset in enumerate(assets, 1):
        collection.items.create(asset=asset, position=position)
    return collection


def open_as(keyed, visitor=None, *, at=NOON + HOUR):
    """A consenting browser opens the link of a share, or the one that a reader of it passes on."""
    return note_reader(open_link(token_for(keyed), at=at), visitor or make_visitor(), at=at)


def read(reader, asset, *, at=None, seconds=360, depth=0.86, thorough=True):
    """A sitting of this reader with an asset."""
    at = at or reader.at + timedelta(minutes=1)
    return make_touch(reader.visitor, asset, at=at, seconds=seconds, depth=depth, thorough=thorough)
