"""Vectors of documents: cached in PostgreSQL by the text's hash and the model, computed apart from indexing.

A document never waits for its vector. Without one in the cache it goes out as it is and the part is noted in
`embedding_request`; `embed` works that list off and then offers the part to the index again.
"""

import hashlib
from collections.abc import Callable, Sequence

import numpy as np
import sqlalchemy as sa
from sqlalchemy.orm import Session

from catalog.bundles import load_bundles
from core.db import snapshot, transaction
from indexer import document
from indexer.resources import Resources
from search.embedding.encoder import Encoder
from search.schema.document import PartDocument
from search.schema.sentence import sentence

_CACHED = "SELECT text_hash, vector FROM embedding WHERE model = :model AND text_hash = ANY (:hashes)"
_ASK = "INSERT INTO embedding_request (part_id) SELECT unnest(CAST(:ids AS bigint[])) ON CONFLICT DO NOTHING RETURNING part_id"
_ASKED = "SELECT part_id FROM embedding_request ORDER BY asked_at, part_id LIMIT :most"
_STORE = (
    "INSERT INTO embedding (text_hash, model, vector) SELECT unnest(CAST(:hashes AS bytea[])), :model, unnest(CAST(:vectors AS bytea[])) ON CONFLICT DO NOTHING"
)
_ANSWERED = "DELETE FROM embedding_request WHERE part_id = ANY (:ids)"
_OFFER = "INSERT INTO index_outbox (part_id, version) SELECT id, version FROM part WHERE id = ANY (:ids) ORDER BY id"
# Six decimals keep a cosine to 1e-6 and the document at half the size of full float32 text.
_DECIMALS = 6


def text_hash(text: str) -> bytes:
    """SHA-256 of the text."""
    return hashlib.sha256(text.encode()).digest()


def attach(session: Session, model: str, documents: Sequence[PartDocument]) -> list[int]:
    """Put cached vectors into `documents`; returns the parts whose vector is still to be computed."""
    hashes = {one["id"]: text_hash(text) for one in documents if (text := sentence(one))}
    if not model or not hashes:
        return []
    found = _cached(session, model, list(set(hashes.values())))
    for one in documents:
        vector = found.get(hashes.get(one["id"], b""))
        if vector is not None:
            one["vector"] = [round(value, _DECIMALS) for value in np.frombuffer(vector, dtype="<f4").tolist()]
    return [int(part_id) for part_id, key in hashes.items() if key not in found]


def ask(session: Session, part_ids: Sequence[int]) -> int:
    """Note that these parts' documents went out without a vector; returns how many were not waiting for one already."""
    if not part_ids:
        return 0
    return len(session.execute(sa.text(_ASK), {"ids": sorted(part_ids)}).all())


def embed(resources: Resources, load_encoder: Callable[[], Encoder | None], most: int) -> int:
    """Compute the vectors of up to `most` parts that wait and offer the parts to the index again; returns how many.

    The encoder is loaded only when there is work. The requests go in the transaction that stores the vectors, so
    whatever stops the encoder leaves them in place.
    """
    with snapshot(resources.db) as session:
        asked = list(session.execute(sa.text(_ASKED), {"most": most}).scalars())
    encoder = load_encoder() if asked else None
    if encoder is None:
        return 0
    with snapshot(resources.db) as session:
        documents = [document.build(bundle) for bundle in load_bundles(session, asked).values()]
        texts = {text_hash(text): text for one in documents if (text := sentence(one))}
        cached = _cached(session, encoder.name, list(texts))
    missing = [key for key in texts if key not in cached]
    vectors = encoder.encode([texts[key] for key in missing]).astype("<f4") if missing else ()
    with transaction(resources.db) as session:
        values = {"hashes": missing, "model": encoder.name, "vectors": [vector.tobytes() for vector in vectors]}
        session.execute(sa.text(_STORE), values)
        session.execute(sa.text(_ANSWERED), {"ids": asked})
        session.execute(sa.text(_OFFER), {"ids": asked})
    return len(asked)


def _cached(session: Session, model: str, hashes: list[bytes]) -> dict[bytes, bytes]:
    """Stored vectors by text hash."""
    rows = session.execute(sa.text(_CACHED), {"model": model, "hashes": hashes})
    return {bytes(key): bytes(vector) for key, vector in rows}
