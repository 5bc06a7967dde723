"""The contract's small values: ids, money, times, and how an answer becomes bytes. Pure."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import orjson

Json = dict[str, Any]


def identifier(value: int) -> str:
    """Ids are opaque strings to clients."""
    return str(value)


def money(amount: Decimal, currency: str) -> Json:
    """`{"amount": "4950.00", "currency": "USD"}`: the amount is a string, so that nobody computes with a float."""
    return {"amount": f"{amount:.2f}", "currency": currency}


def moment(value: datetime) -> str:
    """RFC 3339 in UTC, to the second."""
    return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def number(value: Decimal | None) -> float | None:
    """A measure (never money) as a JSON number."""
    return None if value is None else float(value)


def encode(body: Mapping[str, Any] | Sequence[Json]) -> bytes:
    """The body as JSON bytes; decimals that a chip or a document carries become strings."""
    return orjson.dumps(body, default=_plain)


def _plain(value: object) -> object:
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError(f"{type(value).__name__} has no JSON form")
