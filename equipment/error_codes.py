"""Error codes as plain rows, for whoever reads queries with them."""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from equipment.models import ErrorCode


@dataclass(frozen=True, slots=True)
class ErrorCodeRow:
    """A maker's code; without `models` it holds for every model of the maker."""

    code: str
    maker: int
    models: tuple[int, ...]


def read_error_codes(session: Session) -> tuple[ErrorCodeRow, ...]:
    """All codes, in one statement."""
    rows = session.execute(sa.select(ErrorCode.code, ErrorCode.manufacturer_id, ErrorCode.model_ids).order_by(ErrorCode.id))
    return tuple(ErrorCodeRow(row.code, row.manufacturer_id, tuple(row.model_ids)) for row in rows)
