import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

DOCUMENTS = [
    {"id": "1", "title": "Rust", "text": "why iron rusts"},
    {"id": "2", "title": "Paint", "text": "paint keeps iron from rusting, or so they say"},
    {"id": "3", "title": "", "text": "a garden without a single nail"},
]
QUERIES = [{"id": "q1", "text": "why does iron rust?"}, {"id": "q2", "text": "gardens"}, {"id": "q3", "text": "zebra"}]
QRELS = "query\tdoc\tgrade\nq1\t1\t2\nq1\t2\t1\nq2\t3\t1\n"


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "docs.jsonl").write_text("\n".join(map(json.dumps, DOCUMENTS)))
    (tmp_path / "queries.jsonl").write_text("\n".join(map(json.dumps, QUERIES)) + "\n")
    (tmp_path / "qrels.tsv").write_text(QRELS)
    return tmp_path


def evaluate(folder, **options):
    out, progress = StringIO(), StringIO()
    call_command("evaluate_search", folder, stdout=out, stderr=progress, **options)
    return out.getvalue(), progress.getvalue()


def test_it_measures_ours_beside_the_reference_without_a_database(folder):
    out, progress = evaluate(folder, format="json")

    measured = json.loads(out)
    whole = {"nDCG@10": 1.0, "MAP": 1.0, "R@100": 1.0, "queries_without_result": 1}
    assert measured == {"ours": whole, "reference": whole, "ratio": 1.0}
    assert "3 of 3 indexed" in progress


def test_the_table_says_what_was_measured(folder):
    out, _ = evaluate(folder)

    assert "3 documents, 3 questions, 2 of them judged" in out
    assert "nDCG@10" in out


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("docs.jsonl", None, "There is no file .*docs.jsonl"),
        ("docs.jsonl", "", "docs.jsonl is empty"),
        ("docs.jsonl", '{"id": "1", "text": "a"}\nnonsense', "docs.jsonl, line 2: this is not JSON"),
        ("docs.jsonl", '{"id": "1", "text": "a"}\n\n{"id": "1", "text": "b"}', "line 3: the id '1' was there before"),
        ("docs.jsonl", '{"id": "1", "text": 5}', 'line 1: "text" is missing or not a text'),
        ("docs.jsonl", "[1]", "line 1: expected an object"),
        ("queries.jsonl", '{"text": "a"}', 'queries.jsonl, line 1: "id" is missing'),
        ("queries.jsonl", '{"id": "q9", "text": "a"}', "No query of .* is judged"),
        ("qrels.tsv", "", "line 1: expected the header query doc grade"),
        ("qrels.tsv", "query\tdoc\tgrade\n", "holds no judgement"),
        ("qrels.tsv", "query\tdoc\tgrade\nq1\t1\tgood", "qrels.tsv, line 2: the grade 'good' is not a whole number"),
        ("qrels.tsv", "query\tdoc\tgrade\nq1\t1\tnan", "line 2: the grade 'nan' is not"),
        ("qrels.tsv", "query\tdoc\tgrade\nq1 1 2", "line 2: expected 3 columns separated by tabs, found 1"),
    ],
)
def test_it_says_where_a_collection_is_wrong(folder, name, content, message):
    (folder / name).unlink()
    if content is not None:
        (folder / name).write_text(content)

    with pytest.raises(CommandError, match=message):
        evaluate(folder)


def test_a_folder_that_is_not_there_is_told(tmp_path):
    with pytest.raises(CommandError, match="There is no folder"):
        evaluate(tmp_path / "nowhere")
