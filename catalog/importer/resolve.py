"""Finds the maker, category or seller that a file names, by its name, its aliases or a near spelling; creates what is new.

What was created or taken for something else is kept, to be told at the end of the import.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

import sqlalchemy as sa
from rapidfuzz import fuzz, process
from sqlalchemy.orm import Session

from accounts.models import Organisation
from catalog.importer.cells import BadCell
from catalog.importer.drafts import UNCATEGORISED, Defaults
from catalog.models import Category, Manufacturer, ManufacturerAlias
from catalog.service.names import create_category, create_manufacturer, create_seller

# How alike a misspelt name must be to be taken for a known one; short names differ too easily.
_LIKENESS = 92
_SHORTEST = 6
_LEGAL_FORMS = frozenset(
    ("inc", "ltd", "llc", "gmbh", "corp", "corporation", "company", "co", "ag", "sa", "bv", "nv", "plc", "kg", "pvt", "limited", "srl", "spa", "oy", "ab")
)


@dataclass(slots=True)
class Resolved:
    """What the import made of names: created ones, and (as written, as known) for those taken by likeness."""

    manufacturers: list[str] = field(default_factory=list)
    categories: list[str] = field(default_factory=list)
    sellers: list[str] = field(default_factory=list)
    taken_for: dict[str, str] = field(default_factory=dict)


def key_of(name: str) -> str:
    """A name for comparing: no case, accents, punctuation or legal form."""
    plain = unicodedata.normalize("NFKD", name).casefold()
    words = re.findall(r"[^\W_]+", "".join(mark for mark in plain if not unicodedata.combining(mark)))
    kept = [word for word in words if word not in _LEGAL_FORMS]
    return " ".join(kept or words)


class Names:
    """The names known to the catalogue, read once; what an import adds is added here too."""

    def __init__(self, session: Session, defaults: Defaults) -> None:
        self.resolved = Resolved()
        self._defaults = defaults
        self._makers = _by_name(session.execute(sa.select(Manufacturer.name, Manufacturer.id)).all())
        self._maker_aliases = _by_name(session.execute(sa.select(ManufacturerAlias.alias, ManufacturerAlias.manufacturer_id)).all())
        self._maker_names = {row.id: row.name for row in session.execute(sa.select(Manufacturer.id, Manufacturer.name))}
        self._sellers = _by_name(session.execute(sa.select(Organisation.name, Organisation.id)).all())
        self._categories: dict[tuple[int | None, str], int] = {}
        self._category_names: dict[str, set[int]] = defaultdict(set)
        self._shown: dict[int, str] = {}
        for row in session.execute(sa.select(Category.id, Category.parent_id, Category.name, Category.synonyms).order_by(Category.id)):
            self._categories.setdefault((row.parent_id, key_of(row.name)), row.id)
            self._shown[row.id] = row.name
            for name in (row.name, *row.synonyms):
                self._category_names[key_of(name)].add(row.id)

    def manufacturer(self, session: Session, name: str) -> int:
        """The maker's id. Raises BadCell when a former or shared name may mean several."""
        key = key_of(name)
        known = self._makers.get(key) or self._maker_aliases.get(key)
        if not known and (known := self._like(key, self._makers)):
            self.resolved.taken_for[name] = self._maker_names[min(known)]
        if known and len(known) > 1:
            choices = " or ".join(sorted(self._maker_names[maker] for maker in known))
            raise BadCell("may mean several makers", f"write {choices}")
        if known:
            return next(iter(known))
        maker = create_manufacturer(session, name)
        self._makers[key] = {maker.id}
        self._maker_names[maker.id] = name
        self.resolved.manufacturers.append(name)
        return maker.id

    def seller(self, session: Session, name: str, currency: str) -> int:
        """The seller's id. Raises BadCell when organisations share the name."""
        key = key_of(name)
        known = self._sellers.get(key)
        if known and len(known) > 1:
            raise BadCell("is the name of several organisations", "write the seller's full name")
        if known:
            return next(iter(known))
        seller = create_seller(session, name, country=self._defaults.country, currency=currency)
        self._sellers[key] = {seller.id}
        self.resolved.sellers.append(name)
        return seller.id

    def category(self, session: Session, text: str) -> int:
        """The category's id: of a path "A > B" or "A/B" step by step, of a single name anywhere in the tree."""
        steps = [" ".join(step.split()) for step in re.split(r">|(?<=\S)/(?=\S)", text or UNCATEGORISED) if step.strip()]
        if len(steps) == 1:
            known = self._category_names.get(key_of(steps[0]))
            if not known and (known := self._like(key_of(steps[0]), self._category_names)):
                self.resolved.taken_for[steps[0]] = self._shown[min(known)]
            if known:
                return min(known)
        parent: int | None = None
        for step in steps:
            found = self._categories.get((parent, key_of(step)))
            parent = found if found is not None else self._create_category(session, step, parent)
        if parent is None:
            raise BadCell("is no category", "write its name, or leave it empty")
        return parent

    def _create_category(self, session: Session, name: str, parent: int | None) -> int:
        category = create_category(session, name, parent)
        self._categories[(parent, key_of(name))] = category.id
        self._category_names[key_of(name)].add(category.id)
        self._shown[category.id] = name
        self.resolved.categories.append(name)
        return category.id

    @staticmethod
    def _like(key: str, known: dict[str, set[int]]) -> set[int] | None:
        """Those of the one known name that is nearly the same, with the same digits."""
        if len(key) < _SHORTEST:
            return None
        found = process.extractOne(key, known.keys(), scorer=fuzz.ratio, score_cutoff=_LIKENESS)
        if found is None or re.findall(r"\d+", found[0]) != re.findall(r"\d+", key):
            return None
        return known[found[0]]


def _by_name(rows: Iterable[sa.Row[str, int]]) -> dict[str, set[int]]:
    names: dict[str, set[int]] = defaultdict(set)
    for name, key in rows:
        names[key_of(name)].add(key)
    return dict(names)
