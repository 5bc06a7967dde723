"""Totals, hits, facets and order against SQL over random selections: same offer, every audience, exact counts."""

import random
from collections.abc import Callable
from dataclasses import replace
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from itertools import pairwise
from typing import Any

import pytest

from accounts.viewer import ANONYMOUS, Viewer
from search.request import Filters, SearchRequest

Sql = Callable[..., list[tuple[Any, ...]]]

CONDITIONS = ("new", "refurbished", "exchange", "used", "aftermarket")
QUERIES = ("", "", "", "battery", "display board 12V", "MakerC cable", "power suply", "M2")
RATES = {"USD": Decimal(1), "EUR": Decimal("1.08375"), "INR": Decimal("0.0119")}
VIEWERS = (
    ANONYMOUS,
    Viewer(("public", "registered"), 20, "USD"),
    Viewer(("public", "registered", "trade"), 21, "EUR"),
    Viewer(("public", "registered", "trade"), None, "USD"),
)
VISIBLE = """
WITH RECURSIVE rate AS (SELECT DISTINCT ON (currency) currency, usd_per_unit FROM exchange_rate ORDER BY currency, day DESC),
v AS (SELECT o.*, round(o.price * r.usd_per_unit * 100)::bigint AS cents, o.stock_on_hand - o.stock_reserved AS free
      FROM offer o JOIN organisation s ON s.id = o.seller_id JOIN rate r ON r.currency = o.currency
      WHERE o.status = 'active' AND s.seller_status = 'approved'
        AND (o.audience = ANY(:audiences) OR o.audience = 'private' AND :organisation = ANY(o.audience_organisations))),
above AS (SELECT id AS leaf, id FROM category UNION ALL SELECT a.leaf, c.parent_id FROM above a JOIN category c ON c.id = a.id WHERE c.parent_id IS NOT NULL)
"""


class Oracle:
    """Answers a selection from the tables. `among` restricts to the parts that the words of the query match."""

    def __init__(self, sql: Sql, request: SearchRequest, among: list[int]) -> None:
        self.sql = sql
        self.request = request
        self.filters = request.filters
        viewer = request.viewer
        self.values: dict[str, Any] = {"audiences": list(viewer.audiences), "organisation": viewer.organisation_id or 0, "among": among}

    def part_conditions(self, skip: str) -> str:
        f = self.filters
        found = ["p.removed_at IS NULL", "p.id = ANY(:among)"]
        if f.category and skip != "category":
            found.append(f"p.category_id IN (SELECT leaf FROM above WHERE id IN ({', '.join(f.category)}))")
        if f.manufacturer and skip != "manufacturer":
            found.append(f"p.manufacturer_id IN ({', '.join(f.manufacturer)})")
        if f.modality and skip != "modality":
            found.append(
                "EXISTS (SELECT 1 FROM compatibility c JOIN equipment_model m ON m.id = c.model_id "
                f"WHERE c.part_id = p.id AND m.modality IN ({quoted(f.modality)}))"
            )
        if f.model and skip != "model":
            found.append(f"EXISTS (SELECT 1 FROM compatibility c WHERE c.part_id = p.id AND c.model_id IN ({', '.join(f.model)}))")
        if f.rating_min is not None:
            found.append(f"p.rating >= {f.rating_min}")
        for key, value in f.specifications:
            found.append(specification(key, value))
        if offers := self.offer_conditions(skip):
            found.append(f"EXISTS (SELECT 1 FROM v WHERE v.part_id = p.id AND {offers})")
        return " AND ".join(found)

    def offer_conditions(self, skip: str) -> str:
        f, rate = self.filters, self.request.usd_per_unit
        found = []
        if f.condition and skip != "condition":
            found.append(f"v.condition IN ({quoted(f.condition)})")
        if f.price_min is not None and skip != "price":
            found.append(f"v.cents >= {(f.price_min * rate * 100).to_integral_value(ROUND_CEILING)}")
        if f.price_max is not None and skip != "price":
            found.append(f"v.cents <= {(f.price_max * rate * 100).to_integral_value(ROUND_FLOOR)}")
        if f.in_stock and skip != "in_stock":
            found.append("v.free > 0")
        if f.lead_time_max is not None:
            found.append(f"v.lead_time_days <= {f.lead_time_max}")
        if f.warranty_min is not None:
            found.append(f"v.warranty_months >= {f.warranty_min}")
        if f.ship_from:
            found.append(f"v.ship_from IN ({quoted(f.ship_from)})")
        if f.seller:
            found.append(f"v.seller_id IN ({', '.join(f.seller)})")
        return " AND ".join(found)

    def ids(self) -> set[int]:
        return {row[0] for row in self.ask(f"SELECT p.id FROM part p WHERE {self.part_conditions('')}")}

    def facet(self, name: str) -> dict[str, int]:
        parts = self.part_conditions(name)
        statement = {
            "category": f"SELECT a.id::text, count(*) FROM part p JOIN above a ON a.leaf = p.category_id WHERE {parts} GROUP BY 1",
            "manufacturer": f"SELECT manufacturer_id::text, count(*) FROM part p WHERE {parts} GROUP BY 1",
            "modality": "SELECT m.modality, count(DISTINCT p.id) FROM part p JOIN compatibility c ON c.part_id = p.id "
            f"JOIN equipment_model m ON m.id = c.model_id WHERE {parts} GROUP BY 1",
            "model": f"SELECT c.model_id::text, count(DISTINCT p.id) FROM part p JOIN compatibility c ON c.part_id = p.id WHERE {parts} GROUP BY 1",
        }.get(name)
        return dict(self.ask(statement or self.offer_facet(name, parts)))

    def offer_facet(self, name: str, parts: str) -> str:
        value = {"condition": "v.condition", "in_stock": "CASE WHEN v.free > 0 THEN 'true' END", "price": self.price_range()}[name]
        offers = self.offer_conditions(name) or "true"
        return f"SELECT {value}, count(DISTINCT p.id) FROM part p JOIN v ON v.part_id = p.id WHERE {parts} AND {offers} AND {value} IS NOT NULL GROUP BY 1"

    def price_range(self) -> str:
        bounds = [5000, 20000, 50000, 100000, 500000, 2000000] if self.request.currency == "INR" else [50, 200, 500, 1000, 5000, 20000]
        cents = [(bound * self.request.usd_per_unit * 100).to_integral_value(ROUND_CEILING) for bound in bounds]
        keys = [f"..{bounds[0]}", *(f"{low}..{high}" for low, high in pairwise(bounds)), f"{bounds[-1]}.."]
        cases = " ".join(f"WHEN v.cents < {end} THEN '{key}'" for end, key in zip(cents, keys, strict=False))
        return f"CASE {cases} ELSE '{keys[-1]}' END"

    def best(self, column: str) -> dict[int, int]:
        return dict(self.ask(f"SELECT part_id, min({column}) FROM v GROUP BY 1"))

    def ask(self, statement: str) -> list[tuple[Any, ...]]:
        return self.sql(VISIBLE + statement, **self.values)


def quoted(values: tuple[str, ...]) -> str:
    return ", ".join(f"'{value}'" for value in values)


def specification(key: str, value: str) -> str:
    if ".." not in value:
        return f"p.specifications ->> '{key}' = '{value}'"
    low, high = value.split("..")
    stored = f"(p.specifications ->> '{key}')::numeric"
    return " AND ".join([*([f"{stored} >= {low}"] if low else []), *([f"{stored} <= {high}"] if high else [])])


def some_request(draw: random.Random) -> SearchRequest:
    """Half of the filters on average are off; the rest overlap often enough to collide."""
    several: Callable[[Any], tuple[str, ...]] = lambda values: tuple(map(str, draw.sample(list(values), draw.randint(1, 2))))  # noqa: E731
    makers: dict[str, Callable[[], Any]] = {
        "category": lambda: several(range(1, 22)),
        "manufacturer": lambda: several(range(1, 9)),
        "modality": lambda: several(("MRI", "CT", "US", "PM")),
        "model": lambda: several(range(1, 13)),
        "condition": lambda: several(CONDITIONS),
        "price_min": lambda: Decimal(draw.choice(["49.99", "200", "499.5"])),
        "price_max": lambda: Decimal(draw.choice(["200", "900.25", "5000"])),
        "in_stock": lambda: True,
        "lead_time_max": lambda: draw.choice([0, 3, 7]),
        "warranty_min": lambda: draw.choice([3, 12]),
        "ship_from": lambda: several(("US", "DE", "IN")),
        "seller": lambda: several(range(1, 15)),
        "rating_min": lambda: Decimal(draw.choice(["4.5", "3.5"])),
        "specifications": lambda: (draw.choice([("voltage", "12..24"), ("voltage", "12.5"), ("voltage", "..12"), ("colour", "red")]),),
    }
    chosen = draw.sample(sorted(makers), draw.choice([0, 1, 1, 2, 2, 3, 4, 5]))
    currency = draw.choice(list(RATES))
    filters = Filters(**{name: makers[name]() for name in chosen})
    return SearchRequest(draw.choice(QUERIES), filters, size=100, currency=currency, usd_per_unit=RATES[currency], viewer=draw.choice(VIEWERS))


@pytest.mark.parametrize("seed", range(10))
def test_hits_total_and_facets_equal_the_tables(world: Any, sql: Sql, seed: int) -> None:
    draw = random.Random(seed)
    matched: dict[str, list[int]] = {"": [row[0] for row in sql("SELECT id FROM part")]}
    for _ in range(40):
        request = some_request(draw)
        if request.q not in matched:
            matched[request.q] = world.every_id(SearchRequest(request.q, size=100))
        oracle = Oracle(sql, request, matched[request.q])
        page = world.service.search(request)
        if page.relaxations:  # what is shown instead is tested with the ladder
            assert oracle.ids() == set(), request
            continue
        ids = world.every_id(request)
        assert page.total == len(ids)
        assert set(ids) == oracle.ids(), request
        for facet in page.facets:
            shown = {bucket.value: bucket.count for bucket in facet.buckets if bucket.count}
            expected = oracle.facet(facet.name)
            if facet.kind == "tree":
                assert {root for root in expected if root in ("1", "2", "3")} <= set(shown), request
                expected = {value: count for value, count in expected.items() if value in shown}
            assert shown == expected, (facet.name, request)


@pytest.mark.parametrize("viewer", VIEWERS)
@pytest.mark.parametrize(("sort", "column", "descending"), [("price_asc", "cents", False), ("price_desc", "cents", True), ("fastest", "lead_time_days", False)])
def test_order_by_an_offer_looks_at_visible_offers_only(world: Any, sql: Sql, viewer: Viewer, sort: Any, column: str, descending: bool) -> None:
    request = SearchRequest(sort=sort, size=100, viewer=viewer)
    best = Oracle(sql, request, []).best(column)
    values = [best.get(part) for part in world.every_id(request)]
    offered = [value for value in values if value is not None]
    assert offered == sorted(offered, reverse=descending)
    assert values == [*offered, *[None] * (len(values) - len(offered))], "parts that the viewer cannot buy come last"
    assert None in values


def test_the_price_order_looks_at_the_offers_that_meet_the_filters(world: Any, sql: Sql) -> None:
    request = SearchRequest(sort="price_asc", size=100, filters=Filters(condition=("used",), ship_from=("DE",)))
    oracle = Oracle(sql, request, [])
    cheapest = dict(oracle.ask(f"SELECT part_id, min(cents) FROM v WHERE {oracle.offer_conditions('')} GROUP BY 1"))
    prices = [cheapest[part] for part in world.every_id(request)]
    assert prices == sorted(prices)
    assert len(prices) > 10


@pytest.mark.parametrize("sort", ["relevance", "newest", "best_selling", "rating", "price_asc"])
def test_pages_neither_repeat_nor_lose_a_part(world: Any, sort: Any) -> None:
    request = SearchRequest("battery", sort=sort, size=7)
    small, large = world.every_id(request), world.every_id(replace(request, size=100))
    assert small == large
    assert len(set(small)) == len(small) > 14


def test_a_stranger_sees_the_same_page_whether_or_not_private_offers_exist(world: Any) -> None:
    """Every number that a page shows comes from visible offers: conditions, prices, stock and order."""
    hidden = {"nested": {"path": "offers", "query": {"bool": {"must_not": [{"term": {"offers.audience": "public"}}]}}}}
    assert world.client.count(index=world.index, body={"query": hidden})["count"] > 50
    alone = Viewer((), None, "USD")
    page = world.search(viewer=alone, size=100)
    offer_facets = [facet for facet in page.facets if facet.name in ("condition", "price", "in_stock")]
    assert [facet.buckets for facet in offer_facets] == [(), (), ()]
    priced = world.search(viewer=alone, filters=Filters(price_min=Decimal(0)))
    assert [step for step, _ in priced.relaxations] == ["bounds"], "nothing has a price for somebody who sees no offer"


def test_an_unfolded_tree_shows_the_way_to_the_selected_category(world: Any) -> None:
    page = world.search(filters=Filters(category=("10",)))
    tree = next(facet for facet in page.facets if facet.name == "category")
    way = [(bucket.value, bucket.depth) for bucket in tree.buckets if bucket.value in ("3", "8", "10")]
    assert way == [("3", 0), ("8", 1), ("10", 2)]
    assert [bucket.value for bucket in tree.buckets if bucket.selected] == ["10"]
