import json
from pathlib import Path

import pytest

from relevance.schema_files import FOLDER, header, schema_files
from search.tuning.files import INDEX_MODELS, QUERY_MODELS
from search.tuning.loader import CONFIG


def test_the_schemas_are_those_of_the_types() -> None:
    """`partwise relevance schema` writes them anew."""
    assert {path.name: path.read_text(encoding="utf-8") for path in FOLDER.glob("*.json")} == schema_files()


@pytest.mark.parametrize("path", sorted(CONFIG.glob("*/*.yml")), ids=lambda path: path.name)
def test_each_file_begins_with_the_line_by_which_editors_find_its_schema(path: Path) -> None:
    first = path.read_text(encoding="utf-8").splitlines()[0]
    assert first == header(path.stem)
    assert (path.parent / first.rpartition("=")[2]).resolve().is_file()


def test_every_file_of_the_configuration_has_a_type_and_every_type_a_file() -> None:
    for room, models in (("query", QUERY_MODELS), ("index", INDEX_MODELS)):
        assert {path.stem for path in (CONFIG / room).glob("*.yml")} == set(models)


def test_the_schema_of_rules_knows_every_action_and_what_must_be_there() -> None:
    schema = json.loads(schema_files()["rules.schema.json"])
    assert set(schema["$defs"]["Action"]["properties"]) == {"synonym", "pin", "boost", "bury", "filter", "hide", "rewrite", "redirect", "message"}
    assert {"id", "owner", "reason", "expires", "when", "then"} <= set(schema["$defs"]["Rule"]["required"])
