"""A small random catalogue in PostgreSQL, indexed by the product's own document builder: dense enough that filters collide."""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

import pytest
import sqlalchemy as sa
from opensearchpy import OpenSearch
from sqlalchemy.orm import Session

from accounts.viewer import ANONYMOUS, Viewer
from catalog.bundles import load_bundles
from core.db import engine as database
from core.db import snapshot
from core.opensearch import search as engine_search
from core.settings import EngineSettings, get_settings
from indexer.document import build
from search.engine import Engine
from search.labels import CategoryLabel, Labels
from search.request import Filters, SearchRequest
from search.response import SearchPage
from search.schema.names import read_alias
from search.service import SearchService
from search.tuning.loader import load_index_config, load_query_config

PARTS = 400
CONDITIONS = ("new", "refurbished", "exchange", "used", "aftermarket")
SHAPES = ("#######", "#### ### #####", "M####@", "##-####-##", "@@@##-####*@", "###.#####", "WM #####", "#######-##", "@####", "D-##")
NOUNS = ("Battery", "Power supply", "SpO2 sensor cable", "X-ray tube", "O-ring gasket", "Flow sensor", "Display board", "Probe holder", "Fan", "Fuse")
VIEWERS = (
    ANONYMOUS,
    Viewer(("public", "registered"), 20, "USD"),
    Viewer(("public", "registered", "trade"), 21, "EUR"),
    Viewer(("public", "registered", "trade"), None, "USD"),
)


@dataclass(frozen=True)
class World:
    """The catalogue's facts and a service that searches it."""

    service: SearchService
    client: OpenSearch
    index: str
    prefix: str

    def search(self, q: str = "", *, viewer: Viewer = ANONYMOUS, filters: Filters | None = None, **more: Any) -> SearchPage:
        return self.service.search(SearchRequest(q, filters or Filters(), viewer=viewer, **more))

    def every_id(self, request: SearchRequest) -> list[int]:
        """The parts of every page of a request, in order."""
        found: list[int] = []
        while True:
            page = self.service.search(request)
            found += [hit.part_id for hit in page.hits]
            if len(found) >= page.total or not page.hits:
                return found
            request = replace(request, page=request.page + 1)


@pytest.fixture(scope="session")
def world(database_url: str, engine_client: OpenSearch) -> Iterator[World]:  # noqa: ARG001 - asked for so that the schema is there
    with database().begin() as connection:
        Catalogue(connection, random.Random(5)).write()
    prefix = f"{get_settings().engine.index_prefix}_world"
    settings = EngineSettings(index_prefix=prefix, timeout_ms=20_000)
    index = f"{prefix}_parts_1"
    create_index(engine_client, index, prefix)
    with snapshot() as session:
        ids = list(session.scalars(sa.text("SELECT id FROM part")))
        documents = [build(bundle) for bundle in load_bundles(session, ids).values()]
        labels = labels_of(session)
    put(engine_client, index, documents)
    service = SearchService(Engine(engine_client, settings), load_query_config(), lambda: labels)
    yield World(service, engine_client, index, prefix)
    engine_client.indices.delete(index=index)


@pytest.fixture
def sql(world: World) -> Iterator[Callable[..., list[tuple[Any, ...]]]]:  # noqa: ARG001 - the catalogue must be there
    """Rows of a statement over the catalogue."""
    with database().connect() as connection:
        yield lambda statement, **values: [tuple(row) for row in connection.execute(sa.text(statement), values)]


def create_index(client: OpenSearch, index: str, prefix: str) -> None:
    config = load_index_config()
    client.indices.delete(index=index, params={"ignore_unavailable": "true"})
    body = {"settings": {"index": {**config.settings, "number_of_replicas": 0}}, "mappings": config.mappings, "aliases": {read_alias(prefix): {}}}
    client.indices.create(index=index, body=body)


def put(client: OpenSearch, index: str, documents: list[Any]) -> None:
    lines: list[Any] = []
    for document in documents:
        lines += [{"index": {"_id": document["id"], "version": document["version"], "version_type": "external_gte"}}, document]
    answer = client.bulk(body=lines, index=index, params={"refresh": "true"})
    assert not answer["errors"], [item for item in answer["items"] if item["index"]["status"] >= 300][:2]


def labels_of(session: Session) -> Labels:
    categories = {str(i): CategoryLabel(n, str(p) if p else None) for i, n, p in session.execute(sa.text("SELECT id, name, parent_id FROM category"))}
    makers = {str(i): n for i, n in session.execute(sa.text("SELECT id, name FROM manufacturer"))}
    return Labels(categories, makers, {}, {name: (key,) for key, name in makers.items()})


class Catalogue:
    """Writes the rows."""

    def __init__(self, connection: sa.Connection, draw: random.Random) -> None:
        self.connection = connection
        self.draw = draw
        self.taken: set[tuple[int, str]] = set()

    def write(self) -> None:
        self._insert(
            "exchange_rate", [{"currency": c, "day": "2026-01-01", "usd_per_unit": r} for c, r in (("USD", "1"), ("EUR", "1.08375"), ("INR", "0.0119"))]
        )
        self._insert("organisation", [self._organisation(i) for i in range(1, 31)])
        self._insert("manufacturer", [{"id": i, "slug": f"maker-{i}", "name": f"Maker{'ABCDEFGH'[i - 1]}"} for i in range(1, 9)])
        self._insert("modality", [{"code": code, "name": f"{code} systems"} for code in ("MRI", "CT", "US", "PM")])
        self._insert("category", [{"id": i, "slug": f"category-{i}", "name": f"Category {i}", "parent_id": parent} for i, parent in self._tree()])
        models = [
            {"id": i, "slug": f"model-{i}", "manufacturer_id": 1 + i % 8, "modality": ("MRI", "CT", "US", "PM")[i % 4], "name": f"Model X{i}"}
            for i in range(1, 13)
        ]
        self._insert("equipment_model", models)
        self._insert("part", [self._part(i) for i in range(1, PARTS + 1)])
        self._insert("part_alias", [alias for i in range(1, PARTS + 1) for alias in self._aliases(i)])
        self._insert("part_relation", list(self._chains()))
        fits = [{"part_id": i, "model_id": model} for i in range(1, PARTS + 1) for model in self.draw.sample(range(1, 13), self.draw.randint(0, 3))]
        self._insert("compatibility", fits)
        offers = [self._offer(i) for i in range(1, PARTS * 2)]
        self._insert("offer", offers)
        stocked = [
            {"offer_id": i, "kind": "receive", "quantity": self.draw.randint(1, 9), "actor": "test"} for i in range(1, PARTS * 2) if self.draw.random() < 0.6
        ]
        self._insert("stock_ledger", stocked)

    def _insert(self, table: str, rows: list[dict[str, Any]]) -> None:
        names = list(rows[0])
        self.connection.execute(sa.text(f"INSERT INTO {table} ({', '.join(names)}) VALUES ({', '.join(':' + n for n in names)})"), rows)

    def _tree(self) -> Iterator[tuple[int, int | None]]:
        yield from ((i, None) for i in (1, 2, 3))
        yield from ((i, 1 + i % 3) for i in range(4, 10))
        yield from ((i, 4 + i % 6) for i in range(10, 22))

    def _organisation(self, number: int) -> dict[str, Any]:
        status = "suspended" if number == 9 else "approved" if number < 15 else "none"
        kind = "dealer" if number < 15 else "hospital"
        return {"id": number, "type": kind, "name": f"Organisation {number}", "country": "US", "currency": "USD", "seller_status": status}

    def _number(self, position: int) -> str:
        """A number that this maker does not have yet; other makers may."""
        while (key := (position % 8, self._shape(position))) in self.taken:
            pass
        self.taken.add(key)
        return key[1]

    def _shape(self, position: int) -> str:
        digits = f"{position * 7919 % 10_000_019:07d}"
        shape = SHAPES[position % len(SHAPES)]
        text = "".join(self.draw.choice("0123456789") if c == "#" else self.draw.choice("ACEFGH") if c == "@" else c for c in shape)
        return digits if shape == "#######" else text

    def _part(self, position: int) -> dict[str, Any]:
        draw = self.draw
        specifications = f'{{"voltage": {draw.choice([5, 12, 12.5, 24])}, "colour": "{draw.choice(["red", "blue"])}"}}'
        return {
            "id": position,
            "manufacturer_id": 1 + position % 8,
            "part_number": self._number(position),
            "name": f"{draw.choice(NOUNS)} {draw.choice(['12V', '24 V', '3.5 mm', 'adult', 'long'])}",
            "description": draw.choice(["", "Sterile, single use.", "Replaces worn batteries & seals <b>fast</b>.", "For the patient monitor"]),
            "category_id": draw.choice([*range(10, 22), 4, 5]),
            "specifications": specifications,
            "lifecycle": draw.choice(["active"] * 6 + ["nrnd", "discontinued", "recalled"]),
            "popularity": draw.choice([0, 0, 3, 40, 400]),
            "rating": draw.choice([None, Decimal("3.5"), Decimal("4.5"), Decimal("5.0")]),
            "removed_at": "2026-01-01" if position % 29 == 0 else None,
        }

    def _aliases(self, position: int) -> Iterator[dict[str, Any]]:
        if position % 3 == 0:
            yield {"part_id": position, "alias": f"SUP-{position:05d}/{position % 7}", "kind": "supplier", "organisation_id": None}
        if position % 5 == 0:
            yield {"part_id": position, "alias": f"OWN {position:05d}", "kind": "own", "organisation_id": 20 + position // 5 % 2}

    def _chains(self) -> Iterator[dict[str, Any]]:
        """Chains of three: the first and second parts are superseded, the third is live."""
        for first in range(1, 60, 6):
            self.connection.execute(sa.text("UPDATE part SET lifecycle = 'superseded' WHERE id IN (:a, :b)"), {"a": first, "b": first + 1})
            self.connection.execute(sa.text("UPDATE part SET lifecycle = 'active' WHERE id = :a"), {"a": first + 2})
            yield {"part_id": first, "related_part_id": first + 1, "kind": "superseded_by"}
            yield {"part_id": first + 1, "related_part_id": first + 2, "kind": "superseded_by"}

    def _offer(self, position: int) -> dict[str, Any]:
        draw = self.draw
        condition, audience = draw.choice(CONDITIONS), draw.choice(["public"] * 5 + ["registered", "trade", "private", "private"])
        return {
            "id": position,
            "part_id": draw.randint(1, PARTS),
            "seller_id": draw.randint(1, 14),
            "seller_sku": f"SKU{position}",
            "condition": condition,
            "price": Decimal(draw.choice([5, 50, 199, 200, 499, 900, 4999, 20_000, 33_333])) + Decimal(draw.randint(0, 99)) / 100,
            "currency": draw.choice(["USD", "USD", "EUR", "INR"]),
            "lead_time_days": draw.choice([0, 1, 3, 7, 30]),
            "ship_from": draw.choice(["US", "DE", "IN"]),
            "warranty_months": draw.choice([0, 3, 12, 24]),
            "core_charge": Decimal(10) if condition == "exchange" else None,
            "audience": audience,
            "audience_organisations": [draw.choice([20, 21])] if audience == "private" else [],
            "status": draw.choice(["active"] * 9 + ["paused", "draft"]),
        }


def raw_search(world: World, body: dict[str, Any]) -> dict[str, Any]:
    """The engine's own answer to a body."""
    return engine_search(world.client, read_alias(world.prefix), body, 20_000)
