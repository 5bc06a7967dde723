"""What the error codes of a query mean: of the model, of the maker, of nobody when two makers use one."""

from search.response import Chip
from search.understand.faults import faults_of
from search.understand.lexicon import compile_lexicon
from search.understand.vocabulary import ErrorCode, ModelName, Vocabulary

LEXICON = compile_lexicon(
    Vocabulary(
        models=(ModelName("7", "Evita", "1", "VENT"),),
        error_codes=(
            ErrorCode("61.2", "1", ("7",), "blower too hot", "clean the filter"),
            ErrorCode("61.2", "1", (), "mains lost", ""),
            ErrorCode("61.2", "2", (), "probe unplugged", ""),
            ErrorCode("E9", "2", (), "door open", ""),
        ),
    )
)


def meanings(*chips: tuple[str, str]) -> list[str]:
    return [fault.meaning for fault in faults_of([Chip(slot, value, value, certain=True) for slot, value in chips], LEXICON)]


def test_the_model_decides_before_the_maker() -> None:
    assert meanings(("error_code", "61.2"), ("model", "7")) == ["blower too hot"]


def test_codes_of_two_makers_never_mix() -> None:
    assert meanings(("error_code", "61.2"), ("manufacturer", "2")) == ["probe unplugged"]
    assert meanings(("error_code", "61.2")) == []


def test_a_code_that_one_maker_has_needs_no_name() -> None:
    assert meanings(("error_code", "E9")) == ["door open"]


def test_an_unknown_code_means_nothing() -> None:
    assert meanings(("error_code", "X1"), ("manufacturer", "2")) == []
