"""Who looks: what the visibility predicate and the search filters need to know of a request's viewer. Pure."""

from dataclasses import dataclass
from typing import Literal

Audience = Literal["public", "registered", "trade"]


@dataclass(frozen=True, slots=True)
class Viewer:
    """`audiences` may be seen; offers private to `organisation_id` too; prices are compared in `currency` (ISO 4217).

    `organisation_type` and `roles` move nothing by themselves: rules of the configuration may ask for them.
    """

    audiences: tuple[Audience, ...]
    organisation_id: int | None
    currency: str
    organisation_type: str = ""
    roles: tuple[str, ...] = ()


ANONYMOUS = Viewer(("public",), None, "USD")
