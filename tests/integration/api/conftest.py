"""A web process over the default world, called without a socket, and the database behind it."""

from collections.abc import Callable, Iterator

import pytest
import sqlalchemy as sa
from fastapi.testclient import TestClient

from api.app import create_app
from core.db import make_engine
from core.settings import Settings

Sql = Callable[..., list[tuple[object, ...]]]


@pytest.fixture(scope="session")
def web(web_settings: Settings) -> Iterator[TestClient]:
    """The application; an error inside it is an answer, as for any client."""
    with TestClient(create_app(web_settings), raise_server_exceptions=False, follow_redirects=False) as client:
        yield client


@pytest.fixture(scope="session")
def rows(web_settings: Settings) -> Iterator[Sql]:
    """Run one statement, committed; its rows."""
    pool = make_engine(web_settings)

    def run(statement: str, **values: object) -> list[tuple[object, ...]]:
        with pool.begin() as connection:
            result = connection.execute(sa.text(statement), values)
            return [tuple(row) for row in result] if result.returns_rows else []

    yield run
    pool.dispose()
