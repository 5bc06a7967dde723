"""How bodies for the engine are written and its answers read."""

from decimal import Decimal

import pytest
from opensearchpy.exceptions import SerializationError

from core.opensearch import Json


@pytest.mark.parametrize(
    ("body", "written"),
    [
        ({"term": {"name": "Lüfter"}, "boost": 1.5, "vector": (1.0, 2.0)}, '{"term":{"name":"Lüfter"},"boost":1.5,"vector":[1.0,2.0]}'),
        ({"rating": Decimal("4.5")}, '{"rating":4.5}'),
        ("as it is", "as it is"),
    ],
)
def test_bodies_are_written_compactly(body: object, written: str) -> None:
    assert Json().dumps(body) == written


def test_what_orjson_refuses_is_written_all_the_same() -> None:
    assert Json().loads(Json().dumps({1: "a key that is no text"})) == {"1": "a key that is no text"}


def test_an_answer_that_is_no_json_is_an_error_of_the_client() -> None:
    with pytest.raises(SerializationError):
        Json().loads("<html>")
