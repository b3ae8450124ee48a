from datetime import date

from content.public.citations import Citation

WHOLE = Citation(
    title="Stock & 100 % of it: {why}",
    authors=("Ada Okafor", "Ben Li"),
    published_on=date(2026, 3, 19),
    site="Northline",
    address="https://northline.example/insights/stock/",
)
BARE = Citation(title="A note", authors=(), published_on=None, site="Northline", address="https://northline.example/")


def test_a_citation_in_words():
    assert WHOLE.plain == (
        "Ada Okafor and Ben Li, “Stock & 100 % of it: {why}”, Northline, 19 March 2026, "
        "https://northline.example/insights/stock/"
    )
    assert BARE.plain == "Northline, “A note”, no date, https://northline.example/"


def test_bibtex_keeps_its_own_marks_out_of_titles():
    assert WHOLE.bibtex.splitlines() == [
        "@online{okafor2026stock,",
        "  author = {{Ada Okafor} and {Ben Li}},",
        r"  title = {{Stock \& 100 \% of it: \{why\}}},",
        "  organization = {Northline},",
        "  date = {2026-03-19},",
        "  url = {https://northline.example/insights/stock/},",
        "}",
    ]
    assert BARE.bibtex.startswith("@online{northlinea,")


def test_ris_is_a_tag_a_line_whatever_a_title_holds():
    broken = Citation("One\nER  - two", ("Ada\r\nOkafor",), date(2026, 3, 19), "Northline", "https://n.example/")

    assert broken.ris.splitlines() == [
        "TY  - ELEC",
        "AU  - Ada Okafor",
        "TI  - One ER - two",
        "PB  - Northline",
        "PY  - 2026",
        "DA  - 2026/03/19",
        "UR  - https://n.example/",
        "ER  - ",
    ]


def test_a_title_without_latin_letters_still_has_a_key():
    assert Citation("供应链", ("李",), None, "", "https://n.example/").bibtex.startswith("@online{reference,")
