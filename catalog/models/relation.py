"""Relations between parts: supersession, alternatives, accessories, components."""

from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Base


class PartRelation(Base):
    """`part_id` is `kind` `related_part_id`, as "old superseded_by new"; `set_kind` one, all or any is for supersession."""

    __tablename__ = "part_relation"

    id: Mapped[int] = mapped_column(sa.BigInteger, primary_key=True)
    part_id: Mapped[int] = mapped_column(sa.ForeignKey("part.id"))
    related_part_id: Mapped[int] = mapped_column(sa.ForeignKey("part.id"))
    kind: Mapped[str]
    set_kind: Mapped[str] = mapped_column(server_default="one")
    quantity_ratio: Mapped[Decimal] = mapped_column(server_default="1")
    precondition: Mapped[str] = mapped_column(server_default="")
