from pathlib import Path

import pytest

from core.errors import InvalidInput, SetupError
from relevance.trec import Ranked, read_qrels, read_queries, write_run


def test_queries_are_read_with_their_ids(tmp_path: Path) -> None:
    (tmp_path / "queries.tsv").write_text("1\tecg cable\n\n2\t12 V battery \n", encoding="utf-8")
    assert read_queries(tmp_path / "queries.tsv") == {"1": "ecg cable", "2": "12 V battery"}


@pytest.mark.parametrize("line", ["1 no tab", "\tno id", "1\t "])
def test_a_broken_query_is_named_by_its_line(tmp_path: Path, line: str) -> None:
    (tmp_path / "queries.tsv").write_text(f"9\tgood\n{line}\n", encoding="utf-8")
    with pytest.raises(InvalidInput, match=r"queries\.tsv:2: "):
        read_queries(tmp_path / "queries.tsv")


def test_a_query_id_is_given_once(tmp_path: Path) -> None:
    (tmp_path / "queries.tsv").write_text("1\ta\n1\tb\n", encoding="utf-8")
    with pytest.raises(InvalidInput, match="twice"):
        read_queries(tmp_path / "queries.tsv")


def test_judgments_are_read_by_query(tmp_path: Path) -> None:
    (tmp_path / "qrels.tsv").write_text("1 0 a 3\n1\t0\tb\t-1\n2 0 a 0\n", encoding="utf-8")
    assert read_qrels(tmp_path / "qrels.tsv") == {"1": {"a": 3, "b": -1}, "2": {"a": 0}}


@pytest.mark.parametrize("line", ["1 0 a", "1 0 a good", "1 0 a 3 x"])
def test_a_broken_judgment_is_named_by_its_line(tmp_path: Path, line: str) -> None:
    (tmp_path / "qrels.tsv").write_text(f"{line}\n", encoding="utf-8")
    with pytest.raises(InvalidInput, match=r"qrels\.tsv:1: "):
        read_qrels(tmp_path / "qrels.tsv")


def test_a_missing_file_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(SetupError, match="cannot be read"):
        read_queries(tmp_path / "none.tsv")


def test_a_run_has_ranks_from_one(tmp_path: Path) -> None:
    write_run(tmp_path / "run.txt", {"7": [Ranked("a", 1.0), Ranked("b", 0.5)]}, "partwise")
    assert (tmp_path / "run.txt").read_text(encoding="utf-8") == "7 Q0 a 1 1.000000 partwise\n7 Q0 b 2 0.500000 partwise\n"
