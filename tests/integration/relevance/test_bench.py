import json
from pathlib import Path

import pytest
from opensearchpy import OpenSearch

from core.errors import EngineRefused
from relevance.bench import Bench, measure, run_bench
from relevance.foreign_index import temporary_index

DOCUMENTS = [
    {"id": "toner-b", "title": "Brother TN-2110 toner black", "brand": "Brother", "attributes": {"oem_code": "TN2110"}, "price": 4000},
    {"id": "toner-x", "title": "Compatible toner for TN-2110 printers", "brand": "Other", "attributes": {"oem_code": "XT-99"}},
    {"id": "case", "title": "Laptop case", "brand": "Case Logic", "ean": ["0085854217231"]},
    {"id": "lock", "title": "Keyed lock for laptops", "brand": "Kensington"},
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "docs.jsonl").write_text("\n".join(map(json.dumps, DOCUMENTS)), encoding="utf-8")
    return tmp_path


@pytest.fixture
def bench(engine_client: OpenSearch, tmp_path: Path) -> Bench:
    return Bench(engine_client, None, tmp_path / "vectors.sqlite3", lambda _: None)


def _indexes(client: OpenSearch) -> list[str]:
    return [str(row["index"]) for row in client.cat.indices(index="bench_*", params={"format": "json"})]


def test_numbers_and_words_of_a_foreign_corpus_are_found_as_ours_are(bench: Bench, folder: Path) -> None:
    run = run_bench(bench, folder, {"1": "tn 2110", "2": "0085854217231", "3": "laptop case", "4": "brother TN2110", "5": "nothing of the kind"})
    found = {query: [one.document for one in ranking] for query, ranking in run.items()}
    assert found["1"][0] == found["4"][0] == "toner-b"
    assert found["2"] == ["case"]
    assert found["3"] == ["case"]
    assert found["5"] == []


def test_the_index_of_a_bench_is_gone_afterwards(bench: Bench, folder: Path) -> None:
    before = _indexes(bench.client)
    run = run_bench(bench, folder, {"1": "laptop"})
    assert {one.document for one in run["1"]} == {"case", "lock"}
    assert _indexes(bench.client) == before


def test_it_is_gone_when_the_engine_refuses_a_document_too(engine_client: OpenSearch) -> None:
    before = _indexes(engine_client)
    with pytest.raises(EngineRefused, match="document 1"), temporary_index(engine_client, [{"id": "1", "popularity": "many"}]):  # type: ignore[typeddict-item]
        pass
    assert _indexes(engine_client) == before


def test_a_run_is_measured_against_its_judgments(bench: Bench, folder: Path) -> None:
    run = run_bench(bench, folder, {"1": "laptop case", "2": "nothing of the kind"})
    assert measure(run, {"1": {"case": 3, "lock": 0}, "2": {"lock": 1}})["ndcg@10"] == 0.5


def test_a_ranking_has_all_that_can_be_paged_through(bench: Bench, tmp_path: Path) -> None:
    documents = [{"id": f"c{number}", "title": "Cable", "brand": f"Maker {number}"} for number in range(230)]
    (tmp_path / "docs.jsonl").write_text("\n".join(map(json.dumps, documents)), encoding="utf-8")
    found = [one.document for one in run_bench(bench, tmp_path, {"1": "cable"})["1"]]
    assert sorted(found) == sorted(one["id"] for one in documents)
