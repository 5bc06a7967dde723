import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest

from core.errors import NotFound
from relevance.judged import JudgedQuery
from relevance.knobs import USUAL, find_knobs, proposal, turned
from relevance.run import Run
from relevance.tune import Runner, Texts, split, tune
from search.tuning.loader import CONFIG, load, read_texts

PHRASE = "text.yml:phrase.weight"
QUERIES = [JudgedQuery(f"q{number}", "name", f"query {number}") for number in range(60)]
QRELS = {query.id: {"M\tright": 3, "M\twrong": 0} for query in QUERIES}


@pytest.fixture(scope="module")
def texts() -> Texts:
    return {name: content.decode() for name, content in read_texts(CONFIG / "query").items()}


def _better_below(most: float, only: int = 1) -> Runner:
    """Ranks right where the phrase's weight is below `most`, for every `only`-th query."""

    def run(texts: Texts, queries: Sequence[JudgedQuery]) -> Run:
        good = load(texts).text.phrase.weight < most
        right, wrong = ["M\tright", "M\twrong"], ["M\twrong", "M\tright"]
        return {query.id: right if good and int(query.id[1:]) % only == 0 else wrong for query in queries}

    return run


def test_every_usual_knob_is_a_number_of_the_configuration(texts: Texts) -> None:
    assert [knob.name for knob in find_knobs(texts)] == list(USUAL)
    assert all(knob.low < knob.now < knob.high for knob in find_knobs(texts))


def test_a_number_is_turned_where_it_stands_and_nothing_else_changes(texts: Texts, tmp_path: Path) -> None:
    knobs = find_knobs(texts, [PHRASE, "text.yml:fields.name.weight"])
    changed = turned(texts, knobs, {PHRASE: 2.25, "text.yml:fields.name.weight": 5.5})
    assert load(changed).text.phrase.weight == 2.25
    assert load(changed).text.fields["name"].weight == 5.5
    assert {name for name in texts if texts[name] != changed[name]} == {"text.yml"}
    assert len(changed["text.yml"].splitlines()) == len(texts["text.yml"].splitlines())
    assert sum(a != b for a, b in zip(texts["text.yml"].splitlines(), changed["text.yml"].splitlines(), strict=True)) == 2
    # The proposal is a patch: applied to the old file it gives the new one, comments and reasons included.
    (tmp_path / "config").mkdir()
    (tmp_path / "config" / "text.yml").write_text(texts["text.yml"], encoding="utf-8")
    subprocess.run(["git", "apply", "-"], cwd=tmp_path, input=proposal(texts, changed, "config").encode(), check=True)
    assert (tmp_path / "config" / "text.yml").read_text(encoding="utf-8") == changed["text.yml"]


@pytest.mark.parametrize("name", ["text.yml:phrase.field", "text.yml:nothing", "none.yml:phrase.weight", f"{PHRASE}=9..1"])
def test_what_is_no_number_cannot_be_turned(texts: Texts, name: str) -> None:
    with pytest.raises(NotFound, match="is no"):
        find_knobs(texts, [name])


def test_the_halves_are_disjoint_stable_and_even_within_a_segment() -> None:
    both = [*QUERIES, *(JudgedQuery(f"n{number}", "number", "x") for number in range(7))]
    train, held_out = split(both)
    assert (len(train), len(held_out)) == (34, 33)
    assert not {query.id for query in train} & {query.id for query in held_out}
    assert split(both[::-1]) == (train, held_out)


def test_a_gain_that_holds_on_the_other_half_is_proposed(texts: Texts) -> None:
    knobs = find_knobs(texts, [f"{PHRASE}=1..3.1"])
    found = tune(texts, knobs, QUERIES, QRELS, _better_below(2), trials=12)
    assert found.values[PHRASE] < 2
    assert found.refusal == ""
    assert found.train[1] > found.train[0]
    assert f"weight: {found.values[PHRASE]:g}" in found.texts["text.yml"]


def test_a_gain_within_chance_is_not(texts: Texts) -> None:
    # One of thirty held-out queries gains: the train half likes it, the test does not believe it.
    knobs = find_knobs(texts, [f"{PHRASE}=1..3.1"])
    found = tune(texts, knobs, QUERIES, QRELS, _better_below(2, only=20), trials=12)
    assert "within chance" in found.refusal


def test_nothing_better_leaves_the_configuration_as_it_is(texts: Texts) -> None:
    found = tune(texts, find_knobs(texts, [PHRASE]), QUERIES, QRELS, _better_below(0), trials=4)
    assert found.texts == texts
    assert "within chance" in found.refusal
