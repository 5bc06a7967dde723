"""A release of the configuration: the texts of both its folders, by path, under the hash of them all.

Paths are `query/text.yml` and the like. The installed configuration is a release like any other, only that nobody published it.
"""

from collections.abc import Mapping
from pathlib import Path

from core.errors import InvalidInput
from search.tuning import types
from search.tuning.loader import CONFIG, content_hash, load, load_index, read_texts

FOLDERS = ("index", "query")


def read_release(folder: Path = CONFIG) -> dict[str, str]:
    """The texts of a configuration folder, by path below it. Raises SetupError when it cannot be read, InvalidInput when it is not UTF-8."""
    files: dict[str, str] = {}
    for name in FOLDERS:
        for file, content in read_texts(folder / name).items():
            try:
                files[f"{name}/{file}"] = content.decode()
            except UnicodeDecodeError as error:
                raise InvalidInput(f"{folder / name / file}: not UTF-8 at byte {error.start}: save it as UTF-8.") from error
    return files


def fingerprint(files: Mapping[str, str]) -> str:
    """Hex SHA-256 of the texts by path: the same id, the same ranking."""
    return content_hash(dict(files))


def load_release(files: Mapping[str, str]) -> types.QueryConfig:
    """What shapes a query in this release. Raises InvalidInput that names every fault."""
    return load(_of(files, "query"), "query/", fingerprint(files))


def load_release_index(files: Mapping[str, str]) -> types.IndexConfig:
    """What a new index is made of in this release. Raises InvalidInput that names every fault."""
    return load_index(_of(files, "index"), "index/")


def _of(files: Mapping[str, str], folder: str) -> dict[str, str]:
    return {path.removeprefix(f"{folder}/"): text for path, text in files.items() if path.startswith(f"{folder}/")}
