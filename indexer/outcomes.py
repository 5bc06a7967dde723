"""What one item of a bulk answer means for the outbox row behind it. Pure."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Outcome(StrEnum):
    """`ok` and `stale` (the index has something newer) are done; `retry` is an outage; `dead` is the document's own fault."""

    OK = "ok"
    STALE = "stale"
    RETRY = "retry"
    DEAD = "dead"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of one document, and why when it was not written."""

    outcome: Outcome
    reason: str = ""

    @property
    def done(self) -> bool:
        """Whether the index now holds this version or a newer one."""
        return self.outcome in (Outcome.OK, Outcome.STALE)


OK = Verdict(Outcome.OK)
_SEVERITY = (Outcome.OK, Outcome.STALE, Outcome.RETRY, Outcome.DEAD)
# Errors whose status looks like the document's fault but whose cause is the state of the cluster.
_OUTAGES = ("index_not_found_exception", "index_closed_exception", "read_only", "read-only", "cluster_block_exception")


def judge(status: int, error: dict[str, Any] | None) -> Verdict:
    """The verdict on one bulk item from its status and error object."""
    if 200 <= status < 300:
        return OK
    reason = _reason(status, error)
    if status == 409:
        return Verdict(Outcome.STALE, reason)
    if status == 429 or status >= 500 or any(outage in reason for outage in _OUTAGES):
        return Verdict(Outcome.RETRY, reason)
    return Verdict(Outcome.DEAD, reason)


def worst(verdicts: list[Verdict]) -> Verdict:
    """The verdict on a document that went to several indexes: it is done when each has it."""
    return max(verdicts, key=lambda verdict: _SEVERITY.index(verdict.outcome), default=OK)


def _reason(status: int, error: dict[str, Any] | None) -> str:
    """Type and sentence of the error and of its cause, at most 500 characters."""
    error = error or {}
    cause = error.get("caused_by") or {}
    parts = [f"{one.get('type', '')}: {one.get('reason', '')}" for one in (error, cause) if one]
    return f"{status} {' / '.join(parts)}"[:500]
