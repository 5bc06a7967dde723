"""Grades by clicks as files that evaluation reads."""

from pathlib import Path

from relevance.click_judgments import judgments, write
from relevance.clicks import Clicked
from relevance.judged import JudgedQuery, read_judgments, read_queries

PARTS = {1: ("Philips", "M1191-B/L"), 2: ("GE", "2017")}
FOUND = [
    Clicked("ecg cable", 1, 100, 30, 20.0),
    Clicked("ecg cable", 2, 100, 2, 20.0),
    Clicked("ecg cable", 3, 100, 30, 20.0),  # gone from the catalogue
    Clicked("m1191b", 1, 5, 5, 1.0),  # seen by too few
    Clicked("m1191-b", 1, 50, 40, 20.0),
    Clicked("a battery for the old infusion pump", 2, 50, 20, 20.0),
]


def test_what_enough_people_have_seen_is_judged_once_a_part() -> None:
    queries, graded = judgments(FOUND, PARTS, [], "2026-03-02")
    assert [(query.text, query.segment) for query in queries] == [
        ("ecg cable", "name"),
        ("m1191-b", "number"),
        ("a battery for the old infusion pump", "natural_language"),
    ]
    assert [(one.maker, one.part_number, one.grade) for one in graded] == [
        ("Philips", "M1191-B/L", 2),
        ("GE", "2017", 0),
        ("Philips", "M1191-B/L", 3),
        ("GE", "2017", 2),
    ]
    assert {(one.who, one.when) for one in graded} == {("clicks", "2026-03-02")}


def test_a_query_that_people_judged_keeps_its_id_unless_it_has_a_context() -> None:
    judged = [JudgedQuery("n-1", "symptom", "ECG  cable"), JudgedQuery("n-2", "number", "m1191-b", device="MRI-1")]
    queries, _ = judgments(FOUND, PARTS, judged, "2026-03-02")
    assert (queries[0].id, queries[0].segment) == ("n-1", "symptom")
    assert queries[1].id.startswith("click-")


def test_the_files_are_read_as_the_human_ones_are(tmp_path: Path) -> None:
    queries, graded = judgments(FOUND, PARTS, [], "2026-03-02")
    write(tmp_path / "new", queries, graded)
    assert read_queries(tmp_path / "new" / "queries.tsv") == queries
    assert sorted(map(str, read_judgments(tmp_path / "new" / "qrels.tsv"))) == sorted(map(str, graded))
