"""The error tree. Each error has a status code, a title and a sentence that says what to do.

One handler in `api/errors.py` turns them into problem+json or a page; the command line prints `detail` and exits 1.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FieldError:
    """What is wrong with one field of the input."""

    field: str
    message: str


class PartwiseError(Exception):
    """Root of the tree: something that the caller can be told in one sentence.

    `detail` is that sentence; `internal` is for logs and operators only (addresses, the engine's own words).
    """

    status = 500
    title = "Something went wrong"

    def __init__(self, detail: str, *, errors: tuple[FieldError, ...] = (), internal: str = "") -> None:
        super().__init__(detail)
        self.detail = detail
        self.errors = errors
        self.internal = internal


class InvalidInput(PartwiseError):
    """The request cannot be understood; `errors` names the fields."""

    status = 422
    title = "Invalid input"


class NotFound(PartwiseError):
    """No such thing, or none that this viewer may know of."""

    status = 404
    title = "Not found"


class Conflict(PartwiseError):
    """The state of the thing does not allow it."""

    status = 409
    title = "Conflict"


class Unavailable(PartwiseError):
    """A service that is needed does not answer; trying again later may help."""

    status = 503
    title = "Service unavailable"


class EngineUnavailable(Unavailable):
    """The search engine is unreachable, overloaded, too slow or answered in part."""

    title = "Search engine unavailable"


class EngineRefused(PartwiseError):
    """The search engine understood the request and refused it: a fault of ours, not an outage."""

    title = "Search engine refused the request"


class SetupError(PartwiseError):
    """The machine or the configuration lacks something; the sentence says what to do."""

    title = "Set-up problem"
