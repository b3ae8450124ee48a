import pytest
from whoosh.fields import ID, Schema
from whoosh.index import create_in

from whoosh_search import postings
from whoosh_search.packed import POSTINGS_IN_A_BLOCK, PackedCodec
from whoosh_search.schema import Kind, text_type
from whoosh_search.words import language

DOCUMENTS = 2 * POSTINGS_IN_A_BLOCK + 100


def is_rusty(number):
    return number % 10 == 2


@pytest.fixture
def reader(tmp_path):
    """Of two segments that were merged into one, which puts the later documents first."""
    index = create_in(tmp_path, Schema(key=ID(stored=True), text=text_type(Kind.SEARCH, language())))
    for numbers in (range(POSTINGS_IN_A_BLOCK), range(POSTINGS_IN_A_BLOCK, DOCUMENTS)):
        writer = index.writer(codec=PackedCodec())
        for number in numbers:
            writer.add_document(key=str(number), text=f"ship {'rust ' * (3 if is_rusty(number) else 1)}")
        writer.add_document(key=str(-numbers.start), text="iron")
        writer.commit(optimize=numbers.start > 0)
    with index.reader() as opened:
        yield opened.leaf_readers()[0][0]


def number_of(reader, document):
    return int(reader.stored_fields(document)["key"])


def test_documents_and_counts_are_read_as_they_were_written(reader):
    ship, rust, iron = (postings.decode(reader, "text", word) for word in ("ship", "rust", "iron"))

    assert sorted(number_of(reader, each) for each in ship.ids.tolist()) == list(range(DOCUMENTS))
    assert rust.ids.tolist() == ship.ids.tolist()
    assert rust.counts.tolist() == [3.0 if is_rusty(number_of(reader, each)) else 1.0 for each in rust.ids.tolist()]
    assert set(ship.counts.tolist()) == {1.0}
    assert len(iron.ids) == 2


@pytest.mark.parametrize("asked", [0, 2, POSTINGS_IN_A_BLOCK + 3, DOCUMENTS])
def test_whoosh_itself_finds_the_places_of_words(reader, asked):
    matcher = reader.postings("text", "rust")

    matcher.skip_to(asked)

    places = [1, 2, 3] if is_rusty(number_of(reader, matcher.id())) else [1]
    assert matcher.id() == asked
    assert matcher.value_as("positions") == places
    assert matcher.weight() == len(places)
