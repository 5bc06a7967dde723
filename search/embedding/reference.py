"""The reference engine: sentence-transformers (extra `semantic`), for any of its models from a local folder."""

import os
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from core.errors import SetupError
from search.embedding.encoder import Vectors

_BATCH = 16


class ReferenceEncoder:
    """A sentence-transformers model. Make it after a fork: torch used before one hangs."""

    def __init__(self, name: str, folder: Path, threads: int) -> None:
        # Set before the import: it reads the variable once, and would otherwise ask a hub for what is missing.
        os.environ["HF_HUB_OFFLINE"] = "1"
        try:
            import torch
            from sentence_transformers import SentenceTransformer
        except ImportError as error:
            raise SetupError("sentence-transformers is not installed: install the extra `semantic`, or set PARTWISE_ENCODER__ENGINE=onnx.") from error
        torch.set_num_threads(threads)
        self._model = SentenceTransformer(str(folder), device="cpu", local_files_only=True)
        self._name = name

    @property
    def name(self) -> str:
        """The model's name."""
        return self._name

    def encode(self, texts: Sequence[str]) -> Vectors:
        """See `Encoder.encode`."""
        vectors = self._model.encode(list(texts), batch_size=_BATCH, normalize_embeddings=True, convert_to_numpy=True, show_progress_bar=False)
        return np.asarray(vectors, dtype=np.float32)
