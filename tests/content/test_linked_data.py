import json

from content.linked_data import as_script


def test_no_text_ends_the_script_element():
    script = as_script({"headline": "</script><!--<script>alert(1)&amp;"})

    inside = script.removeprefix('<script type="application/ld+json">').removesuffix("</script>")
    assert "<" not in inside
    assert json.loads(inside) == {"headline": "</script><!--<script>alert(1)&amp;"}
