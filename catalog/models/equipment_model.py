"""Equipment models that parts fit, their names, and the modalities that they belong to."""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Base


class Modality(Base):
    """A kind of equipment, as MR or ventilator."""

    __tablename__ = "modality"

    code: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    device_prefix: Mapped[str] = mapped_column(server_default="")
    synonyms: Mapped[list[str]] = mapped_column(ARRAY(sa.Text), server_default="{}")
    department: Mapped[str] = mapped_column(server_default="")


class EquipmentModel(Base):
    """A model. `software` lists revisions in the order they came out; `serial_order_run` says which digits of a serial count."""

    __tablename__ = "equipment_model"

    id: Mapped[int] = mapped_column(sa.BigInteger, primary_key=True)
    slug: Mapped[str]
    manufacturer_id: Mapped[int] = mapped_column(sa.ForeignKey("manufacturer.id"))
    modality: Mapped[str] = mapped_column(sa.ForeignKey("modality.code"))
    name: Mapped[str]
    year_from: Mapped[int | None]
    year_to: Mapped[int | None]
    serial_shape: Mapped[str] = mapped_column(server_default="")
    serial_order_run: Mapped[str] = mapped_column(server_default="last")
    options: Mapped[list[str]] = mapped_column(ARRAY(sa.Text), server_default="{}")
    software: Mapped[list[str]] = mapped_column(ARRAY(sa.Text), server_default="{}")
    features: Mapped[list[str]] = mapped_column(ARRAY(sa.Text), server_default="{}")


class EquipmentModelAlias(Base):
    """A name as people type it, for the same model."""

    __tablename__ = "equipment_model_alias"

    id: Mapped[int] = mapped_column(sa.BigInteger, primary_key=True)
    model_id: Mapped[int] = mapped_column(sa.ForeignKey("equipment_model.id"))
    alias: Mapped[str]
