"""Makers of parts and equipment, and the names they go by."""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Base


class Manufacturer(Base):
    """A maker. `kinds` are of OEM, aftermarket, component."""

    __tablename__ = "manufacturer"

    id: Mapped[int] = mapped_column(sa.BigInteger, primary_key=True)
    slug: Mapped[str]
    name: Mapped[str]
    country: Mapped[str | None]
    kinds: Mapped[list[str]] = mapped_column(ARRAY(sa.Text), server_default="{OEM}")
    currency: Mapped[str] = mapped_column(server_default="USD")
    note: Mapped[str] = mapped_column(server_default="")


class ManufacturerAlias(Base):
    """Another name of a maker; `kind` is alias, misspelling or former."""

    __tablename__ = "manufacturer_alias"

    id: Mapped[int] = mapped_column(sa.BigInteger, primary_key=True)
    manufacturer_id: Mapped[int] = mapped_column(sa.ForeignKey("manufacturer.id"))
    alias: Mapped[str]
    kind: Mapped[str]
