"""The product's cases, on the default world: presence and order, never scores. A case that is known to fail must fail, until it is mended."""

from collections.abc import Iterator

import pytest

from cli.relevance_systems import Systems
from core.db import make_engine
from core.opensearch import make_client
from core.settings import Settings
from relevance.case_checks import NamedCase, faults, read_cases
from relevance.run import System

CASES = read_cases()


@pytest.fixture(scope="module")
def live(web_settings: Settings) -> Iterator[System]:
    pool, client = make_engine(web_settings), make_client(web_settings)
    with pool.connect() as connection:
        systems = Systems(web_settings, pool, connection, client, [one.asked for one in CASES])
        yield systems.system("live")
        systems.close()
    client.close()
    pool.dispose()


def _marked(one: NamedCase) -> object:
    known = one.case.known_failure
    return pytest.param(one, id=one.name, marks=[pytest.mark.xfail(strict=True, reason=known)] if known else [])


@pytest.mark.parametrize("one", [_marked(one) for one in CASES])
def test_the_case_holds(live: System, one: NamedCase) -> None:
    assert faults(one.case, live.rank(one.asked)) == [], one.case.because
