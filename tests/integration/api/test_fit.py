"""Fit in search against two oracles: the world's truth, and the catalogue's judgement over the tables; unknown is never fit."""

import csv
import gzip
import random
from collections import defaultdict
from collections.abc import Iterator, Mapping
from itertools import groupby
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from fastapi.testclient import TestClient
from sqlalchemy.orm import Session

from accounts.viewer import ANONYMOUS
from api.fallback_question import question_of
from api.fit import fit_context
from catalog.fallback.conditions import wished
from catalog.fit import FitModel, Statement, fit_device, fit_model
from catalog.fit_rows import fit_model_of
from catalog.models import Compatibility, EquipmentModel, Part
from catalog.visibility import part_visible
from core.db import make_engine
from core.settings import Settings
from equipment.devices import DeviceContext, device_contexts
from search.labels import Labels
from search.request import SearchRequest
from search.tuning.loader import load_query_config
from search.understand.pipeline import understand
from tests.integration.api.conftest import Sql

TRUTH = Path(__file__).resolve().parents[3] / "fixtures" / "world" / "truth" / "fit.tsv.gz"
QUERIES = (
    "",
    "battery",
    "flow sensor",
    "display board",
    "power supply unit",
    "cable",
    "spo2 sensor adult",
    "probe",
    "fan",
    "x-ray tube",
    "keyboard",
    "main board",
)
PAIRS = 500
CONFIG = load_query_config()


class Oracle:
    """Every statement and every device of the database, judged by `catalog.fit`."""

    def __init__(self, session: Session) -> None:
        self.statements: dict[int, list[Statement]] = defaultdict(list)
        self.about: dict[object, set[int]] = defaultdict(set)
        gone = set(session.scalars(sa.text("SELECT id FROM part WHERE removed_at IS NOT NULL")))
        for row in session.scalars(sa.select(Compatibility)):
            if row.part_id not in gone:
                statement = Statement(
                    row.model_id, row.modality, row.serial_from, row.serial_to, row.software_from, row.software_to, tuple(row.options), row.source
                )
                self.statements[row.part_id].append(statement)
                self.about[row.model_id or row.modality].add(row.part_id)
        ids = list(session.scalars(sa.text("SELECT external_id FROM device ORDER BY id")))
        self.devices: Mapping[str, DeviceContext] = device_contexts(session, ids, ANONYMOUS)
        self.models: dict[int, FitModel] = {row.id: fit_model_of(row) for row in session.scalars(sa.select(EquipmentModel))}

    def verdict(self, device: str, part: int) -> str:
        known = self.devices[device].device
        return "unknown" if known is None else fit_device(known, self.statements.get(part, ())).verdict

    def concerned(self, device: str) -> set[int]:
        """The parts with a statement about the device's model or modality; all others are unknown."""
        known = self.devices[device].device
        return set() if known is None else self.about[known.model.id] | self.about[known.model.modality]

    def fitting(self, device: str) -> set[int]:
        return {part for part in self.concerned(device) if self.verdict(device, part) == "fits"}

    def refusals(self) -> list[tuple[str, int]]:
        """(device, part) pairs that do not fit."""
        return [(device, part) for device in self.devices for part in sorted(self.concerned(device)) if self.verdict(device, part) == "does_not_fit"]

    def fitting_model(self, model: int) -> set[int]:
        return {part for part, statements in self.statements.items() if fit_model(self.models[model], statements).verdict == "fits"}


@pytest.fixture(scope="module")
def oracle(web_settings: Settings) -> Iterator[Oracle]:
    pool = make_engine(web_settings)
    with Session(pool) as session:
        yield Oracle(session)
    pool.dispose()


def answer(web: TestClient, **parameters: Any) -> Any:
    response = web.get("/api/v1/search", params=parameters)
    assert response.status_code == 200, response.text
    return response.json()


def every_hit(web: TestClient, **parameters: Any) -> tuple[int, list[Any]]:
    """The total, and the hits of all pages."""
    hits: list[Any] = []
    page = 1
    while True:
        body = answer(web, **parameters, size=100, page=page)
        hits += body["hits"]
        if len(hits) >= body["total"] or not body["hits"]:
            return body["total"], hits
        page += 1


def tier_of(hit: Any) -> tuple[str, str | None]:
    """Words and meaning are one list; numbers have their tiers."""
    return ("text", None) if hit["tier"] in ("text", "semantic") else (hit["tier"], hit["tier_note"])


def parts_of(hits: list[Any]) -> set[int]:
    return {int(hit["part"]["id"]) for hit in hits}


def test_the_filter_finds_exactly_what_the_tables_say_for_every_device(web: TestClient, oracle: Oracle) -> None:
    assert len({known.device.model.id for known in oracle.devices.values() if known.device}) > 50
    for device in oracle.devices:
        total, hits = every_hit(web, device=device, fit="fits")
        fitting = oracle.fitting(device)
        assert (parts_of(hits), total) == (fitting, len(fitting)), device
        assert {hit["fit"]["verdict"] for hit in hits} <= {"fits"}


def test_without_the_engine_the_filter_is_the_same(web_settings: Settings, oracle: Oracle) -> None:
    pool = make_engine(web_settings)
    with Session(pool) as session:
        for device, known in oracle.devices.items():
            asked = SearchRequest(fits_only=True, contexts=(fit_context(known),))
            wish = question_of(asked, understand("", CONFIG.understanding, Labels()), CONFIG, Labels()).parts
            found = set(session.scalars(sa.select(Part.id).where(part_visible(), *wished(wish))))
            assert found == oracle.fitting(device), device
    pool.dispose()


def test_every_verdict_that_the_world_was_made_with_is_told(web: TestClient, oracle: Oracle) -> None:
    """Serial breaks, software, options and universal parts, as the generator decided them apart from the product."""
    with gzip.open(TRUTH, "rt", encoding="utf-8") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    assert {row["reason"] for row in rows} >= {"serial", "software", "options", "listed", "universal", "not_listed"}
    assert all(oracle.verdict(row["device"], int(row["part_id"])) == row["verdict"] for row in rows)
    hard = [row for row in rows if row["reason"] != "listed"]
    for row in random.Random(11).sample(hard, 200):
        body = web.get(f"/api/v1/parts/{row['part_id']}/fit", params={"device": row["device"]}).json()
        assert body["verdict"] == row["verdict"], row
        assert (body["proof"] is None) == (row["reason"] == "not_listed")


def test_no_hit_is_shown_as_fitting_that_does_not_fit_and_the_refused_stand_last(web: TestClient, oracle: Oracle, rows: Sql) -> None:
    draw = random.Random(7)
    devices, refusals, refused = list(oracle.devices), oracle.refusals(), 0
    for place in range(PAIRS):
        device, query = draw.choice(devices), draw.choice(QUERIES)
        if place % 3:  # words, or the beginning of a number, that bring up a part that is refused
            device, part = draw.choice(refusals)
            query = str(rows(f"SELECT {('', 'name', 'left(part_number, 4)')[place % 3]} FROM part WHERE id = :part", part=part)[0][0])
        hits = answer(web, q=query, device=device, size=50)["hits"]
        verdicts = [hit["fit"]["verdict"] for hit in hits]
        assert verdicts == [oracle.verdict(device, int(hit["part"]["id"])) for hit in hits], (device, query)
        refused += verdicts.count("does_not_fit")
        for _, group in groupby(zip(verdicts, hits, strict=True), key=lambda pair: tier_of(pair[1])):
            within = [verdict for verdict, _ in group]
            after = within[within.index("does_not_fit") :] if "does_not_fit" in within else []
            assert set(after) <= {"does_not_fit"}, (device, query)
    assert refused > 20


def test_facets_and_total_count_only_what_fits(web: TestClient, oracle: Oracle, rows: Sql) -> None:
    for device in list(oracle.devices)[::40]:
        body = answer(web, device=device, fit="fits")
        fitting = list(oracle.fitting(device))
        counted: dict[Any, Any] = dict(
            rows("SELECT manufacturer_id::text, count(*) FROM part WHERE id = ANY(:ids) GROUP BY 1", ids=fitting)  # type: ignore[arg-type]
        )
        facet = next(facet for facet in body["facets"] if facet["name"] == "manufacturer")
        assert {bucket["value"]: bucket["count"] for bucket in facet["buckets"]} == counted


def test_a_model_fits_where_every_unit_of_it_does(web: TestClient, oracle: Oracle, rows: Sql) -> None:
    models = [row[0] for row in rows("SELECT DISTINCT model_id FROM compatibility WHERE serial_from IS NOT NULL OR options <> '{}' LIMIT 40")]
    said = set()
    for model in models:
        total, hits = every_hit(web, model=model, fit="fits")
        listed = {part for part in oracle.fitting_model(int(str(model))) if any(s.model_id == model for s in oracle.statements[part])}
        assert (parts_of(hits), total) == (listed, len(listed))
        said |= {hit["fit"]["verdict"] for hit in answer(web, model=model, size=100)["hits"]}
    assert said == {"fits", "fits_some_serials"}


def refused_pair(rows: Sql, oracle: Oracle) -> tuple[str, int, str]:
    """A device, a part that is refused for its serial, and the part's number, which no other part has."""
    for device, part in oracle.refusals():
        known = oracle.devices[device].device
        found = rows("SELECT part_number FROM part WHERE id = :id AND lifecycle = 'active'", id=part)
        if known and found and "serial" in fit_device(known, oracle.statements[part]).brief:
            return device, part, str(found[0][0])
    raise AssertionError("the world has serial breaks")


def test_a_number_that_was_typed_stands_first_even_when_it_does_not_fit(web: TestClient, oracle: Oracle, rows: Sql) -> None:
    device, part, number = refused_pair(rows, oracle)
    first = answer(web, q=number, device=device)["hits"][0]
    assert (first["part"]["id"], first["tier"], first["fit"]["verdict"], first["fit"]["device"]) == (str(part), "exact", "does_not_fit", device)
    assert "serial" in first["fit"]["because"]
    assert any(reason["kind"] == "fit" for reason in first["evidence"])
    assert str(part) not in {hit["part"]["id"] for hit in answer(web, q=number, device=device, fit="fits")["hits"]}


def test_the_live_verdict_counts_and_not_the_index(web: TestClient, oracle: Oracle, rows: Sql) -> None:
    device, known = next((name, known.device) for name, known in oracle.devices.items() if known.device and known.device.serial)
    part = next(
        part
        for part in sorted(oracle.fitting(device))
        if [s.model_id for s in oracle.statements[part]].count(known.model.id) == 1 and oracle.statements[part][0].model_id
    )
    where = {"part": part, "model": known.model.id}
    rows("UPDATE compatibility SET serial_from = 999999999999999 WHERE part_id = :part AND model_id = :model", **where)
    try:
        number = rows("SELECT part_number FROM part WHERE id = :part", part=part)[0][0]
        hits = answer(web, q=number, device=device)["hits"]
        assert next(hit for hit in hits if hit["part"]["id"] == str(part))["fit"]["verdict"] == "does_not_fit"
        assert str(part) not in {hit["part"]["id"] for hit in answer(web, q=number, device=device, fit="fits")["hits"]}
    finally:
        rows("UPDATE compatibility SET serial_from = NULL WHERE part_id = :part AND model_id = :model", **where)


def test_a_device_in_the_words_of_the_query_is_the_device_of_the_search(web: TestClient, oracle: Oracle) -> None:
    device = next(iter(oracle.devices))
    spoken = answer(web, q=f"battery for {device.lower()}")
    chip = next(chip for chip in spoken["query"]["chips"] if chip["slot"] == "device")
    assert (chip["value"], chip["certain"], spoken["query"]["residual"]) == (device, True, "battery for")
    assert spoken["hits"] == answer(web, q="battery for", device=device)["hits"]
    dropped = answer(web, q=f"battery for {device}", off="device")
    assert all(hit["fit"] is None for hit in dropped["hits"])
    unknown = answer(web, q="battery for MRI-99999999")
    assert not any(chip["certain"] for chip in unknown["query"]["chips"] if chip["slot"] == "device")


@pytest.mark.parametrize(("parameters", "field"), [({"device": "MRI-1"}, "device"), ({"fit": "fits"}, "fit"), ({"fit": "perhaps", "model": "1"}, "fit")])
def test_what_cannot_be_checked_is_refused_by_field(web: TestClient, parameters: dict[str, str], field: str) -> None:
    response = web.get("/api/v1/search", params=parameters)
    assert (response.status_code, response.json()["errors"][0]["field"]) == (422, field)


def test_nothing_about_the_owner_or_the_serial_of_a_device_is_told(web: TestClient, oracle: Oracle, rows: Sql) -> None:
    for device, known in list(oracle.devices.items())[:40]:
        owner, serial = rows("SELECT o.name, d.serial FROM device d JOIN organisation o ON o.id = d.organisation_id WHERE external_id = :id", id=device)[0]
        part = next(iter(oracle.fitting(device)), 1)
        texts = [web.get(f"/api/v1/parts/{part}/fit", params={"device": device}).text, web.get("/search", params={"device": device}).text]
        assert not any(str(owner) in text or (serial and str(serial) in text) for text in texts), known


@pytest.mark.parametrize(("asked", "status"), [("device=MRI-1", 422), ("model=999999", 422), ("", 422), ("device=a&model=1", 422), ("serial=1", 422)])
def test_the_fit_of_a_part_needs_one_known_device_or_model(web: TestClient, asked: str, status: int) -> None:
    assert web.get(f"/api/v1/parts/1/fit?{asked}").status_code == status
    assert web.get("/api/v1/parts/999999999/fit?model=1").status_code == 404
