"""What change capture costs a writer: commits a second with its triggers and without, in one run, slice by slice.

On copies of the tables, with every other trigger in place: only those that capture are switched off.
"""

import random
import time
from itertools import product
from typing import Any

import sqlalchemy as sa

from core.errors import NotFound
from indexer.bench.copies import copied
from indexer.resources import Resources

_SCHEMA = "bench_capture"
_TABLES = ("part", "part_relation", "offer", "offer_tier", "stock_ledger", "index_outbox", "index_fanout")
_ROUNDS = 4
_PARTS = 2000
# In this order: offers and relations of the parts that are there.
_FILLED = {"part": f"ORDER BY id LIMIT {_PARTS}", "part_relation": "WHERE part_id IN (SELECT id FROM part)"}
_OFFERS = (
    "INSERT INTO offer (id, part_id, seller_id, seller_sku, condition, price, currency, lead_time_days, ship_from) "
    "SELECT id, id, 1, 'S-' || id, 'new', 100, 'USD', 3, 'DE' FROM part WHERE removed_at IS NULL"
)
_COLUMNS = (
    "SELECT string_agg(quote_ident(column_name), ', ' ORDER BY ordinal_position) FROM information_schema.columns "
    "WHERE table_schema = 'public' AND table_name = :name AND is_generated = 'NEVER'"
)
_CAPTURING = (
    "SELECT tgrelid::regclass::text, tgname FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid JOIN pg_class c ON c.oid = t.tgrelid "
    "WHERE c.relnamespace = CAST(:name AS regnamespace) AND (p.proname LIKE 'capture%' OR p.proname = 'part_next_version')"
)
# What a writer commits: its name -> the statement for the offer (and so the part) of an id.
_WRITES = {
    "part": "UPDATE part SET popularity = popularity + 1 WHERE id = :id",
    "price": "UPDATE offer SET price = price + 0.01 WHERE id = :id",
    "stock": "INSERT INTO stock_ledger (offer_id, kind, quantity, actor) VALUES (:id, 'receive', 1, 'bench')",
}


def measure(resources: Resources, seconds: float) -> dict[str, Any]:
    """Commits a second of single-row writes with and without capture, alternating; `ratio` is the worst. Raises NotFound without parts."""
    commits = dict.fromkeys(product(_WRITES, (True, False)), 0)
    spent = dict.fromkeys(commits, 0.0)
    with resources.db.connect() as connection, copied(connection, _SCHEMA, _TABLES):
        ids = _fill(connection)
        for _, (write, captured) in product(range(_ROUNDS), commits):
            _switch(connection, captured=captured)
            begun = time.perf_counter()
            commits[write, captured] += _commit(connection, _WRITES[write], ids, seconds / _ROUNDS / len(commits))
            spent[write, captured] += time.perf_counter() - begun
    rate = {kind: commits[kind] / spent[kind] for kind in commits}
    found = {}
    for write in _WRITES:
        with_capture, without = rate[write, True], rate[write, False]
        found[write] = {"with_per_s": round(with_capture, 1), "without_per_s": round(without, 1), "ratio": round(with_capture / without, 3)}
    return {"bench": "capture", **found, "ratio": min(one["ratio"] for one in found.values())}


def _fill(connection: sa.Connection) -> list[int]:
    """Copy parts with their relations and give each an offer; the ids of the offers, which are those of the parts."""
    for table, which in _FILLED.items():
        columns = connection.execute(sa.text(_COLUMNS), {"name": table}).scalar_one()
        connection.execute(sa.text(f"INSERT INTO {table} ({columns}) SELECT {columns} FROM public.{table} {which}"))
    connection.execute(sa.text(_OFFERS))
    ids = list(connection.execute(sa.text("SELECT id FROM offer ORDER BY id")).scalars())
    connection.execute(sa.text("TRUNCATE index_outbox"))
    connection.commit()
    if not ids:
        raise NotFound("There are no parts to change: load some first.")
    return ids


def _switch(connection: sa.Connection, *, captured: bool) -> None:
    """Switch the capturing triggers of the copies on or off."""
    for table, trigger in connection.execute(sa.text(_CAPTURING), {"name": _SCHEMA}).all():
        connection.execute(sa.text(f"ALTER TABLE {table} {'ENABLE' if captured else 'DISABLE'} TRIGGER {trigger}"))
    connection.commit()


def _commit(connection: sa.Connection, statement: str, ids: list[int], seconds: float) -> int:
    """Commit one change after the other for `seconds`; returns how many."""
    until, number = time.perf_counter() + seconds, 0
    while time.perf_counter() < until:
        connection.execute(sa.text(statement), {"id": random.choice(ids)})  # noqa: S311 - which of them is no secret
        connection.commit()
        number += 1
    return number
