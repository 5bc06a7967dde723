import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from core.errors import InvalidInput, SetupError
from relevance.corpus import foreign, read_corpus
from search.schema.sentence import SENTENCE_CHARACTERS, sentence

SOURCE: dict[str, Any] = {
    "id": "x1",
    "title": "Acme Toner Black",
    "name": "TN-2110",
    "description": "For  laser printers",
    "brand": "Acme",
    "category": "Supplies > Toner",
    "ean": ["0882780756328", "12345"],
    "price": 1250,
    "compatibility": "HL-2140, HL-2150",
    "attributes": {"oem_code": "TN2110/B; TN2110", "page_yield": 1500.0, "original": True, "refill": False, "empty": None},
}


def test_fields_are_mapped_by_their_meaning() -> None:
    document = foreign(SOURCE, 7).document
    assert (document["id"], document["name"], document["description"]) == ("7", "Acme Toner Black TN-2110", "For laser printers")
    assert (document["manufacturer_text"], document["category_text"]) == (["Acme"], ["Supplies", "Toner"])
    assert document["model_text"] == ["HL-2140", "HL-2150"]
    assert [offer["price_cents"] for offer in document["offers"]] == [1250]


def test_a_model_name_is_not_repeated_in_the_name() -> None:
    assert foreign({**SOURCE, "title": "Acme tn-2110"}, 1).document["name"] == "Acme tn-2110"


def test_every_number_finds_the_document() -> None:
    document = foreign(SOURCE, 1).document
    assert (document["number"], document["number_folded"]) == ("TN2110/B", "TN2110B")
    assert document["aliases_folded"] == ["TN2110", "0882780756328", "12345"]
    assert document["gtin"] == "00882780756328"
    assert document["number_text"] == ["TN2110B", "TN2110"]


def test_attributes_become_words_but_what_a_thing_lacks_does_not() -> None:
    assert foreign(SOURCE, 1).document["specification_text"] == ["oem code TN2110/B, TN2110", "page yield 1500", "original"]


def test_a_document_of_nothing_but_an_id_is_still_one() -> None:
    document = foreign({"id": "bare"}, 1).document
    assert (document["name"], document["offers"], "number" in document, document["aliases"]) == ("", [], False, [])


def test_the_sentence_begins_with_what_the_part_is_and_is_short() -> None:
    text = sentence(foreign({**SOURCE, "description": "long " * 100}, 1).document)
    assert text.startswith("Acme Toner Black TN-2110. Toner. Acme. long")
    assert len(text) == SENTENCE_CHARACTERS


@pytest.mark.parametrize("packed", [False, True])
def test_a_corpus_is_read_plain_or_packed(tmp_path: Path, packed: bool) -> None:
    lines = (json.dumps(SOURCE) + "\n\n" + json.dumps({"id": 5}) + "\n").encode()
    (tmp_path / ("docs.jsonl.gz" if packed else "docs.jsonl")).write_bytes(gzip.compress(lines) if packed else lines)
    assert [one.name for one in read_corpus(tmp_path)] == ["x1", "5"]


@pytest.mark.parametrize("line", ["{", "[]", "{}"])
def test_a_broken_document_is_named_by_its_line(tmp_path: Path, line: str) -> None:
    (tmp_path / "docs.jsonl").write_text(f'{{"id": "a"}}\n{line}\n', encoding="utf-8")
    with pytest.raises(InvalidInput, match=r"docs\.jsonl:2: "):
        list(read_corpus(tmp_path))


def test_a_folder_without_documents_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(SetupError, match="neither"):
        list(read_corpus(tmp_path))
