"""What fit is judged from, read from PostgreSQL: a model, and the statements of shown parts about it."""

from collections import defaultdict
from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from catalog.fit import FitModel, Statement
from catalog.models import Compatibility, EquipmentModel


def fit_model_of(row: EquipmentModel) -> FitModel:
    """A model as fit needs it."""
    return FitModel(row.id, row.name, row.modality, row.serial_order_run, tuple(row.software))


def read_fit_model(session: Session, model_id: int) -> FitModel | None:
    """The model with this id, or None."""
    row = session.get(EquipmentModel, model_id)
    return None if row is None else fit_model_of(row)


def statements_about(session: Session, part_ids: Sequence[int], model: FitModel) -> dict[int, list[Statement]]:
    """The statements of `part_ids` about a model, or about every model of its modality, by part, in one statement."""
    concerned = sa.or_(Compatibility.model_id == model.id, Compatibility.modality == model.modality)
    rows = session.scalars(sa.select(Compatibility).where(Compatibility.part_id.in_(part_ids), concerned).order_by(Compatibility.id))
    found: dict[int, list[Statement]] = defaultdict(list)
    for row in rows:
        found[row.part_id].append(
            Statement(
                model_id=row.model_id,
                modality=row.modality,
                serial_from=row.serial_from,
                serial_to=row.serial_to,
                software_from=row.software_from,
                software_to=row.software_to,
                options=tuple(row.options),
                source=row.source,
            )
        )
    return found
