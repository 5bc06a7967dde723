"""Which part fits which equipment, within which serials, software revisions and options."""

from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Base


class Compatibility(Base):
    """A statement of fit for one model, or with `modality` instead for every model of it. Bounds are inclusive."""

    __tablename__ = "compatibility"

    id: Mapped[int] = mapped_column(sa.BigInteger, primary_key=True)
    part_id: Mapped[int] = mapped_column(sa.ForeignKey("part.id"))
    model_id: Mapped[int | None] = mapped_column(sa.ForeignKey("equipment_model.id"))
    modality: Mapped[str | None] = mapped_column(sa.ForeignKey("modality.code"))
    serial_from: Mapped[int | None] = mapped_column(sa.BigInteger)
    serial_to: Mapped[int | None] = mapped_column(sa.BigInteger)
    software_from: Mapped[str | None]
    software_to: Mapped[str | None]
    options: Mapped[list[str]] = mapped_column(ARRAY(sa.Text), server_default="{}")
    source: Mapped[str] = mapped_column(server_default="manufacturer")
    confidence: Mapped[Decimal] = mapped_column(server_default="1")
