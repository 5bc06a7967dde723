"""Reads specification cells as their category types them: a number in the category's unit, a boolean, an option."""

from collections.abc import Mapping

import sqlalchemy as sa
from sqlalchemy.orm import Session

from catalog.importer.cells import BadCell
from core.errors import InvalidInput
from core.values import measure

# Of the category and its ancestors, the nearest last.
_TYPES = sa.text("""
WITH RECURSIVE up AS (
  SELECT id, parent_id, 0 AS depth FROM category WHERE id = :id
  UNION ALL
  SELECT c.id, c.parent_id, up.depth + 1 FROM up JOIN category c ON c.id = up.parent_id
)
SELECT s.key, s.type, s.unit, s.options FROM up JOIN category_specification s ON s.category_id = up.id ORDER BY up.depth DESC
""")
_BOOLEANS = {"yes": True, "true": True, "1": True, "y": True, "no": False, "false": False, "0": False, "n": False}
Types = Mapping[str, tuple[str, str, tuple[str, ...]]]


class SpecificationTypes:
    """Key -> (type, unit, options) per category, read when first asked for."""

    def __init__(self) -> None:
        self._known: dict[int, Types] = {}

    def of(self, session: Session, category_id: int) -> Types:
        """The specifications that a category and its ancestors define."""
        if category_id not in self._known:
            rows = session.execute(_TYPES, {"id": category_id})
            self._known[category_id] = {row.key: (row.type, row.unit, tuple(row.options)) for row in rows}
        return self._known[category_id]


def typed(text: str, types: Types, key: str) -> bool | int | float | str:
    """The value of a cell. A key that the category does not define stays text. Raises BadCell."""
    kind, unit, options = types.get(key, ("enum", "", ()))
    if kind == "boolean":
        if text.lower() not in _BOOLEANS:
            raise BadCell("is neither yes nor no", "write yes or no")
        return _BOOLEANS[text.lower()]
    if kind == "number":
        return _number(text, unit)
    return next((option for option in options if option.lower() == text.lower()), text)


def _number(text: str, unit: str) -> int | float:
    try:
        bare = text.removesuffix(unit) if unit else text
        number = measure.parse_number(bare) if bare.strip()[-1:].isdigit() else measure.parse(text).to(unit).number
    except InvalidInput as error:
        raise BadCell("is no number" + (f" of {unit}" if unit else ""), f"write a number{f' in {unit}' if unit else ''}, as 3.5") from error
    return int(number) if number == int(number) else float(number)
