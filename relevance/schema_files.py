"""The JSON Schemas of the configuration's files, made from the types that the loader reads them with. Pure but for the path of the folder."""

import json
from pathlib import Path
from typing import Any

from search.tuning.files import INDEX_MODELS, QUERY_MODELS

FOLDER = Path(__file__).resolve().parent / "schema"
SUFFIX = ".schema.json"
_DIALECT = "https://json-schema.org/draft/2020-12/schema"


def schema_files() -> dict[str, str]:
    """File name -> text, one for each file of the configuration."""
    return {f"{name}{SUFFIX}": _text(model.model_json_schema(), name) for name, model in {**QUERY_MODELS, **INDEX_MODELS}.items()}


def header(name: str) -> str:
    """The first line of a file of the configuration, by which editors find its schema."""
    return f"# yaml-language-server: $schema=../../schema/{name}{SUFFIX}"


def _text(schema: dict[str, Any], name: str) -> str:
    return json.dumps({"$schema": _DIALECT, **schema, "title": f"{name}.yml"}, indent=1, ensure_ascii=False) + "\n"
