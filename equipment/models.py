"""Devices, error codes, tickets and what resolved them. Other systems own them; these are copies."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Base


class Device(Base):
    """One registered unit. `external_id` is the registry's own, as "MRI-20251001"; the serial may be empty when unknown."""

    __tablename__ = "device"

    id: Mapped[int] = mapped_column(sa.BigInteger, primary_key=True)
    external_id: Mapped[str]
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"))
    model_id: Mapped[int | None] = mapped_column(sa.ForeignKey("equipment_model.id"))
    serial: Mapped[str] = mapped_column(server_default="")
    software: Mapped[str] = mapped_column(server_default="")
    options: Mapped[list[str]] = mapped_column(ARRAY(sa.Text), server_default="{}")
    site: Mapped[str] = mapped_column(server_default="")
    installed_on: Mapped[date | None]
    warranty_until: Mapped[date | None]
    contract: Mapped[str] = mapped_column(server_default="")
    contract_until: Mapped[date | None]
    status: Mapped[str] = mapped_column(server_default="in_service")


class ErrorCode(Base):
    """A maker's code and its meaning. `model_ids` is sorted; empty means every model of the maker."""

    __tablename__ = "error_code"

    id: Mapped[int] = mapped_column(sa.BigInteger, primary_key=True)
    manufacturer_id: Mapped[int] = mapped_column(sa.ForeignKey("manufacturer.id"))
    code: Mapped[str]
    model_ids: Mapped[list[int]] = mapped_column(ARRAY(sa.BigInteger), server_default="{}")
    meaning: Mapped[str]
    check_first: Mapped[str] = mapped_column(server_default="")


class Ticket(Base):
    """A fault report of an organisation, closed with the resolutions that it took."""

    __tablename__ = "ticket"

    id: Mapped[int] = mapped_column(sa.BigInteger, primary_key=True)
    external_id: Mapped[str]
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"))
    device_id: Mapped[int | None] = mapped_column(sa.ForeignKey("device.id"))
    status: Mapped[str]
    priority: Mapped[str] = mapped_column(server_default="normal")
    title: Mapped[str]
    description: Mapped[str] = mapped_column(server_default="")
    error_codes: Mapped[list[str]] = mapped_column(ARRAY(sa.Text), server_default="{}")
    opened_at: Mapped[datetime] = mapped_column(sa.DateTime(timezone=True))
    closed_at: Mapped[datetime | None] = mapped_column(sa.DateTime(timezone=True))
    need_by: Mapped[date | None]


class TicketResolution(Base):
    """A part that a closed ticket took; `part_number` is as written there. Both empty: no part was needed."""

    __tablename__ = "ticket_resolution"

    id: Mapped[int] = mapped_column(sa.BigInteger, primary_key=True)
    ticket_id: Mapped[int] = mapped_column(sa.ForeignKey("ticket.id"))
    part_id: Mapped[int | None] = mapped_column(sa.ForeignKey("part.id"))
    part_number: Mapped[str] = mapped_column(server_default="")
    quantity: Mapped[int] = mapped_column(server_default="1")
    note: Mapped[str] = mapped_column(server_default="")
    did_fit: Mapped[bool | None]
