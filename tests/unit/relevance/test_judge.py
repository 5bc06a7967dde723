from pathlib import Path

import pytest

from core.errors import InvalidInput
from relevance.judge import Grader, parse_grades, record, side_by_side
from relevance.judged import Judgment, read_judgments, write_judgments
from relevance.pool import Pooled

POOL = [Pooled("M\ta", {"live": 1}), Pooled("M\tb", {"live": 2, "sql": 1}), Pooled("N\tc", {"sql": 2})]
ANN = Grader("Ann", "2026-11-25")


def test_the_systems_stand_side_by_side() -> None:
    assert side_by_side(POOL, ["live", "sql"], {"M\tb": "Cable"}, {"N\tc": -1}) == [
        ("1", "M a", "", "1", "", ""),
        ("2", "M b", "Cable", "2", "1", ""),
        ("3", "N c", "", "", "2", "unsafe"),
    ]


def test_grades_are_typed_by_position_and_range() -> None:
    assert parse_grades("1=3 2-3=-", POOL) == {"M\ta": 3, "M\tb": -1, "N\tc": -1}


@pytest.mark.parametrize("typed", ["1=4", "1", "4=1", "0=1", "2-1=0", "x=1"])
def test_what_is_no_grade_is_refused(typed: str) -> None:
    with pytest.raises(InvalidInput, match=typed):
        parse_grades(typed, POOL)


def test_a_persons_grade_takes_the_place_of_the_rule_books(tmp_path: Path) -> None:
    path = tmp_path / "qrels.tsv"
    write_judgments(path, [Judgment("q", "M", "a", 0, "rule book", "2026-11-01"), Judgment("q", "M", "b", 2, "rule book", "2026-11-01")])
    assert record(path, "q", {"M\ta": 3, "M\tb": 2, "N\tc": 0}, ANN) == 2
    assert read_judgments(path) == [
        Judgment("q", "M", "a", 3, "Ann", "2026-11-25"),
        Judgment("q", "M", "b", 2, "Ann", "2026-11-25"),
        Judgment("q", "N", "c", 0, "Ann", "2026-11-25"),
    ]


def test_nobody_judges_without_a_name(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="who judges"):
        record(tmp_path / "qrels.tsv", "q", {"M\ta": 3}, Grader("A\tB", "2026-11-25"))
    assert not (tmp_path / "qrels.tsv").exists()
