"""Parts: one identity is a manufacturer and its part number."""

from datetime import datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Base


class Part(Base):
    """A part. `number_folded` and `version` are the database's: never written from here."""

    __tablename__ = "part"

    id: Mapped[int] = mapped_column(sa.BigInteger, primary_key=True)
    manufacturer_id: Mapped[int] = mapped_column(sa.ForeignKey("manufacturer.id"))
    part_number: Mapped[str]
    number_folded: Mapped[str] = mapped_column(sa.Computed("fold_part_number(part_number)", persisted=True))
    name: Mapped[str]
    description: Mapped[str] = mapped_column(server_default="")
    language: Mapped[str] = mapped_column(server_default="en")
    category_id: Mapped[int] = mapped_column(sa.ForeignKey("category.id"))
    specifications: Mapped[dict[str, Any]] = mapped_column(JSONB, server_default="{}")
    images: Mapped[list[str]] = mapped_column(ARRAY(sa.Text), server_default="{}")
    documents: Mapped[list[Any]] = mapped_column(JSONB, server_default="[]")
    weight_kg: Mapped[Decimal | None]
    dimensions_mm: Mapped[list[Decimal] | None] = mapped_column(ARRAY(sa.Numeric))
    country_of_origin: Mapped[str | None]
    gtin: Mapped[str | None]
    hs_code: Mapped[str] = mapped_column(server_default="")
    hazard: Mapped[str] = mapped_column(server_default="")
    lifecycle: Mapped[str] = mapped_column(server_default="active")
    lifecycle_raw: Mapped[str] = mapped_column(server_default="")
    warranty_months: Mapped[int | None]
    popularity: Mapped[int] = mapped_column(server_default="0")
    rating: Mapped[Decimal | None]
    rating_count: Mapped[int] = mapped_column(server_default="0")
    listed_at: Mapped[datetime] = mapped_column(sa.DateTime(timezone=True), server_default=sa.func.now())
    removed_at: Mapped[datetime | None] = mapped_column(sa.DateTime(timezone=True))
    version: Mapped[int] = mapped_column(sa.BigInteger, server_default=sa.FetchedValue(), server_onupdate=sa.FetchedValue())
