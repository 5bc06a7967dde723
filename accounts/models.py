"""Organisations: hospitals that buy, dealers that sell. Their seller status decides whether their offers show."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Base


class Organisation(Base):
    """A party that views, buys or sells. `country` is ISO 3166 alpha-2, `currency` ISO 4217."""

    __tablename__ = "organisation"

    id: Mapped[int] = mapped_column(sa.BigInteger, primary_key=True)
    external_ref: Mapped[str | None]
    type: Mapped[str]
    name: Mapped[str]
    aliases: Mapped[list[str]] = mapped_column(ARRAY(sa.Text), server_default="{}")
    city: Mapped[str] = mapped_column(server_default="")
    region: Mapped[str] = mapped_column(server_default="")
    country: Mapped[str]
    currency: Mapped[str]
    tax_label: Mapped[str] = mapped_column(server_default="")
    tax_id: Mapped[str] = mapped_column(server_default="")
    seller_status: Mapped[str] = mapped_column(server_default="none")
    created_at: Mapped[datetime] = mapped_column(sa.DateTime(timezone=True), server_default=sa.func.now())
