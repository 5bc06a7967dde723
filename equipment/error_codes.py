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
    meaning: str
    check_first: str


def read_error_codes(session: Session) -> tuple[ErrorCodeRow, ...]:
    """All codes, in one statement."""
    columns = (ErrorCode.code, ErrorCode.manufacturer_id, ErrorCode.model_ids, ErrorCode.meaning, ErrorCode.check_first)
    rows = session.execute(sa.select(*columns).order_by(ErrorCode.id))
    return tuple(ErrorCodeRow(row.code, row.manufacturer_id, tuple(row.model_ids), row.meaning, row.check_first) for row in rows)
