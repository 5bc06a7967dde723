"""Names of what the index holds by id, and the names by which queries speak of it. Pure.

The composition builds it from the catalogue and renews it; search itself reads no table.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property

from search.understand.words import plain


@dataclass(frozen=True, slots=True)
class CategoryLabel:
    """A node of the category tree; `parent` is an id, None at a root."""

    name: str
    parent: str | None


@dataclass(frozen=True)
class Labels:
    """Labels by id. `manufacturer_names` maps every spelling of a maker (name, alias, misspelling), as typed, to its ids.

    `usd_per_unit` gives the latest rate of each currency, for prices that a query names.
    """

    categories: Mapping[str, CategoryLabel] = field(default_factory=dict)
    manufacturers: Mapping[str, str] = field(default_factory=dict)
    modalities: Mapping[str, str] = field(default_factory=dict)
    manufacturer_names: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    usd_per_unit: Mapping[str, Decimal] = field(default_factory=dict)
    models: Mapping[str, str] = field(default_factory=dict)  # equipment models
    model_modalities: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def maker_words(self) -> frozenset[str]:
        """Every word of a maker's spellings, as `plain` writes it; computed once."""
        return frozenset(word for name in self.manufacturer_names for word in plain(name).split())
