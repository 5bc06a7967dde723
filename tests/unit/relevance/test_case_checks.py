from pathlib import Path

import pytest

from core.errors import InvalidInput, NotFound
from relevance.case_checks import Case, faults, read_cases

A, B = {"maker": "M", "number": "a"}, {"maker": "M", "number": "b"}


def _case(**said: object) -> Case:
    return Case.model_validate({"query": "q", "because": "it has a reason", **said})


def test_a_part_that_must_be_there_is_there_in_time() -> None:
    case = _case(must=[{**A, "within": 2}])
    assert faults(case, ["M\tb", "M\ta"]) == []
    assert faults(case, ["M\tb", "M\tc", "M\ta"]) == ["M a stands at place 3; it must be among the first 2."]
    assert faults(case, []) == ["M a is not among the first 50; it must be among the first 2."]


def test_a_part_that_must_not_be_there_is_not_or_stands_lower() -> None:
    case = _case(must_not=[{**A, "within": 1}])
    assert faults(case, ["M\tb", "M\ta"]) == []
    assert len(faults(case, ["M\ta"])) == 1


def test_order_asks_for_presence_too() -> None:
    case = _case(order=[A, B])
    assert faults(case, ["M\ta", "M\tx", "M\tb"]) == []
    assert faults(case, ["M\tb", "M\ta"]) == ["M b stands before M a."]
    assert faults(case, ["M\ta"]) == ["M b is not among the first 50; it has a place in the order."]


def test_a_case_needs_a_reason_and_something_to_say(tmp_path: Path) -> None:
    (tmp_path / "one.yml").write_text("cases:\n  - query: q\n    because: it has a reason\n", encoding="utf-8")
    with pytest.raises(InvalidInput, match=r"one\.yml:2"):
        read_cases(tmp_path)
    (tmp_path / "one.yml").write_text("cases:\n  - query: q\n    must: [{maker: M, number: a}]\n", encoding="utf-8")
    with pytest.raises(InvalidInput, match="because"):
        read_cases(tmp_path)


def test_a_folder_without_cases_is_no_proof(tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        read_cases(tmp_path)


def test_the_cases_of_the_product_have_names() -> None:
    known = read_cases()
    assert "numbers/1" in {one.name for one in known}
    assert len({one.name for one in known}) == len(known)
