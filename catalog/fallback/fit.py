"""Fit in SQL, as `catalog.fit` judges it: a statement holds, is refused, or stays open where the equipment does not tell."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY

from catalog.fallback.question import FitOrder, FitWish
from catalog.models import Compatibility, EquipmentModel, Part

Value = sa.ColumnElement[Any]
_OPEN: Value = sa.null()


def fitting(wish: FitWish) -> sa.Select[int]:
    """The parts that surely fit: one statement holds."""
    return _statements(wish, Compatibility.part_id).where(_verdict(wish))


def fit_levels(wish: FitWish) -> sa.CTE:
    """One row a part that is listed for the equipment: `level` is fits, may_fit or does_not_fit."""
    verdict = _verdict(wish)
    level = sa.case((sa.func.bool_or(verdict), "fits"), (sa.func.bool_or(verdict.is_(None)), "may_fit"), else_="does_not_fit")
    return _statements(wish, Compatibility.part_id, level.label("level")).group_by(Compatibility.part_id).cte("fit_level")


def level_values(order: FitOrder, levels: sa.CTE) -> tuple[Value, Value]:
    """The factor on words and the points within a number's tier of each `Part`, for a statement that joins `levels` (outer)."""
    used_in = sa.func.coalesce(Compatibility.modality, EquipmentModel.modality)
    # Not correlated, so that it is read once and not for each part.
    related = sa.select(Compatibility.part_id).outerjoin(EquipmentModel, EquipmentModel.id == Compatibility.model_id)
    same = Part.id.in_(related.where(used_in == order.equipment.modality))
    level = sa.case((levels.c.level.is_not(None), levels.c.level), (same, "same_modality"), else_="unknown")
    factors = sa.case({name: sa.literal(factor, sa.Float) for name, factor in order.factors.items()}, value=level)
    points = sa.case({name: sa.literal(value, sa.Float) for name, value in order.points.items()}, value=level)
    return factors, points


def _statements(wish: FitWish, *columns: Any) -> sa.Select[Any]:  # noqa: ANN401 - whatever a statement may select
    """The statements about the equipment."""
    own = sa.false() if wish.model_id is None else Compatibility.model_id == wish.model_id
    concerned = sa.or_(own, Compatibility.modality == wish.modality)
    return sa.select(*columns).outerjoin(EquipmentModel, EquipmentModel.id == Compatibility.model_id).where(concerned)


def _verdict(wish: FitWish) -> Value:
    """True, false, or null for a statement that stays open; one refused condition refuses, as AND has it."""
    return sa.and_(_serial(wish), _software(wish), _options(wish))


def _serial(wish: FitWish) -> Value:
    row = Compatibility
    unbounded = sa.and_(row.serial_from.is_(None), row.serial_to.is_(None))
    if (order := wish.serial_order) is None:
        return sa.case((unbounded, sa.true()), else_=_OPEN)
    return sa.and_(sa.func.coalesce(row.serial_from <= order, sa.true()), sa.func.coalesce(row.serial_to >= order, sa.true()))


def _software(wish: FitWish) -> Value:
    """Revisions are compared by their place in the model's list; a bound that is not there leaves the statement open."""
    row = Compatibility
    unbounded = sa.and_(row.software_from.is_(None), row.software_to.is_(None))
    if (place := wish.software_place) is None:
        return sa.case((unbounded, sa.true()), else_=_OPEN)
    low, high = (sa.func.array_position(EquipmentModel.software, bound) - 1 for bound in (row.software_from, row.software_to))
    unplaced = sa.or_(sa.and_(row.software_from.is_not(None), low.is_(None)), sa.and_(row.software_to.is_not(None), high.is_(None)))
    within = sa.and_(sa.func.coalesce(low <= place, sa.true()), sa.func.coalesce(high >= place, sa.true()))
    return sa.case((unplaced, _OPEN), else_=within)


def _options(wish: FitWish) -> Value:
    if wish.options is None:
        return sa.case((sa.func.cardinality(Compatibility.options) == 0, sa.true()), else_=_OPEN)
    within: Value = Compatibility.options.contained_by(sa.cast(list(wish.options), ARRAY(sa.Text)))
    return within
