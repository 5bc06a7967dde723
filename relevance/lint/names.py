"""Keys that must be names known elsewhere: conditions, orders, facets. Pure."""

from collections.abc import Iterator, Sequence

from relevance.lint.draft import Draft, Linter
from search.request import CONDITIONS, SORTS
from search.tuning.faults import Fault
from search.tuning.types import FacetConfig
from search.tuning.vocabulary import VocabularyFile
from search.tuning.wording import close_to


def unknown_keys(draft: Draft) -> Iterator[Fault]:
    """Conditions and orders that searches do not know."""
    words, facets = draft.value("vocabulary", VocabularyFile), draft.value("facets", FacetConfig)
    if words:
        yield from _unknown(draft, "vocabulary", "conditions", list(words.conditions), CONDITIONS)
        yield from _unknown(draft, "vocabulary", "sorts", list(words.sorts), SORTS)
    if facets:
        yield from _unknown(draft, "facets", "conditions", list(facets.conditions), CONDITIONS)


def repeated_facets(draft: Draft) -> Iterator[Fault]:
    """A facet that is listed twice would be counted and shown twice."""
    facets, seen = draft.value("facets", FacetConfig), set[str]()
    for position, facet in enumerate(facets.facets if facets else ()):
        if facet.name in seen:
            yield draft.files["facets"].fault("repeated-facet", ("facets", position, "name"), f"{facet.name} is listed twice; keep one.")
        seen.add(facet.name)


def _unknown(draft: Draft, file: str, key: str, names: Sequence[str], known: Sequence[str]) -> Iterator[Fault]:
    for name in names:
        if name not in known:
            near = close_to(name, known)
            meant = f"did you mean {near}?" if near else f"known are {', '.join(known)}."
            yield draft.files[file].key_fault("unknown-value", (key, name), f"nothing is called {name!r} here; {meant}", f"{near or known[0]}: …")


LINTERS: tuple[Linter, ...] = (unknown_keys, repeated_facets)
