"""What the catalogue itself contributes to the reading of a query: names, as plain values. Pure.

The composition builds a `Vocabulary` from the catalogue (search may not see its tables) and compiles it once into a
`Lexicon`, which the readers share. `value` is what the search parameter of that slot takes.
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

Kind = Literal["name", "alias", "misspelling", "former"]


@dataclass(frozen=True, slots=True)
class MakerName:
    """One name of a maker."""

    value: str
    name: str
    kind: Kind


@dataclass(frozen=True, slots=True)
class ModelName:
    """One name of an equipment model; its own name comes before its aliases."""

    value: str
    name: str
    maker: str
    modality: str


@dataclass(frozen=True, slots=True)
class CategoryName:
    """One name of a category; `full` for its own name, not a synonym or translation."""

    value: str
    name: str
    full: bool


@dataclass(frozen=True, slots=True)
class Specification:
    """One specification of a category; `unit` is empty unless it is a number."""

    category: str
    key: str
    label: str
    unit: str = ""
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    options: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ModalityName:
    """One name of a kind of equipment; `device_prefix` as in "MRI-20251001"."""

    value: str
    name: str
    device_prefix: str = ""


@dataclass(frozen=True, slots=True)
class ErrorCode:
    """A code that a maker's equipment shows; without `models` any of the maker's. What it means, and what to try before a part is replaced."""

    code: str
    maker: str
    models: tuple[str, ...] = ()
    meaning: str = ""
    check_first: str = ""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """All that the catalogue knows by name. `used_in`: (category, modality) pairs, which parts fit which equipment."""

    makers: tuple[MakerName, ...] = ()
    models: tuple[ModelName, ...] = ()
    categories: tuple[CategoryName, ...] = ()
    specifications: tuple[Specification, ...] = ()
    modalities: tuple[ModalityName, ...] = ()
    error_codes: tuple[ErrorCode, ...] = ()
    used_in: frozenset[tuple[str, str]] = frozenset()
