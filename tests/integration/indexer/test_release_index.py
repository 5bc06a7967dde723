"""A release that changes the index: built, measured and tried beside the live one, then swapped in; refused without a trace; taken back."""

import pytest
import yaml

from core.errors import Conflict
from indexer import aliases, reindex
from relevance import release
from relevance.gate import Scores
from relevance.release import Gate, Tools
from search.tuning.release import fingerprint, load_release_index, read_release
from search.tuning.types import IndexConfig, QueryConfig
from tests.integration.indexer.conftest import World

INSTALLED = read_release()


def with_another_field() -> dict[str, str]:
    mapping = yaml.safe_load(INSTALLED["index/mapping.yml"])
    mapping["properties"]["another"] = {"type": "keyword"}
    return {**INSTALLED, "index/mapping.yml": yaml.safe_dump(mapping)}


def tools(world: World, reached: float, measured: list[str]) -> Tools:
    """The product's rebuild, and a measurement that says `reached` of the changed configuration."""

    def measure(config: QueryConfig, index: str) -> Scores:
        measured.append(index)
        return Scores({"name": reached if config.release == fingerprint(with_another_field()) else 1.0})

    def make_index(config: IndexConfig, gate: Gate) -> None:
        reindex.rebuild(world.resources, lambda _line: None, config, gate)

    return Tools(lambda _files: (), measure, make_index, INSTALLED)


def served(world: World) -> str:
    return aliases.standing(world.resources.engine, world.resources.prefix).reading[0]


def fields(world: World) -> set[str]:
    index = served(world)
    return set(world.resources.engine.indices.get_mapping(index=index)[index]["mappings"]["properties"])


def test_it_is_measured_on_an_index_of_its_own_that_then_goes_live_and_a_rollback_brings_one_like_the_old(world: World) -> None:
    world.add_parts(5)
    first, measured = world.rebuild(), []  # type: tuple[str, list[str]]
    published = release.publish(world.resources.db, with_another_field(), "ops", "one more field", tools(world, 1.0, measured))
    assert published.new_index
    assert measured == ["", served(world)]
    assert served(world) != first
    assert "another" in fields(world)
    world.rebuild()
    assert "another" in fields(world), "a later rebuild keeps to the release"
    release.rollback(world.resources.db, "ops", "not needed", tools(world, 1.0, measured))
    assert "another" not in fields(world)
    assert served(world).endswith(load_release_index(INSTALLED).fingerprint[:8])


def test_one_that_harms_a_segment_leaves_the_live_index_and_no_other(world: World) -> None:
    world.add_parts(5)
    first = world.rebuild()
    before = [line.kind for line in release.history(world.resources.db)]
    with pytest.raises(Conflict, match=r"name: nDCG@10 falls from 1\.000 to 0\.900"):
        release.publish(world.resources.db, with_another_field(), "ops", "one more field", tools(world, 0.9, []))
    assert aliases.standing(world.resources.engine, world.resources.prefix).indexes == (first,)
    assert [line.kind for line in release.history(world.resources.db)] == (before or ["installed"])
