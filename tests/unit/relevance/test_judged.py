from pathlib import Path

import pytest

from core.errors import InvalidInput, SetupError
from relevance.judged import SEGMENTS, Judgment, chosen, part_key, qrels_of, read_judgments, read_queries, write_judgments

HEAD = "id\tsegment\ttext\tdevice\tticket\tviewer\tmust_hit\n"


def test_the_judged_set_is_as_large_and_as_varied_as_it_promises() -> None:
    queries, qrels = read_queries(), qrels_of(read_judgments())
    assert len(queries) >= 300
    assert {query.segment for query in queries} == set(SEGMENTS)
    assert len({(query.text, query.device) for query in queries}) == len(queries)
    assert qrels.keys() == {query.id for query in queries}
    assert sum(map(len, qrels.values())) / len(queries) >= 20
    assert all(max(judgments.values()) >= 2 for judgments in qrels.values())
    assert all(3 in qrels[query.id].values() for query in queries if query.must_hit)


def test_judgments_survive_being_written_and_read(tmp_path: Path) -> None:
    given = [Judgment("q2", "Maker", "N 1", -1, "Ann", "2026-11-01"), Judgment("q1", "Maker", "N-2", 3, "rule book", "2026-11-02")]
    write_judgments(tmp_path / "qrels.tsv", given)
    assert read_judgments(tmp_path / "qrels.tsv") == given[::-1]
    assert qrels_of(given) == {"q2": {part_key("Maker", "N 1"): -1}, "q1": {part_key("Maker", "N-2"): 3}}


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("q1\tnumber", r":2: 2 columns"),
        ("q1\tnonsense\ttext\t\t\t\t", ":2: no segment 'nonsense'"),
        ("q1\tname\t \t\t\t\t", ":2: write an id and a text"),
        ("q1\tname\ttext\t\t\t\tno", ":2: must_hit"),
        ("q1\tname\ta\t\t\t\t\nq1\tname\tb\t\t\t\t", ":3: query q1 is given twice"),
    ],
)
def test_a_wrong_line_of_queries_is_named(tmp_path: Path, line: str, said: str) -> None:
    (tmp_path / "queries.tsv").write_text(HEAD + line + "\n", encoding="utf-8")
    with pytest.raises(InvalidInput, match=said):
        read_queries(tmp_path / "queries.tsv")


def test_a_grade_off_the_scale_and_a_part_judged_twice_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "qrels.tsv"
    head = "query\tmaker\tpart_number\tgrade\twho\twhen\n"
    path.write_text(head + "q\tM\t1\t4\tA\t2026-11-01\n", encoding="utf-8")
    with pytest.raises(InvalidInput, match=":2: grade '4'"):
        read_judgments(path)
    path.write_text(head + "q\tM\t1\t3\tA\t2026-11-01\n" * 2, encoding="utf-8")
    with pytest.raises(InvalidInput, match=":3: M 1 is judged twice for q"):
        read_judgments(path)
    with pytest.raises(SetupError):
        read_judgments(tmp_path / "none.tsv")


def test_an_unknown_segment_cannot_be_chosen() -> None:
    with pytest.raises(InvalidInput, match="no segment 'names'"):
        chosen(read_queries(), ["names"])
