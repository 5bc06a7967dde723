"""Names of categories, makers and equipment, ready to be completed. Pure; compiled once for each load of the catalogue's names."""

from collections.abc import Mapping
from dataclasses import dataclass

from search.labels import Labels
from search.understand.words import plain


@dataclass(frozen=True, slots=True)
class Name:
    """One spelling: `key` with a blank before each word, the id, and the name that is shown for it."""

    key: str
    id: str
    shown: str

    def tells(self, words: list[str]) -> bool:
        """Whether the name that is shown has these words itself."""
        own = _key(self.shown)
        return all(word in own for word in words)


@dataclass(frozen=True, slots=True)
class SuggestNames:
    """Every spelling by section: categories, manufacturers, equipment."""

    sections: Mapping[str, tuple[Name, ...]]

    def beginning_with(self, text: str, most: int) -> dict[str, list[tuple[str, str]]]:
        """(id, name) by section, at most `most` each: every word of the text begins a word of the name.

        Names that show the text come before those that are found by another spelling, those that begin with it come first.
        """
        words = [f" {word}" for word in _key(text).split()]
        begun = _key(text)
        found = {}
        for section, names in self.sections.items():
            matching = [name for name in names if all(word in name.key for word in words)]
            matching.sort(key=lambda name: (not name.tells(words), not name.key.startswith(begun), len(name.shown), name.shown, name.id))
            found[section] = list({name.id: name.shown for name in matching}.items())[:most]
        return found


def compile_names(labels: Labels, models: Mapping[str, str]) -> SuggestNames:
    """`models` gives the name of each equipment model by id. A maker is found by every spelling and shown by its own name."""
    makers = [(spelling, maker) for spelling, ids in labels.manufacturer_names.items() for maker in ids if maker in labels.manufacturers]
    return SuggestNames(
        {
            "categories": tuple(_name(label.name, key, label.name) for key, label in labels.categories.items()),
            "manufacturers": tuple(_name(spelling, maker, labels.manufacturers[maker]) for spelling, maker in makers),
            "equipment": tuple(_name(name, key, name) for key, name in models.items()),
        }
    )


def _name(spelling: str, key: str, shown: str) -> Name:
    return Name(_key(spelling), key, shown)


def _key(text: str) -> str:
    return " " + plain(text).replace("-", " ").replace("/", " ")
