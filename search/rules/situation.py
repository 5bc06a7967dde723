"""What a rule may ask about a search, as one value, in the words of rules.yml (slugs, not ids). Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True, slots=True)
class Situation:
    """A search as rules see it. `slots` holds what certain and likely chips say; `categories` those searched in, with all above them."""

    query: str
    today: date
    slots: Mapping[str, frozenset[str]] = field(default_factory=dict)
    categories: frozenset[str] = frozenset()
    models: frozenset[str] = frozenset()
    organisation: str = ""  # its type; empty without one
    roles: frozenset[str] = frozenset()
    ticket: bool = False
