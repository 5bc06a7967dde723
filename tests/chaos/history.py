"""What was asked and what came of it, by whom and when: the record that the checker reads."""

import threading
from collections import Counter
from dataclasses import dataclass, field
from typing import Literal

Outcome = Literal["ok", "fail", "info"]


@dataclass(frozen=True, slots=True)
class Operation:
    """One transaction of a writer. `info`: the connection was lost, nobody knows whether it was committed."""

    process: str
    kinds: tuple[str, ...]
    invoked: float
    completed: float
    outcome: Outcome
    changes: int


@dataclass(frozen=True, slots=True)
class Backwards:
    """A reader saw an older version of a part (None: none) after a newer one."""

    reader: str
    part_id: int
    seen: int
    then: int | None
    at: float


@dataclass(slots=True)
class History:
    """Appended to by all threads."""

    operations: list[Operation] = field(default_factory=list)
    backwards: list[Backwards] = field(default_factory=list)
    ghosts: set[int] = field(default_factory=set)
    reads: Counter[str] = field(default_factory=Counter)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def add(self, operation: Operation) -> None:
        """Record a transaction."""
        with self.lock:
            self.operations.append(operation)

    def read(self, outcome: str) -> None:
        """Count a read."""
        with self.lock:
            self.reads[outcome] += 1

    def outcomes(self) -> dict[str, int]:
        """Number of transactions by outcome."""
        return dict(Counter(operation.outcome for operation in self.operations))

    def changes(self) -> int:
        """Rows changed by the transactions that were committed."""
        return sum(operation.changes for operation in self.operations if operation.outcome == "ok")

    def kinds(self) -> dict[str, int]:
        """Number of committed changes by what they do."""
        return dict(sorted(Counter(kind for operation in self.operations if operation.outcome == "ok" for kind in operation.kinds).items()))
