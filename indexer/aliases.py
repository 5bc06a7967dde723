"""The two aliases and the versioned indexes behind them."""

from dataclasses import dataclass

from opensearchpy import OpenSearch

from core.opensearch import translated
from search.schema import names


@dataclass(frozen=True, slots=True)
class Standing:
    """Which versioned indexes exist, and where the aliases point. Sorted by time, oldest first."""

    indexes: tuple[str, ...]
    reading: tuple[str, ...]
    writing: tuple[str, ...]


def standing(engine: OpenSearch, prefix: str) -> Standing:
    """One request. Raises EngineUnavailable."""
    with translated():
        found = engine.indices.get_alias(index=names.versioned_pattern(prefix), params={"expand_wildcards": "open"})
    read, write = names.read_alias(prefix), names.write_alias(prefix)
    return Standing(
        tuple(sorted(found)),
        tuple(sorted(name for name, about in found.items() if read in about["aliases"])),
        tuple(sorted(name for name, about in found.items() if write in about["aliases"])),
    )


def point_to(engine: OpenSearch, prefix: str, target: str) -> None:
    """Move both aliases to `target` in one atomic call. Raises EngineUnavailable or EngineRefused."""
    everything = names.versioned_pattern(prefix)
    actions: list[dict[str, dict[str, object]]] = []
    for alias in (names.read_alias(prefix), names.write_alias(prefix)):
        actions.append({"remove": {"index": everything, "alias": alias, "must_exist": False}})
        actions.append({"add": {"index": target, "alias": alias}})
    with translated():
        engine.indices.update_aliases(body={"actions": actions})
