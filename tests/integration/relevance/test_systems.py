from collections.abc import Iterator

import pytest

from cli.relevance_systems import BASELINES, LIVE, Systems
from core.db import make_engine
from core.errors import InvalidInput, NotFound
from core.opensearch import make_client
from core.settings import Settings
from relevance.evaluate import evaluate
from relevance.judged import JudgedQuery, part_key, qrels_of, read_judgments, read_queries
from relevance.run import DEPTH, run

QUERIES = [query for query in read_queries() if query.id in {"NUM-001", "NAM-026", "SYM-050"}]
OWN = JudgedQuery("own", "number", "ITM645756", viewer="ORG-001")
PART = part_key("GE HealthCare", "1488815-77")


@pytest.fixture(scope="module")
def systems(web_settings: Settings) -> Iterator[Systems]:
    pool, client = make_engine(web_settings), make_client(web_settings)
    with pool.connect() as connection:
        made = Systems(web_settings, pool, connection, client, [*QUERIES, OWN])
        yield made
        made.close()
    client.close()
    pool.dispose()


@pytest.mark.parametrize("name", [LIVE, "bm25", "sql", "numbers"])
def test_every_system_ranks_parts_that_have_judgments(systems: Systems, name: str) -> None:
    found = run(systems.system(name), QUERIES)
    assert PART in found["NUM-001"][:10]
    qrels = qrels_of(read_judgments())
    assert all(len(ranking) <= DEPTH and len(set(ranking)) == len(ranking) for ranking in found.values())
    judged = evaluate(found, QUERIES, qrels)
    assert all(one.values["judged@10"] >= 0.5 for one in judged if found[one.query.id])
    if name != "numbers":
        assert {query.id for query in QUERIES} == {query for query, ranking in found.items() if ranking}


def test_the_viewer_of_a_query_counts(systems: Systems) -> None:
    live = systems.system(LIVE)
    mine = part_key("ZOLL Medical", "9025-9435-47V")
    assert live.rank(OWN)[0] == mine
    assert mine not in live.rank(JudgedQuery("other", "number", OWN.text))


def test_a_name_that_is_no_system_says_which_there_are(systems: Systems) -> None:
    with pytest.raises(NotFound, match="bm25"):
        systems.system("solr")
    assert "bm25" in BASELINES


def test_vectors_alone_need_vectors(systems: Systems) -> None:
    with pytest.raises(InvalidInput, match="Vectors are off"):
        systems.system("vectors")


def test_every_part_has_a_name_for_the_pages(systems: Systems) -> None:
    names = systems.names()
    assert len(names) == 5_200
    assert names[PART].startswith("Mounting solution")
