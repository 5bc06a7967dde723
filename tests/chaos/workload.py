"""Writers: what a marketplace does to its catalogue, from several threads, with slow and with withdrawn transactions."""

import random
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from tests.chaos.catalogue import INSERT_PARTS, SIZES
from tests.chaos.history import History, Operation, Outcome

GHOST = "Ghost"
_BATCH = 12
_ROLLED_BACK, _SLOW = 0.08, 0.01
_SLOW_S = (1.0, 4.0)


@dataclass(slots=True)
class Ids:
    """Parts that writers choose from; shared, so some are gone when they are asked for."""

    known: list[int]
    lock: threading.Lock = field(default_factory=threading.Lock)

    def some(self, dice: random.Random, count: int) -> list[int]:
        """Up to `count` parts in order, hot ones more often: a fifth of the parts gets half of the changes."""
        with self.lock:
            hot = self.known[: max(1, len(self.known) // 5)]
            return sorted({dice.choice(hot if dice.random() < 0.5 else self.known) for _ in range(count)})

    def add(self, found: list[int]) -> None:
        """Remember new parts."""
        with self.lock:
            self.known.extend(found)

    def drop(self, gone: list[int]) -> None:
        """Forget deleted parts."""
        with self.lock:
            self.known = [part_id for part_id in self.known if part_id not in gone]


# Kind -> weight and statement; each changes the parts `:ids` (or few rows that parts share) and says how many rows.
STATEMENTS: dict[str, tuple[int, str]] = {
    "rename": (200, "UPDATE part SET name = :word || ' ' || id WHERE id = ANY (:ids)"),
    "popularity": (100, "UPDATE part SET popularity = :number WHERE id = ANY (:ids)"),
    "price": (200, "UPDATE offer SET price = :number + 1 WHERE part_id = ANY (:ids)"),
    "stock": (
        200,
        "INSERT INTO stock_ledger (offer_id, kind, quantity, actor) SELECT id, 'receive', 1 + :number % 9, 'chaos' FROM offer WHERE part_id = ANY (:ids)",
    ),
    "offer status": (80, "UPDATE offer SET status = CASE status WHEN 'active' THEN 'paused' ELSE 'active' END WHERE part_id = ANY (:ids)"),
    "alias": (80, "INSERT INTO part_alias (part_id, alias, kind) SELECT id, :word, 'legacy' FROM part WHERE id = ANY (:ids) ON CONFLICT DO NOTHING"),
    "alias gone": (40, "DELETE FROM part_alias WHERE part_id = ANY (:ids) AND kind = 'legacy'"),
    "relation": (
        20,
        (
            "INSERT INTO part_relation (part_id, related_part_id, kind) SELECT id, id + 1, "
            "CASE WHEN :number % 2 = 0 THEN 'alternative' ELSE 'superseded_by' END FROM part p "
            "WHERE id = ANY (:ids) AND EXISTS (SELECT FROM part n WHERE n.id = p.id + 1) ON CONFLICT DO NOTHING"
        ),
    ),
    "relation gone": (10, "DELETE FROM part_relation WHERE part_id = ANY (:ids)"),
    "hidden": (30, "UPDATE part SET removed_at = CASE WHEN removed_at IS NULL THEN now() END WHERE id = ANY (:ids)"),
    "deleted": (50, "DELETE FROM part WHERE id = ANY (:ids)"),
    "inserted": (55, INSERT_PARTS),
    "seller": (
        3,
        "UPDATE organisation SET seller_status = CASE seller_status WHEN 'approved' THEN 'suspended' ELSE 'approved' END WHERE id = 1 + :number % :sellers",
    ),
    "maker": (4, "UPDATE manufacturer SET name = 'Maker ' || id || ' ' || :word WHERE id = 1 + :number % :makers"),
    "category": (3, "UPDATE category SET name = 'Category ' || id || ' ' || :word WHERE id = 1 + :number % :categories"),
}
_KINDS, _WEIGHTS = list(STATEMENTS), [weight for weight, _ in STATEMENTS.values()]
# Few rows that many parts share, or whole parts: never in a slow transaction, which would hold up every other writer.
_QUICK_ONLY = {"relation", "relation gone", "seller", "maker", "category", "deleted", "inserted"}


@dataclass(slots=True)
class Writer:
    """One thread's worth of transactions, at most `rate` a second."""

    name: str
    engine: sa.Engine
    ids: Ids
    history: History
    seed: str
    rate: float

    def run(self, stopped: Callable[[], bool]) -> None:
        """Write until stopped."""
        dice = random.Random(self.seed)
        number = 0
        while not stopped():
            begun = time.monotonic()
            self._transaction(dice, number)
            number += 1
            time.sleep(max(0.0, 1 / self.rate - (time.monotonic() - begun)))

    def _transaction(self, dice: random.Random, number: int) -> None:
        kinds = tuple(dice.choices(_KINDS, _WEIGHTS, k=dice.choice((1, 1, 1, 2, 3))))
        withdrawn = dice.random() < _ROLLED_BACK
        slow = dice.random() < _SLOW and not _QUICK_ONLY & set(kinds)
        # Few words, so that names and aliases meet again; ghosts are words that must never be seen.
        word = f"{GHOST} {self.name} {number}" if withdrawn else f"Word{dice.randrange(50)}"
        invoked, changes, outcome = time.monotonic(), 0, "ok"
        added: list[int] = []
        gone: list[int] = []
        connection = None
        try:
            connection = self.engine.connect()
            for kind in kinds:
                ids = self.ids.some(dice, 1 if kind in _QUICK_ONLY else dice.randint(1, _BATCH))
                result = connection.execute(sa.text(STATEMENTS[kind][1]), self._values(dice, ids, word))
                changes += result.rowcount
                added += result.scalars().all() if kind == "inserted" else []
                gone += ids if kind == "deleted" else []
            if slow:
                time.sleep(dice.uniform(*_SLOW_S))
            outcome = "fail" if withdrawn else "info"
            connection.rollback() if withdrawn else connection.commit()
            outcome = "fail" if withdrawn else "ok"
        except DBAPIError as error:
            outcome = "info" if error.connection_invalidated and outcome == "info" else "fail"
        finally:
            self._put_back(connection)
        if outcome != "fail":
            self.ids.add(added)
            self.ids.drop(gone)
        self.history.add(Operation(self.name, kinds, invoked, time.monotonic(), _known(outcome), changes))

    def _put_back(self, connection: sa.Connection | None) -> None:
        """Give the connection back; one that was lost meanwhile is thrown away."""
        try:
            if connection is not None:
                connection.close()
        except SQLAlchemyError:
            if connection is not None and not connection.closed:
                connection.invalidate()

    def _values(self, dice: random.Random, ids: list[int], word: str) -> dict[str, object]:
        number = dice.randrange(1, 1000)
        return {"ids": ids, "word": word, "number": number, "first": number, "last": number, **SIZES}


def _known(outcome: str) -> Outcome:
    return "ok" if outcome == "ok" else "info" if outcome == "info" else "fail"
