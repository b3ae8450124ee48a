import pytest

from content.importing.template_code import TemplateCode


def resolve(source, **values):
    code = TemplateCode(values=values, name_of=str.title)
    return code.resolve(source), [note.detail for note in code.notes]


@pytest.mark.parametrize(
    ("source", "meant"),
    [
        ('[a]({{ "/b/" | url }})', "[a](/b/)"),
        ("[a]({{ '/b/' | relative_url }})", "[a](/b/)"),
        ('<img src="{{site.baseurl}}/a.png">', '<img src="/a.png">'),
        ("![a]({{ image | url }})", "![a](/front.png)"),
        ("{{ page.excerpt }}", "In short"),
        ('By {{ "ada" | team_link }}', "By Ada"),
        ('See {% image "assets/a.png" "A \'cat\'" %}.', 'See <img src="/assets/a.png" alt="A &#x27;cat&#x27;">.'),
        ('See {% image_with_class "a.png" "wide" "A cat" %}.', 'See <img src="/a.png" alt="A cat">.'),
        ("[a]({% post_url 2014-03-12-soon %})", "[a](post:2014-03-12-soon)"),
        ("{% raw %}Plain words{% endraw %}", "Plain words"),
    ],
)
def test_the_common_forms_become_what_they_stand_for(source, meant):
    assert resolve(source, image="/front.png", excerpt="In short") == (meant, [])


def test_an_included_picture_is_a_figure_and_included_words_a_quote():
    figure, _ = resolve('{% include "linked-figure.html",\n image: "/a.png",\n alt: "A",\n caption: "C" %}')
    quote, _ = resolve('{% include "testimonial.html", quote: "Wow", attribution: "A user" %}')

    assert '<img src="/a.png" alt="A"><figcaption>C</figcaption>' in figure
    assert "<blockquote><p>Wow</p><p>— A user</p></blockquote>" in quote


@pytest.mark.parametrize(
    "code", ["{% for a in b %}", "{{ a | b }}", "{% comment %}x {{ y }}{% endcomment %}", "{: .lead}", "{{", "%}"]
)
def test_all_other_template_code_is_left_out_and_named(code):
    assert resolve(f"Before {code} after") == ("Before  after", [code])


@pytest.mark.parametrize(
    "sample", ["`{{ a }}`", "```html\n{% for a in b %}\n```", "~~~\n{{ a }}\n~~~", "<pre>{{ a }}</pre>"]
)
def test_samples_of_code_stay_as_they_are(sample):
    assert resolve(f"Before\n\n{sample}\n\nafter") == (f"Before\n\n{sample}\n\nafter", [])


def test_raw_braces_stay_in_code_and_nowhere_else():
    text, left_out = resolve("`{% raw %}{{{% endraw %} x }}` and {% raw %}{{ y }}{% endraw %}")

    assert text == "`{{ x }}` and  y "
    assert left_out == ["{{", "}}"]
