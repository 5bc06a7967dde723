"""A configuration as linters see it: what could be read of it, the day, and the catalogue if it was reached. Pure."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from pydantic import BaseModel

from core.values.part_number import fold
from relevance.lint.known import Known
from search.rules.types import Action, PartName, Rule, RuleConfig, Target
from search.tuning.faults import Fault
from search.tuning.types import SynonymConfig
from search.tuning.yaml_file import YamlFile

Value = TypeVar("Value", bound=BaseModel)
Location = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Draft:
    """Files by name, the values of those that are well-formed, the day of the check, and the catalogue (None: not reached)."""

    files: Mapping[str, YamlFile]
    values: Mapping[str, BaseModel]
    today: date
    known: Known | None = None

    def value(self, name: str, kind: type[Value]) -> Value | None:
        """The value of a file, or None when it could not be read."""
        found = self.values.get(name)
        return found if isinstance(found, kind) else None

    @property
    def rules(self) -> tuple[Rule, ...]:
        """The rules in the order of the file; none when the file could not be read."""
        config = self.value("rules", RuleConfig)
        return config.rules if config else ()

    def actions(self) -> Iterator[tuple[Location, Rule, Action]]:
        """Every action with its place in rules.yml and its rule."""
        for number, rule in enumerate(self.rules):
            for position, action in enumerate(rule.then):
                yield ("rules", number, "then", position), rule, action

    def targets(self) -> Iterator[tuple[Location, Rule, str, Target]]:
        """Every target of boost, bury, filter and hide, with its kind."""
        for at, rule, action in self.actions():
            for kind, target in (("boost", action.boost and action.boost.what), ("bury", action.bury and action.bury.what)):
                if target:
                    yield (*at, kind, "what"), rule, kind, target
            for kind, target in (("filter", action.filter), ("hide", action.hide)):
                if target:
                    yield (*at, kind), rule, kind, target

    def parts(self) -> Iterator[tuple[Location, Rule, str, PartName]]:
        """Every part that is named, with the kind of action that names it."""
        for at, rule, action in self.actions():
            if action.pin:
                yield (*at, "pin", "part"), rule, "pin", action.pin.part
        for at, rule, kind, target in self.targets():
            for position, part in enumerate(target.parts):
                yield (*at, "parts", position), rule, kind, part

    def numbers(self) -> frozenset[str]:
        """Everything, folded, that may be a part number: what linters ask the catalogue for."""
        synonyms = self.value("synonyms", SynonymConfig)
        terms = [term for group in _groups(synonyms) for term in group]
        terms += [term for _, _, action in self.actions() for term in action.synonym or ()]
        return frozenset(found for text in (*terms, *(part.number for _, _, _, part in self.parts())) if (found := fold(text)))


Linter = Callable[[Draft], Iterable[Fault]]


def _groups(config: SynonymConfig | None) -> Iterable[Iterable[str]]:
    return config.groups if config else ()
