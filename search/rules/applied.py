"""What the rules that fired do to one search, as a value that its request carries. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple

Clause = Mapping[str, Any]


class Told(NamedTuple):
    """A message of a rule to the reader."""

    rule: str
    text: str
    kind: Literal["info", "warning"]


class Way(NamedTuple):
    """A page of this site that a rule points to."""

    rule: str
    url: str
    label: str


class Rewritten(NamedTuple):
    """What was searched for instead of what was typed."""

    rule: str
    typed: str
    searched: str


@dataclass(frozen=True, slots=True)
class Applied:
    """The effects, each with the id of its rule; pins in the order of their places. `reasons` by rule id."""

    fired: tuple[str, ...] = ()
    reasons: Mapping[str, str] = field(default_factory=dict)
    pins: tuple[tuple[str, Clause], ...] = ()
    boosts: tuple[tuple[str, Clause, float], ...] = ()
    buries: tuple[tuple[str, Clause, float], ...] = ()
    filters: tuple[tuple[str, Clause], ...] = ()
    hides: tuple[tuple[str, Clause], ...] = ()
    synonyms: tuple[tuple[str, ...], ...] = ()
    messages: tuple[Told, ...] = ()
    redirect: Way | None = None
    rewritten: Rewritten | None = None

    @property
    def need_the_engine(self) -> bool:
        """Whether anything is lost while searches are answered without the engine."""
        return any((self.pins, self.boosts, self.buries, self.filters, self.hides, self.synonyms))


NO_RULES = Applied()
