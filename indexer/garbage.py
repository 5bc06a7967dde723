"""Python's search for cyclic garbage, made rare where documents are built by the thousand.

A batch is a forest of small objects without cycles that die together. The search is started by their number and walks them
again and again for nothing: as usual, it took half of the processor time of a comparison.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

# More objects than a batch makes, so that a search comes about once a batch; what sessions leave in cycles stays bounded.
_YOUNG = 200_000


def seek_rarely() -> None:
    """For the rest of this process."""
    gc.set_threshold(_YOUNG, *gc.get_threshold()[1:])


@contextmanager
def rarely_sought() -> Iterator[None]:
    """For this block, in all threads of the process."""
    before = gc.get_threshold()
    seek_rarely()
    try:
        yield
    finally:
        gc.set_threshold(*before)
