"""Loads the configuration, from the folder of the installation or from texts that come from elsewhere (a release in the database).

A broken configuration raises InvalidInput with file, line and column; nothing is defaulted in silence.
"""

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from core.errors import SetupError
from search.tuning import types
from search.tuning.checks import highest_text_score as highest_text_score  # noqa: PLC0414 - told beside what it bounds
from search.tuning.examine import Texts, examine, examine_index
from search.tuning.faults import refusal
from search.tuning.files import INDEX_MODELS, QUERY_MODELS

# The packages lie side by side, installed or not; a path keeps search free of an import of relevance.
CONFIG = Path(__file__).resolve().parents[2] / "relevance" / "config"


def load(texts: Texts, where: str = "", release: str = "") -> types.QueryConfig:
    """The configuration that `texts` make, by file name ("text.yml"). Raises InvalidInput that names every fault.

    `where` stands before each file name in what is said; `release` is the id of the release that the texts belong to.
    """
    found = examine(texts, where, release)
    if found.config is None:
        raise refusal([fault for fault in found.faults if fault.severity == "error"])
    return found.config


def release_id(texts: Mapping[str, str]) -> str:
    """Hex SHA-256 of the texts by name: the same id, the same ranking."""
    return content_hash(dict(texts))


def load_query_config(folder: Path = CONFIG / "query") -> types.QueryConfig:
    """Read everything that shapes a query. Raises InvalidInput or SetupError."""
    texts = read_texts(folder)
    _complete(folder, texts, QUERY_MODELS)
    return load(texts, f"{folder}/", release_id({name: content.decode(errors="replace") for name, content in texts.items()}))


def load_index_config(folder: Path = CONFIG / "index") -> types.IndexConfig:
    """Read the analysis and the mapping of the index. Raises InvalidInput or SetupError."""
    texts = read_texts(folder)
    _complete(folder, texts, INDEX_MODELS)
    return load_index(texts, f"{folder}/")


def load_index(texts: Texts, where: str = "") -> types.IndexConfig:
    """What a new index is made of, from `analysis.yml` and `mapping.yml`. Raises InvalidInput that names every fault."""
    found = examine_index(texts, where)
    if errors := [fault for fault in found.faults if fault.severity == "error"]:
        raise refusal(errors)
    analysis, mapping = (_without_reasons(found.files[name].data) for name in ("analysis", "mapping"))
    settings = {**mapping.get("settings", {}), "analysis": analysis}
    mappings = {"dynamic": "strict", "properties": mapping["properties"]}
    return types.IndexConfig(settings, mappings, content_hash([settings, mappings]))


def read_texts(folder: Path) -> dict[str, bytes]:
    """The files of a folder by name, as they are. Raises SetupError when the folder cannot be read."""
    try:
        return {path.name: path.read_bytes() for path in sorted(folder.glob("*.yml"))}
    except OSError as error:
        raise SetupError(f"{folder} cannot be read ({error.strerror}): it belongs to the installation of Partwise.") from error


def content_hash(value: object) -> str:
    """Hex SHA-256 of a value's canonical JSON."""
    return hashlib.sha256(json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()


def _complete(folder: Path, texts: Mapping[str, object], models: Mapping[str, object]) -> None:
    if missing := [f"{name}.yml" for name in models if f"{name}.yml" not in texts]:
        raise SetupError(f"{folder / missing[0]} is missing: it belongs to the installation of Partwise.")


def _without_reasons(value: Any) -> Any:  # noqa: ANN401 - YAML is anything
    """The engine's own words: `why` beside a number is for people."""
    if isinstance(value, dict):
        return {key: _without_reasons(inner) for key, inner in value.items() if key != "why"}
    return [_without_reasons(inner) for inner in value] if isinstance(value, list) else value
