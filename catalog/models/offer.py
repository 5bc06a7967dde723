"""Sellers' offers, their quantity tiers, and the ledger that alone moves stock."""

from datetime import datetime
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Base


class Offer(Base):
    """A listing of a part by a seller. Stock columns are read here and moved by `StockLedgerRow` only."""

    __tablename__ = "offer"

    id: Mapped[int] = mapped_column(sa.BigInteger, primary_key=True)
    part_id: Mapped[int] = mapped_column(sa.ForeignKey("part.id"))
    seller_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"))
    seller_sku: Mapped[str]
    condition: Mapped[str]
    price: Mapped[Decimal]
    currency: Mapped[str]
    minimum_quantity: Mapped[int] = mapped_column(server_default="1")
    order_multiple: Mapped[int] = mapped_column(server_default="1")
    lead_time_days: Mapped[int]
    stock_on_hand: Mapped[int] = mapped_column(server_default="0")
    stock_reserved: Mapped[int] = mapped_column(server_default="0")
    ship_from: Mapped[str]
    warranty_months: Mapped[int] = mapped_column(server_default="0")
    core_charge: Mapped[Decimal | None]
    core_due_days: Mapped[int | None]
    restock_percent: Mapped[Decimal | None]
    dead_on_arrival_days: Mapped[int | None]
    audience: Mapped[str] = mapped_column(server_default="public")
    audience_organisations: Mapped[list[int]] = mapped_column(ARRAY(sa.BigInteger), server_default="{}")
    status: Mapped[str] = mapped_column(server_default="active")


class OfferTier(Base):
    """The unit price from `minimum_quantity` pieces on; falls strictly with quantity, checked at commit."""

    __tablename__ = "offer_tier"

    offer_id: Mapped[int] = mapped_column(sa.ForeignKey("offer.id"), primary_key=True)
    minimum_quantity: Mapped[int] = mapped_column(primary_key=True)
    price: Mapped[Decimal]


class StockLedgerRow(Base):
    """One movement of stock; append-only. `kind` is receive, reserve, release, ship, adjust or return."""

    __tablename__ = "stock_ledger"

    id: Mapped[int] = mapped_column(sa.BigInteger, primary_key=True)
    offer_id: Mapped[int] = mapped_column(sa.ForeignKey("offer.id"))
    kind: Mapped[str]
    quantity: Mapped[int]
    actor: Mapped[str]
    reason: Mapped[str] = mapped_column(server_default="")
    at: Mapped[datetime] = mapped_column(sa.DateTime(timezone=True), server_default=sa.func.now())
