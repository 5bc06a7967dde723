"""Other numbers that a part goes by."""

from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Base


class PartAlias(Base):
    """A number. With `organisation_id` (kind `own`) only that organisation may find or see it."""

    __tablename__ = "part_alias"

    id: Mapped[int] = mapped_column(sa.BigInteger, primary_key=True)
    part_id: Mapped[int] = mapped_column(sa.ForeignKey("part.id"))
    alias: Mapped[str]
    alias_folded: Mapped[str] = mapped_column(sa.Computed("fold_part_number(alias)", persisted=True))
    kind: Mapped[str]
    source: Mapped[str] = mapped_column(server_default="")
    confidence: Mapped[Decimal] = mapped_column(server_default="1")
    organisation_id: Mapped[int | None] = mapped_column(sa.ForeignKey("organisation.id"))
