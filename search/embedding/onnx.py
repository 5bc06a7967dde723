"""The light engine: onnxruntime and tokenizers, mean pooling over the words, unit length."""

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import onnxruntime
from tokenizers import Tokenizer

from search.embedding.encoder import DIMENSION, Vectors

# Batches of 8 to 16 texts of like length are the fastest on a CPU; 64 long ones take 1.9 GB.
BATCH = 16
_DEFAULT_TOKENS = 256


class OnnxEncoder:
    """One model file with its tokenizer. Make it after a fork, not before: its threads do not survive one."""

    def __init__(self, name: str, model: Path, tokenizer: Path, threads: int) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        # Without it a batch of long texts keeps its memory for the life of the process.
        options.enable_cpu_mem_arena = False
        self._session = onnxruntime.InferenceSession(str(model), options, providers=["CPUExecutionProvider"])
        self._inputs = {one.name for one in self._session.get_inputs()}
        self._tokenizer = Tokenizer.from_file(str(tokenizer))
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(_token_limit(tokenizer.parent))
        self._name = name

    @property
    def name(self) -> str:
        """The model's name."""
        return self._name

    def encode(self, texts: Sequence[str]) -> Vectors:
        """See `Encoder.encode`."""
        encoded = [one.ids for one in self._tokenizer.encode_batch(list(texts))]
        order = sorted(range(len(encoded)), key=lambda at: len(encoded[at]))
        vectors = np.zeros((len(encoded), DIMENSION), dtype=np.float32)
        for start in range(0, len(order), BATCH):
            batch = order[start : start + BATCH]
            vectors[batch] = self._encode_batch([encoded[at] for at in batch])
        return vectors

    def _encode_batch(self, batch: Sequence[Sequence[int]]) -> Vectors:
        """Vectors of one batch of token lists, padded to the longest."""
        ids = np.zeros((len(batch), max(map(len, batch))), dtype=np.int64)
        mask = np.zeros_like(ids)
        for row, tokens in enumerate(batch):
            ids[row, : len(tokens)] = tokens
            mask[row, : len(tokens)] = 1
        feed = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
        words = np.asarray(self._session.run(None, {key: value for key, value in feed.items() if key in self._inputs})[0], dtype=np.float32)
        weight = mask[..., None].astype(np.float32)
        pooled = (words * weight).sum(axis=1) / weight.sum(axis=1)
        unit: Vectors = (pooled / np.linalg.norm(pooled, axis=1, keepdims=True)).astype(np.float32)
        return unit


def _token_limit(folder: Path) -> int:
    """How many tokens of a text the model was trained to read."""
    path = folder / "sentence_bert_config.json"
    if not path.is_file():
        return _DEFAULT_TOKENS
    return int(json.loads(path.read_text(encoding="utf-8")).get("max_seq_length", _DEFAULT_TOKENS))
