import pytest

from content.offsite.addresses import NoAddress, canonical, spellings


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("https://Ada.Example/One?utm_source=x&utm_medium=rss#comments", "https://ada.example/One"),
        ("https://ada.example/?p=7&fbclid=abc", "https://ada.example/?p=7"),
        ("https://ada.example/a?b=%20c&d", "https://ada.example/a?b=%20c&d"),
        ("https://medium.example/p/1?source=rss----abc---4", "https://medium.example/p/1"),
        ("https://ada.example/a?source=mail", "https://ada.example/a?source=mail"),
        (" http://ada.example:80 ", "http://ada.example/"),
        ("http://ada.example:8080/a/", "http://ada.example:8080/a/"),
    ],
)
def test_what_only_counts_is_taken_off(said, kept):
    assert canonical(said) == kept
    assert canonical(kept) == kept


@pytest.mark.parametrize(
    "said",
    [
        "",
        "mailto:a@b.example",
        "javascript:alert(1)",
        "/one",
        "https://",
        "https://a:b@c.example/",
        "http://[",
        "https://a.example/" + "x" * 500,
    ],
)
def test_what_is_no_address_of_the_web_is_refused(said):
    with pytest.raises(NoAddress):
        canonical(said)


def test_spellings_that_are_the_same_post():
    same = spellings("http://ada.example/one/")

    assert same == {f"{scheme}://ada.example/one{end}" for scheme in ("http", "https") for end in ("", "/")}
    assert same == spellings("https://ada.example/one?utm_campaign=x")
    assert "https://ada.example/one?p=2" not in same
