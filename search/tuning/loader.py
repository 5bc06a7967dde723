"""Reads `relevance/config`. A broken file raises InvalidInput with file and line; nothing is defaulted in silence."""

import hashlib
import json
from pathlib import Path
from typing import Any

from search.tuning.types import IndexConfig
from search.tuning.yaml_file import read

# The packages lie side by side, installed or not; a path keeps search free of an import of relevance.
CONFIG = Path(__file__).resolve().parents[2] / "relevance" / "config"


def load_index_config(folder: Path = CONFIG / "index") -> IndexConfig:
    """Read the analysis and the mapping of the index. Raises InvalidInput or SetupError."""
    analysis = read(folder / "analysis.yml")
    mapping = read(folder / "mapping.yml")
    for section in analysis.data:
        if section not in ("char_filter", "tokenizer", "filter", "analyzer"):
            raise analysis.error((section,), "unknown section; write char_filter, tokenizer, filter or analyzer.")
    if mapping.data.get("dynamic") != "strict":
        raise mapping.error(("dynamic",), "must be strict: a document with an unknown field is refused, not guessed.")
    for name, definition in mapping.data.get("properties", {}).items():
        for role in ("analyzer", "search_analyzer"):
            if role in definition and definition[role] not in analysis.data.get("analyzer", {}):
                raise mapping.error(("properties", name, role), f"no analyzer {definition[role]!r} in {analysis.path.name}.")
    settings = {**mapping.data.get("settings", {}), "analysis": analysis.data}
    mappings = {"dynamic": "strict", "properties": mapping.data["properties"]}
    return IndexConfig(settings, mappings, content_hash([settings, mappings]))


def content_hash(value: Any) -> str:
    """Hex SHA-256 of a value's canonical JSON."""
    return hashlib.sha256(json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()
