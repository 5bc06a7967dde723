"""Errors on their way out: problem+json (RFC 9457) below /api, a page elsewhere."""

from collections.abc import Callable
from http import HTTPStatus

import orjson
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from sqlalchemy.exc import InterfaceError, OperationalError
from starlette.exceptions import HTTPException

from core import log
from core.errors import FieldError, InvalidInput, PartwiseError, Unavailable

PROBLEM = "application/problem+json"
RETRY_AFTER_S = "5"
ErrorPage = Callable[[PartwiseError, str], str]


class Refused(PartwiseError):
    """An error that the web framework itself answers with: an unknown address, a method that is not allowed."""

    def __init__(self, status: int, detail: str) -> None:
        super().__init__(detail)
        self.status = status
        self.title = HTTPStatus(status).phrase


def install(app: FastAPI, page: ErrorPage) -> None:
    """Answer every error of `app` in one way; `page` renders (error, request id) as HTML."""

    def answer(request: Request, error: PartwiseError) -> Response:
        headers = {"retry-after": RETRY_AFTER_S} if isinstance(error, Unavailable) else {}
        if request.url.path.startswith("/api/") or request.url.path in ("/healthz", "/readyz", "/metrics"):
            return Response(problem(error, request.url.path), error.status, headers, PROBLEM)
        return Response(page(error, request.state.request_id), error.status, headers, "text/html; charset=utf-8")

    def ours(request: Request, error: Exception) -> Response:
        return answer(request, translated(error))

    for kind in (PartwiseError, RequestValidationError, HTTPException, OperationalError, InterfaceError, Exception):
        app.add_exception_handler(kind, ours)


def problem(error: PartwiseError, instance: str) -> bytes:
    """The problem document."""
    body: dict[str, object] = {"type": "about:blank", "title": error.title, "status": error.status, "detail": error.detail, "instance": instance}
    if error.errors:
        body["errors"] = [{"field": fault.field, "message": fault.message} for fault in error.errors]
    return orjson.dumps(body)


def translated(error: Exception) -> PartwiseError:
    """Any error as one of ours; what nobody foresaw is logged with its trace and told without details."""
    if isinstance(error, PartwiseError):
        if error.internal:
            log.get(__name__).warning("request_failed", reason=error.internal, title=error.title)
        return error
    if isinstance(error, RequestValidationError):
        faults = tuple(FieldError(".".join(str(step) for step in fault["loc"][1:]), str(fault["msg"])) for fault in error.errors())
        return InvalidInput("The request does not have the right shape.", errors=faults)
    if isinstance(error, HTTPException):
        return Refused(error.status_code, _SAID.get(error.status_code, str(error.detail)))
    if isinstance(error, OperationalError | InterfaceError):
        log.get(__name__).warning("database_unavailable", reason=str(error.orig))
        return Unavailable("The database does not answer; `partwise status` says more.")
    log.get(__name__).error("unexpected_error", exc_info=error)
    return PartwiseError("An unexpected error has been logged under the request id of this response.")


_SAID: dict[int, str] = {
    HTTPStatus.NOT_FOUND: "There is nothing at this address. Search for what you need instead.",
    HTTPStatus.METHOD_NOT_ALLOWED: "This address does not take this method.",
}


def refuse_unknown(request: Request, allowed: tuple[str, ...] = ()) -> None:
    """Raise InvalidInput that names each query parameter outside `allowed`."""
    unknown = sorted(set(request.query_params) - set(allowed))
    if unknown:
        faults = tuple(FieldError(name, "is not a parameter of this call") for name in unknown)
        raise InvalidInput(f"{', '.join(unknown)}: no such parameter.", errors=faults)
