import re
import shutil
from pathlib import Path

import pytest

from core.errors import InvalidInput, SetupError
from search.schema.document import Card, FitDocument, OfferDocument, PartDocument, SpecificationDocument
from search.tuning.loader import CONFIG, highest_text_score, load, load_index_config, load_query_config, read_texts, release_id


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the configuration that a test may break."""
    shutil.copytree(CONFIG, tmp_path / "config")
    return tmp_path / "config"


def edit(file: Path, old: str, new: str) -> int:
    """Replace the first `old`; the line where it stood."""
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    return text[: text.index(old)].count("\n") + 1


def test_the_mapping_has_exactly_the_fields_of_a_document() -> None:
    properties = load_index_config().mappings["properties"]
    assert set(properties) == set(PartDocument.__annotations__)
    for name, shape in (("offers", OfferDocument), ("fits", FitDocument), ("specifications", SpecificationDocument)):
        assert set(properties[name]["properties"]) == set(shape.__annotations__)
    assert Card.__annotations__
    assert properties["card"] == {"type": "object", "enabled": False}


def test_the_same_files_have_the_same_fingerprint_and_release_and_others_another(folder: Path) -> None:
    assert load_index_config(folder / "index").fingerprint == load_index_config().fingerprint
    assert load_query_config(folder / "query").release == load_query_config().release
    edit(folder / "index" / "mapping.yml", "scaling_factor: 10", "scaling_factor: 100")
    edit(folder / "query" / "boosts.yml", "weight: 0.05", "weight: 0.06")
    assert load_index_config(folder / "index").fingerprint != load_index_config().fingerprint
    assert load_query_config(folder / "query").release != load_query_config().release


def test_no_text_can_score_as_much_as_a_step_between_tiers() -> None:
    config = load_query_config()
    assert highest_text_score(config) < config.tiers.step.points


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        ("text.yml", "name: {weight: 6,", "name: {weight: heavy,", "fields.name.weight"),
        ("text.yml", 'slop: 2\n  why: "words side by side', 'slop: 2\n  whi: "words side by side', "phrase.whi: unknown key; did you mean why?"),
        ("text.yml", "slop: 2", "slop: 99", "phrase.slop"),
        ("text.yml", "synonym:", "synonyms:", "synonym"),
        ("tiers.yml", "points: 40000", "points: 300", "words could score"),
        ("tiers.yml", "alias: {height: 8", "alias: {height: 9", "same height"),
        ("fit.yml", "points: 8000", "points: 80", "words beside a number"),
        ("fit.yml", "points: 8000", "points: 19000", "the step of tiers.yml"),
        ("fit.yml", "factor: 0.6", "factor: 1.6", "levels.may_fit.factor"),
        ("facets.yml", "name: manufacturer", "name: maker", "facets.1.name"),
        ("facets.yml", "EUR: [50, 200", "EUR: [500, 200", "ascend"),
        ("boosts.yml", "popularity: {weight: 0.05", "popularity: {weight: -1", "popularity.weight"),
        ("boosts.yml", "available:", "popularity:", "given twice"),
        ("boosts.yml", "most: {", "most: {{", "not valid YAML"),
        ("synonyms.yml", "groups:", "group:", "groups"),
    ],
)
def test_a_broken_file_is_refused_with_its_place(folder: Path, file: str, old: str, new: str, said: str) -> None:
    edit(folder / "query" / file, old, new)
    with pytest.raises(InvalidInput, match=r"\.yml:\d+:\d+: ") as refused:
        load_query_config(folder / "query")
    assert any(re.search(rf"/{file}:\d+:\d+$", error.field) and said in error.message for error in refused.value.errors)


def test_the_place_is_the_line_of_the_fault(folder: Path) -> None:
    line = edit(folder / "query" / "boosts.yml", "available: {weight: 0.2", "available: {weight: much")
    with pytest.raises(InvalidInput, match=rf"boosts.yml:{line}:21: available.weight"):
        load_query_config(folder / "query")


def test_an_index_that_would_guess_fields_is_refused(folder: Path) -> None:
    line = edit(folder / "index" / "mapping.yml", "dynamic: strict", "dynamic: true")
    with pytest.raises(InvalidInput, match=rf"mapping.yml:{line}:10: dynamic: '?True'? is unknown; one of strict"):
        load_index_config(folder / "index")


def test_a_field_with_an_unknown_analyzer_is_refused(folder: Path) -> None:
    line = edit(folder / "index" / "mapping.yml", "analyzer: number_fragments", "analyzer: number_pieces")
    with pytest.raises(InvalidInput, match=rf"mapping.yml:{line}:\d+: .*no analyzer 'number_pieces'"):
        load_index_config(folder / "index")


def test_a_missing_file_is_a_fault_of_the_installation(folder: Path) -> None:
    (folder / "query" / "tiers.yml").unlink()
    with pytest.raises(SetupError, match=r"tiers\.yml"):
        load_query_config(folder / "query")


def test_a_release_loads_from_its_texts_and_every_change_of_a_text_is_another_release() -> None:
    texts = {name: content.decode() for name, content in read_texts(CONFIG / "query").items()}
    assert load(texts, release=release_id(texts)) == load_query_config()
    assert release_id({**texts, "boosts.yml": texts["boosts.yml"] + "# a remark\n"}) != release_id(texts)


def test_all_faults_of_all_files_are_told_at_once(folder: Path) -> None:
    edit(folder / "query" / "boosts.yml", "available: {weight: 0.2", "available: {weight: much")
    edit(folder / "query" / "text.yml", "slop: 2", "slop: 99")
    edit(folder / "query" / "tiers.yml", "alias: {height: 8", "alias: {height: 9")
    with pytest.raises(InvalidInput) as refused:
        load_query_config(folder / "query")
    assert [error.message.split(":")[0] for error in refused.value.errors] == ["available.weight", "phrase.slop", "tiers"]
