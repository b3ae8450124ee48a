import pytest

from library.voices.naming import Company, Person, companies_named, people_named

COMPANIES = [
    Company("Hollis Pumps GmbH", "hollis.example"),
    Company("Target", "target.example"),
    Company("SKF"),
    Company("Björk & Sons"),
]


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("Hollis Pumps told me so", ["Hollis Pumps"]),
        ("hollis pumps gmbh, in small letters", ["hollis pumps"]),
        ("At Hollis they wait", ["Hollis"]),
        ("Write to hollis.example", ["hollis.example"]),
        ("At Target they wait", ["Target"]),
        ("They missed their target", []),
        ("BJÖRK & SONS wait too", ["BJÖRK & SONS"]),
        ("Hollister pumps are late", []),
        ("A manufacturer of pumps told me so", []),
        ("", []),
    ],
)
def test_a_company_is_found_as_somebody_would_write_it(text, named):
    assert companies_named(text, COMPANIES) == named


PEOPLE = [Person("Rosa", "Lind"), Person("", "Long"), Person("Ana María", "de la Cruz")]


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("Rosa Lind said it", ["Rosa Lind"]),
        ("rosa lind said it", ["rosa lind"]),
        ("Lind, Rosa", ["Lind, Rosa"]),
        ("Ms. Lind said it", ["Ms. Lind"]),
        ("Dr Long said it", ["Dr Long"]),
        ("It takes long", []),
        ("Ana María de la Cruz", ["Ana María de la Cruz"]),
        ("Their head of planning said it", []),
    ],
)
def test_a_person_is_found_by_the_whole_name_or_by_how_they_are_addressed(text, named):
    assert people_named(text, PEOPLE) == named
