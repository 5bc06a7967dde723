from dataclasses import replace

from search.query.units import Unit, units_of
from search.tuning.loader import load_query_config
from search.tuning.types import SynonymConfig

LOADED = load_query_config()
CONFIG = replace(LOADED, synonyms=SynonymConfig(groups=(("PSU", "power supply", "power supply unit"), ("X-ray", "xray"))))


def texts(query: str) -> list[str]:
    return [unit.text for unit in units_of(query, CONFIG, forgiving=True)]


def test_filler_is_no_unit_unless_there_is_nothing_else() -> None:
    assert texts("need a fan for the monitor") == ["fan", "monitor"]
    assert texts("for the") == ["for", "the"]


def test_a_term_of_several_words_is_one_unit_with_its_synonyms() -> None:
    assert units_of("power supply fan", CONFIG, forgiving=True) == (Unit("power supply", ("PSU", "power supply unit"), 0), Unit("fan", (), 0))


def test_the_longest_known_term_is_taken() -> None:
    assert texts("power supply unit") == ["power supply unit"]


def test_a_synonym_is_known_in_any_spelling_of_its_separators_and_case() -> None:
    for spelling in ("x-ray", "X RAY", "X-Ray"):
        assert units_of(spelling, CONFIG, forgiving=True)[0].synonyms == ("xray",)


def test_a_number_and_its_unit_are_one_unit() -> None:
    assert texts("battery 12 V 7 Ah") == ["battery", "12 V", "7 Ah"]
    assert texts("12 channel recorder") == ["12 channel", "recorder"]


def test_a_comma_ends_a_measure() -> None:
    assert texts("12, V") == ["12", "V"]


def test_a_word_said_twice_counts_once() -> None:
    assert texts("Fan fan FAN") == ["Fan"]


def test_typos_are_forgiven_by_length_and_never_in_long_queries() -> None:
    assert [unit.edits for unit in units_of("fan cable ventilator m8105a", CONFIG, forgiving=True)] == [0, 1, 2, 0]
    many = " ".join(f"word{'abcdefghijk'[n]}" for n in range(LOADED.text.typos.most_words + 1))
    assert {unit.edits for unit in units_of(many, CONFIG, forgiving=True)} == {0}


def test_marks_alone_are_no_unit() -> None:
    assert texts("-- !!! * ?") == []
