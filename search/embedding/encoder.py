"""What every sentence encoder gives."""

from collections.abc import Sequence
from typing import Protocol

import numpy as np
import numpy.typing as npt

Vectors = npt.NDArray[np.float32]

DIMENSION = 384


class Encoder(Protocol):
    """Turns texts into vectors. Two encoders of the same `name` give vectors that may share an index."""

    @property
    def name(self) -> str:
        """The model, e.g. "all-MiniLM-L6-v2": part of the key under which vectors are cached."""
        ...

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Shape (len(texts), 384), float32, each row of unit length, in the order of `texts`."""
        ...
