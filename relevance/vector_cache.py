"""Vectors of texts on disk, by the text's hash and the model's name: a corpus is encoded once, a stopped run goes on."""

import hashlib
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from pathlib import Path

import numpy as np

from search.embedding.encoder import DIMENSION, Encoder, Vectors

_TABLE = "CREATE TABLE IF NOT EXISTS vector (model TEXT, text_hash BLOB, vector BLOB, PRIMARY KEY (model, text_hash)) WITHOUT ROWID"
# Texts encoded between two commits: what a stopped run loses at most.
_BATCH = 256
# SQLite takes at most 32,766 values in one statement.
_LOOKUP = 1_000


def encode_all(encoder: Encoder, texts: Sequence[str], file: Path, report: Callable[[str], None]) -> Vectors:
    """The vectors of `texts`, shape (len(texts), 384), in their order; what `file` does not have yet is encoded and kept there."""
    file.parent.mkdir(parents=True, exist_ok=True)
    keys = [hashlib.sha256(text.encode()).digest() for text in texts]
    with closing(sqlite3.connect(file)) as connection:
        connection.execute(_TABLE)
        known = set(_cached(connection, encoder.name, keys))
        missing = {key: text for key, text in zip(keys, texts, strict=True) if key not in known}
        for done in _encode(connection, encoder, missing):
            report(f"{done} of {len(missing)} texts encoded")
        vectors = _cached(connection, encoder.name, keys)
    found = np.zeros((len(texts), DIMENSION), dtype=np.float32)
    for row, key in enumerate(keys):
        found[row] = np.frombuffer(vectors[key], dtype="<f4")
    return found


def _encode(connection: sqlite3.Connection, encoder: Encoder, missing: dict[bytes, str]) -> Iterator[int]:
    """Encode and keep, texts of like length together; yields how many are done."""
    ordered = sorted(missing.items(), key=lambda item: len(item[1]))
    for start in range(0, len(ordered), _BATCH):
        batch = ordered[start : start + _BATCH]
        vectors = encoder.encode([text for _, text in batch]).astype("<f4")
        rows = [(encoder.name, key, vector.tobytes()) for (key, _), vector in zip(batch, vectors, strict=True)]
        connection.executemany("INSERT OR IGNORE INTO vector VALUES (?, ?, ?)", rows)
        connection.commit()
        yield start + len(batch)


def _cached(connection: sqlite3.Connection, model: str, keys: Sequence[bytes]) -> dict[bytes, bytes]:
    found: dict[bytes, bytes] = {}
    for start in range(0, len(keys), _LOOKUP):
        some = keys[start : start + _LOOKUP]
        marks = ",".join("?" * len(some))
        rows = connection.execute(f"SELECT text_hash, vector FROM vector WHERE model = ? AND text_hash IN ({marks})", (model, *some))  # noqa: S608 - marks only
        found.update(rows)
    return found
