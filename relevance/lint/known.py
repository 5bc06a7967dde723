"""What linters know of the catalogue; the composition reads it, a check without a database goes without. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from search.understand.text import phrase_key


@dataclass(frozen=True, slots=True)
class KnownPart:
    """A part: its maker (slug), lifecycle, whether anybody sells it, its categories (slugs, leaf and above), and what it is listed for."""

    maker: str
    number: str  # as printed
    lifecycle: str
    sold: bool
    categories: frozenset[str] = frozenset()
    models: frozenset[str] = frozenset()
    modalities: frozenset[str] = frozenset()  # universal for them


@dataclass(frozen=True, slots=True)
class Known:
    """Names of the catalogue by slug, and how many parts each has; `numbers` (folded) only as far as they were asked for.

    `makers` maps every spelling of a maker, as `phrase_key` writes it, to slugs.
    """

    makers: Mapping[str, frozenset[str]] = field(default_factory=dict)
    maker_parts: Mapping[str, int] = field(default_factory=dict)  # slug -> parts
    category_parts: Mapping[str, int] = field(default_factory=dict)  # slug -> parts, with everything below
    category_specifications: Mapping[str, frozenset[str]] = field(default_factory=dict)
    model_modalities: Mapping[str, str] = field(default_factory=dict)  # slug -> code
    model_parts: Mapping[str, int] = field(default_factory=dict)  # slug -> parts listed for it
    modalities: frozenset[str] = frozenset()
    numbers: Mapping[str, tuple[KnownPart, ...]] = field(default_factory=dict)

    def makers_called(self, name: str) -> frozenset[str]:
        """The slugs of the makers with this slug or name."""
        return frozenset({name}) if name in self.maker_parts else self.makers.get(phrase_key(name), frozenset())
