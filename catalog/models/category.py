"""The category tree and the typed specifications that parts of a category have."""

from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Base


class Category(Base):
    """A node of the tree. `translations` is language -> list of names."""

    __tablename__ = "category"

    id: Mapped[int] = mapped_column(sa.BigInteger, primary_key=True)
    slug: Mapped[str]
    parent_id: Mapped[int | None] = mapped_column(sa.ForeignKey("category.id"))
    name: Mapped[str]
    synonyms: Mapped[list[str]] = mapped_column(ARRAY(sa.Text), server_default="{}")
    translations: Mapped[dict[str, Any]] = mapped_column(JSONB, server_default="{}")


class CategorySpecification(Base):
    """One specification of a category: `type` is number (in `unit`), enum (of `options`) or boolean."""

    __tablename__ = "category_specification"

    category_id: Mapped[int] = mapped_column(sa.ForeignKey("category.id"), primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    label: Mapped[str]
    type: Mapped[str]
    unit: Mapped[str] = mapped_column(server_default="")
    minimum: Mapped[Decimal | None]
    maximum: Mapped[Decimal | None]
    options: Mapped[list[str]] = mapped_column(ARRAY(sa.Text), server_default="{}")
    position: Mapped[int] = mapped_column(server_default="0")
