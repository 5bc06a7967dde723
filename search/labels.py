"""Names of what the index holds by id, and the names by which queries speak of it. Pure.

The composition builds it from the catalogue and renews it; search itself reads no table.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Literal

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
    # Slug -> id: by slugs the configuration names what ids of one database would not name in another.
    category_slugs: Mapping[str, str] = field(default_factory=dict)
    model_slugs: Mapping[str, str] = field(default_factory=dict)
    maker_slugs: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def maker_words(self) -> frozenset[str]:
        """Every word of a maker's spellings, as `plain` writes it; computed once."""
        return frozenset(word for name in self.manufacturer_names for word in plain(name).split())

    def makers_called(self, name: str) -> tuple[str, ...]:
        """The ids of the makers with this slug or, failing that, this name, alias or misspelling."""
        by_slug = self.maker_slugs.get(name)
        return (by_slug,) if by_slug else self._makers_by_plain_name.get(plain(name), ())

    def slug_of(self, kind: Literal["category", "model", "manufacturer"], identifier: str) -> str:
        """The slug of an id; the id itself when there is none."""
        return self._slugs[kind].get(identifier, identifier)

    @cached_property
    def _slugs(self) -> dict[str, dict[str, str]]:
        known = {"category": self.category_slugs, "model": self.model_slugs, "manufacturer": self.maker_slugs}
        return {kind: {identifier: slug for slug, identifier in slugs.items()} for kind, slugs in known.items()}

    @cached_property
    def _makers_by_plain_name(self) -> dict[str, tuple[str, ...]]:
        return {plain(name): makers for name, makers in self.manufacturer_names.items()}
