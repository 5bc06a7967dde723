"""The catalogue's names as rows."""

from catalog.vocabulary import CategoryRow, MakerRow, ModelRow, SpecificationRow, read_vocabulary
from tests.integration.catalog.shelf import Shelf


def test_every_name_is_a_row_and_own_names_come_first(shelf: Shelf) -> None:
    shelf.insert("manufacturer_alias", manufacturer_id=shelf.maker, alias="Acmee", kind="misspelling")
    shelf.insert("equipment_model_alias", model_id=shelf.model, alias="Uno")
    rows = read_vocabulary(shelf.session)
    assert [row for row in rows.makers if row.maker == shelf.maker] == [MakerRow(shelf.maker, "Acme", "name"), MakerRow(shelf.maker, "Acmee", "misspelling")]
    assert [row for row in rows.models if row.model == shelf.model] == [
        ModelRow(shelf.model, "One", shelf.maker, "MRI"),
        ModelRow(shelf.model, "Uno", shelf.maker, "MRI"),
    ]


def test_only_leaves_of_the_tree_name_a_kind_of_part(shelf: Shelf) -> None:
    rows = read_vocabulary(shelf.session)
    assert CategoryRow(shelf.category, "Batteries", own=True) in rows.categories
    assert CategoryRow(shelf.category, "accumulator", own=False) in rows.categories
    assert shelf.root not in {row.category for row in rows.categories}


def test_only_numbers_have_a_unit(shelf: Shelf) -> None:
    shelf.insert("category_specification", category_id=shelf.category, key="voltage", label="Voltage", type="number", unit="V", position=1)
    shelf.insert("category_specification", category_id=shelf.category, key="plug", label="Plug", type="enum", unit="x", options=["JST"], position=2)
    rows = [row for row in read_vocabulary(shelf.session).specifications if row.category == shelf.category]
    assert rows == [
        SpecificationRow(shelf.category, "voltage", "Voltage", "V", None, None, ()),
        SpecificationRow(shelf.category, "plug", "Plug", "", None, None, ("JST",)),
    ]


def test_a_category_is_used_in_the_modalities_of_the_models_that_its_parts_fit(shelf: Shelf) -> None:
    part = shelf.part("A1")
    assert (shelf.category, "MRI") not in read_vocabulary(shelf.session).used_in
    shelf.insert("compatibility", part_id=part, model_id=shelf.model, source="maker")
    assert (shelf.category, "MRI") in read_vocabulary(shelf.session).used_in
