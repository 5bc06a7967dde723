"""Autocomplete: numbers, parts, names, own devices and past queries for a text that is being typed; one round trip.

Names come from memory, parts from the index; in the same round trip each name is checked to lead to a part.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from accounts.viewer import Viewer
from core.errors import EngineUnavailable
from core.values.part_number import fold
from search.engine import Engine
from search.fallback import Completed, SuggestFallback
from search.past_queries import PastQueries
from search.query import limits
from search.query.suggest import leads_anywhere, numbers_body, parts_body
from search.request import SearchRequest
from search.suggest_names import SuggestNames
from search.tuning.types import SuggestConfig
from search.understand.words import plain

# Section -> kind of its items, and the field of the index that holds their ids.
_DEVICES_AT = 5  # behind numbers, parts, categories, makers and equipment
_NAMED = {"categories": ("category", "category_ids"), "manufacturers": ("manufacturer", "manufacturer_id"), "equipment": ("model", "model_ids")}


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One suggestion. `part` is the name behind a number or a part; `marked` is where `text` holds what was typed: (start, end) pairs."""

    text: str
    kind: str
    id: str
    part: str
    marked: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Section:
    """Suggestions of one sort."""

    name: str
    items: tuple[Suggestion, ...]


@dataclass(frozen=True, slots=True)
class Sources:
    """Where suggestions come from besides the index. All are asked at each text, so that the composition can renew them.

    `names` are the catalogue's by id. `devices` gives the viewer's own devices that a text begins, as (external id, model), at
    most so many. `past` are queries that others made; `probe` gives the body by which the index tells whether one leads anywhere.
    """

    names: Callable[[], SuggestNames]
    devices: Callable[[str, Viewer, int], Sequence[tuple[str, str]]] = lambda _text, _viewer, _most: ()
    past: Callable[[], PastQueries] = PastQueries
    probe: Callable[[SearchRequest], dict[str, Any]] | None = None


class Suggester:
    """Answers while people type."""

    def __init__(self, engine: Engine, config: SuggestConfig, sources: Sources, fallback: SuggestFallback | None = None) -> None:
        self._engine = engine
        self._config = config
        self._sources = sources
        self._fallback = fallback

    def suggest(self, request: SearchRequest) -> tuple[Section, ...]:
        """The sections that have something, in their order. Raises InvalidInput for a text beyond the limits.

        Raises EngineUnavailable, or Unavailable when the fallback does not answer either.
        """
        limits.check(request)
        if not plain(request.q):
            return ()
        named = self._named(request.q)
        try:
            sections = self._from_engine(request, named)
        except EngineUnavailable as cause:
            if self._fallback is None:
                raise
            sections = self._from_fallback(self._fallback, request, named, cause)
        sections.insert(_DEVICES_AT, Section("devices", self._devices(request)))
        return tuple(section for section in sections if section.items)

    def _from_engine(self, request: SearchRequest, named: Mapping[str, list[Suggestion]]) -> list[Section]:
        checks = [(section, item, leads_anywhere(_NAMED[section][1], item.id)) for section, items in named.items() for item in items]
        checks += self._past_checks(request)
        bodies = {"part numbers": numbers_body(request, self._config), "parts": parts_body(request, self._config)}
        asked = {name: body for name, body in bodies.items() if body}
        answers = self._engine.searches([*asked.values(), *(body for _, _, body in checks)], 0.0)
        hits = {name: answer["hits"]["hits"] for name, answer in zip(asked, answers, strict=False)}
        leading = {(section, item) for (section, item, _), answer in zip(checks, answers[len(asked) :], strict=True) if answer["hits"]["total"]["value"]}
        most = self._config.shown.count
        return [
            Section("part_numbers", _distinct((_number(hit, request.q) for hit in hits.get("part numbers", ())), most)),
            Section("parts", _distinct((_part(hit, request.q) for hit in hits.get("parts", ())), most)),
            *(Section(name, tuple(item for item in items if (name, item) in leading)) for name, items in named.items()),
            Section("queries", tuple(item for name, item, _ in checks if name == "queries" and (name, item) in leading)),
        ]

    def _past_checks(self, request: SearchRequest) -> list[tuple[str, Suggestion, dict[str, Any]]]:
        """Past queries that the text begins, each with the body that tells whether it leads anywhere for this viewer."""
        probe = self._sources.probe
        found = self._sources.past().beginning_with(request.q, self._config.past.count) if probe else ()
        return [("queries", Suggestion(query, "query", query, "", marks(query, request.q)), probe(replace(request, q=query))) for query in found if probe]

    def _devices(self, request: SearchRequest) -> tuple[Suggestion, ...]:
        """The viewer's own devices: there are parts for each, or the way to ask for one."""
        found = self._sources.devices(request.q, request.viewer, self._config.named.count)
        return tuple(Suggestion(device, "device", device, model, marks(device, request.q)) for device, model in found)

    def _from_fallback(
        self, fallback: SuggestFallback, request: SearchRequest, named: Mapping[str, list[Suggestion]], cause: EngineUnavailable
    ) -> list[Section]:
        found = fallback(request.q, [(item.kind, item.id) for items in named.values() for item in items], request.viewer, cause)
        most = self._config.shown.count
        return [
            Section("part_numbers", _distinct((_completed_number(part, request.q) for part in found.numbers), most)),
            Section("parts", _distinct((_completed_part(part, request.q) for part in found.parts), most)),
            *(Section(name, tuple(item for item in items if (item.kind, item.id) in found.leading)) for name, items in named.items()),
        ]

    def _named(self, text: str) -> dict[str, list[Suggestion]]:
        """The names that the text begins, by section."""
        found = self._sources.names().beginning_with(text, self._config.named.count)
        return {section: [Suggestion(name, _NAMED[section][0], key, "", marks(name, text)) for key, name in names] for section, names in found.items()}


def marks(name: str, text: str) -> tuple[tuple[int, int], ...]:
    """Where the words of the text begin words of the name, as (start, end), in order."""
    lowered = name.casefold()
    if len(lowered) != len(name):
        return ()
    found = set()
    for word in text.casefold().split():
        place = next((at for at in range(len(lowered)) if lowered.startswith(word, at) and (at == 0 or not lowered[at - 1].isalnum())), None)
        if place is not None:
            found.add((place, place + len(word)))
    spans = sorted(found)
    return tuple(span for position, span in enumerate(spans) if position == 0 or span[0] >= spans[position - 1][1])


def number_marks(number: str, text: str) -> tuple[tuple[int, int], ...]:
    """The beginning of a number that folds to what was typed."""
    wanted = fold(text)
    end = next((end for end in range(1, len(number) + 1) if fold(number[:end]) == wanted), 0)
    return ((0, end),) if end else ()


def _number(hit: Mapping[str, Any], text: str) -> Suggestion:
    """The number that begins so: the part's own, else one of its public aliases as printed; else the part's own again."""
    card, matched = hit["_source"]["card"], hit.get("matched_queries", ())
    own = card["part_number"]
    if "number_folded" in matched:
        return Suggestion(own, "part_number", hit["_source"]["id"], card["name"], number_marks(own, text))
    alias = next((alias for alias in hit["_source"].get("aliases", ()) if fold(alias).startswith(fold(text))), None)
    if alias is not None:
        return Suggestion(alias, "alias", hit["_source"]["id"], f"{own} {card['name']}", number_marks(alias, text))
    kind = "superseded" if "supersedes_folded" in matched else "alias"
    return Suggestion(own, kind, hit["_source"]["id"], card["name"], ())


def _part(hit: Mapping[str, Any], text: str) -> Suggestion:
    card = hit["_source"]["card"]
    return Suggestion(card["name"], "part", hit["_source"]["id"], f"{card['manufacturer']['name']} {card['part_number']}", marks(card["name"], text))


def _completed_number(part: Completed, text: str) -> Suggestion:
    if part.alias is None:
        return Suggestion(part.part_number, "part_number", part.part_id, part.name, number_marks(part.part_number, text))
    return Suggestion(part.alias, "alias", part.part_id, f"{part.part_number} {part.name}", number_marks(part.alias, text))


def _completed_part(part: Completed, text: str) -> Suggestion:
    return Suggestion(part.name, "part", part.part_id, f"{part.manufacturer} {part.part_number}", marks(part.name, text))


def _distinct(items: Iterable[Suggestion], most: int) -> tuple[Suggestion, ...]:
    """The first of each text."""
    found: dict[str, Suggestion] = {}
    for item in items:
        found.setdefault(item.text, item)
    return tuple(found.values())[:most]
