"""Documents of a foreign catalogue as documents of our index, so that our analysis, fields and queries can be measured on them.

Nothing here is made for one corpus: what a field means is decided by its name, as the documents of ours are built by meaning.
"""

import gzip
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from core.errors import InvalidInput, SetupError
from core.values.part_number import fold
from search.schema.document import Card, OfferDocument, PartDocument

# Attributes whose value is a number of the part, in the order in which they become the part's own number.
NUMBER_FIELDS = ("part_number", "mpn", "oem_code", "oem_number", "manufacturer_part_number", "sku")
_GTIN_LENGTHS = (8, 12, 13, 14)
_MODELS_ON_CARD = 6


@dataclass(frozen=True, slots=True)
class Foreign:
    """One foreign document: its own id, and its shape in our index under an id of ours."""

    name: str
    document: PartDocument


def read_corpus(folder: Path) -> Iterator[Foreign]:
    """The documents of `docs.jsonl` or `docs.jsonl.gz`. Raises SetupError without the file, InvalidInput with its line."""
    plain, packed = folder / "docs.jsonl", folder / "docs.jsonl.gz"
    path = plain if plain.is_file() else packed
    if not path.is_file():
        raise SetupError(f"{folder} has neither docs.jsonl nor docs.jsonl.gz: name the folder of a corpus.")
    with gzip.open(path, "rt", encoding="utf-8") if path is packed else path.open(encoding="utf-8") as file:
        for number, line in enumerate(file, 1):
            if line.strip():
                yield foreign(_parsed(line, path, number), number)


def foreign(source: dict[str, Any], number: int) -> Foreign:
    """Map one document; `number` becomes its id in our index."""
    attributes = source.get("attributes") or {}
    title, model = _text(source.get("title")), _text(source.get("name"))
    name = title if model.casefold() in title.casefold() else f"{title} {model}".strip()
    numbers = _unique(value for field in NUMBER_FIELDS for value in _values(source.get(field) or attributes.get(field)))
    gtins = _unique(gtin for field in ("ean", "gtin", "upc") for gtin in _values(source.get(field)))
    maker, models = _text(source.get("brand")), _values(source.get("compatibility"))
    path = [step.strip() for step in _text(source.get("category")).split(">") if step.strip()]
    document: PartDocument = {
        "id": str(number),
        "version": 1,
        "visible": True,
        "name": name,
        "description": _text(source.get("description")),
        "manufacturer_text": [maker] if maker else [],
        "category_text": path,
        "specification_text": [text for key, value in attributes.items() if (text := _specification(key, value))],
        "model_text": models,
        "lifecycle": "active",
        "popularity": 0,
        "offers": _offers(source.get("price")),
        "card": _card(name, numbers, maker, path, models),
    }
    document.update(_numbers(numbers, gtins))
    return Foreign(_text(source.get("id")), document)


def _parsed(line: str, path: Path, number: int) -> dict[str, Any]:
    try:
        source = json.loads(line)
    except ValueError as error:
        raise InvalidInput(f"{path}:{number}: not JSON: {error}.") from error
    if not isinstance(source, dict) or not _text(source.get("id")):
        raise InvalidInput(f"{path}:{number}: write one JSON object a line, with an id.")
    return source


def _numbers(numbers: list[str], gtins: list[str]) -> PartDocument:
    """The first number is the part's own; the others and all GTINs find it too."""
    found: PartDocument = {"number_text": _unique(map(fold, numbers))}
    if numbers:
        found["number"], found["number_folded"] = numbers[0], fold(numbers[0])
    others = numbers[1:] + gtins
    found["aliases"], found["aliases_folded"] = others, _unique(map(fold, others))
    if whole := [gtin.zfill(14) for gtin in gtins if gtin.isdigit() and len(gtin) in _GTIN_LENGTHS]:
        found["gtin"] = whole[0]
    return found


def _specification(key: str, value: object) -> str:
    """ "Cable length 1.8": the attribute's name and its value; only the name when it is a yes, nothing when it is a no."""
    label = " ".join(key.replace("_", " ").split())
    if value is True:
        return label
    text = ", ".join(_values(value))
    return f"{label} {text}" if text and value is not False else ""


def _offers(cents: object) -> list[OfferDocument]:
    """A price is one public offer; it says nothing of a stock."""
    if not isinstance(cents, int) or cents <= 0:
        return []
    offer: OfferDocument = {
        "id": "1",
        "seller_id": "1",
        "condition": "new",
        "price_cents": cents,
        "stock": 0,
        "lead_time_days": 1,
        "ship_from": "US",
        "warranty_months": 0,
        "audience": ["public"],
    }
    return [offer]


def _card(name: str, numbers: list[str], maker: str, path: list[str], models: list[str]) -> Card:
    return {
        "part_number": numbers[0] if numbers else "",
        "name": name,
        "description": "",
        "manufacturer": {"id": "", "name": maker},
        "category": {"id": "", "path": path},
        "lifecycle": "active",
        "image": None,
        "rating": None,
        "rating_count": 0,
        "models": models[:_MODELS_ON_CARD],
        "replaced_by": [],
    }


def _values(value: object) -> list[str]:
    """One value or a list of them as texts; commas and semicolons separate, as in catalogues everywhere."""
    if isinstance(value, list):
        return [text for one in value for text in _values(one)]
    if isinstance(value, str):
        return [piece.strip() for piece in value.replace(";", ",").split(",") if piece.strip()]
    return [text] if (text := _text(value)) else []


def _text(value: object) -> str:
    """A value as text without outer space; whole floats without their ".0"."""
    if value is None or isinstance(value, bool):
        return ""
    return f"{value:g}" if isinstance(value, float) else " ".join(str(value).split())


def _unique(values: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(value for value in values if value))
