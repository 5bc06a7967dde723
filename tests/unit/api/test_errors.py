"""Errors on their way out."""

import orjson

from api.errors import problem, translated
from core.errors import FieldError, InvalidInput, NotFound


def test_a_problem_names_every_bad_field() -> None:
    error = InvalidInput("Two fields are wrong.", errors=(FieldError("page", "must be at least 1"), FieldError("q", "is too long")))
    body = orjson.loads(problem(error, "/api/v1/search"))
    assert body["status"] == 422
    assert body["instance"] == "/api/v1/search"
    assert [fault["field"] for fault in body["errors"]] == ["page", "q"]


def test_a_problem_without_bad_fields_has_no_such_member() -> None:
    assert set(orjson.loads(problem(NotFound("No."), "/x"))) == {"type", "title", "status", "detail", "instance"}


def test_an_unforeseen_error_tells_nothing_of_itself() -> None:
    error = translated(RuntimeError("password=hunter2"))
    assert error.status == 500
    assert "hunter2" not in error.detail
