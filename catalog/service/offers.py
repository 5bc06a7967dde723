"""Upserts offers by seller and SKU with their tiers, and moves stock through the ledger."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from catalog.models import Offer, OfferTier, StockLedgerRow
from catalog.service.parts import Written
from core.errors import Conflict

Tiers = tuple[tuple[int, Decimal], ...]


@dataclass(frozen=True, slots=True)
class OfferDraft:
    """An offer as it shall be: `values` is column -> value for what is given, `defaults` for what a new offer has no value for.

    A new offer needs condition, price, currency, lead_time_days and ship_from from either. `tiers` are (from how many
    pieces, unit price), strictly cheaper with quantity; None leaves those of the offer.
    """

    part_id: int
    seller_id: int
    seller_sku: str
    values: Mapping[str, Any]
    tiers: Tiers | None = None
    defaults: Mapping[str, Any] = field(default_factory=dict)

    @property
    def key(self) -> tuple[int, str]:
        """The offer's identity."""
        return (self.seller_id, self.seller_sku)


def upsert_offers(session: Session, drafts: Sequence[OfferDraft]) -> list[Written]:
    """Write `drafts` (each identity once) and say, in their order, what became of each.

    Raises Conflict when a seller already lists the SKU for another part.
    """
    columns = Offer.__table__.c
    statement = sa.select(*columns).where(sa.tuple_(columns.seller_id, columns.seller_sku).in_([draft.key for draft in drafts]))
    found = {(row.seller_id, row.seller_sku): row for row in session.execute(statement)}
    tiers = _tiers(session, [row.id for row in found.values()])
    return [_upsert(session, draft, found.get(draft.key), tiers) for draft in drafts]


def _upsert(session: Session, draft: OfferDraft, row: sa.Row[Any] | None, tiers: Mapping[int, Tiers]) -> Written:
    if row is None:
        offer = Offer(part_id=draft.part_id, seller_id=draft.seller_id, seller_sku=draft.seller_sku, **{**draft.defaults, **draft.values})
        session.add(offer)
        session.flush()
        if draft.tiers:
            _replace_tiers(session, offer.id, draft.tiers)
        return Written(offer.id, "created")
    if row.part_id != draft.part_id:
        raise Conflict(f"The seller already lists SKU {draft.seller_sku} for another part: give this offer a SKU of its own.")
    change = {column: value for column, value in draft.values.items() if getattr(row, column) != value}
    if change:
        session.execute(sa.update(Offer).where(Offer.id == row.id).values(**change))
    retiered = draft.tiers is not None and draft.tiers != tiers.get(row.id, ())
    if retiered and draft.tiers is not None:
        _replace_tiers(session, row.id, draft.tiers)
    return Written(row.id, "changed" if change or retiered else "unchanged")


def _tiers(session: Session, offer_ids: Sequence[int]) -> dict[int, Tiers]:
    tiers: dict[int, list[tuple[int, Decimal]]] = defaultdict(list)
    statement = sa.select(OfferTier).where(OfferTier.offer_id.in_(offer_ids)).order_by(OfferTier.minimum_quantity)
    for tier in session.scalars(statement):
        tiers[tier.offer_id].append((tier.minimum_quantity, tier.price))
    return {offer_id: tuple(steps) for offer_id, steps in tiers.items()}


def _replace_tiers(session: Session, offer_id: int, tiers: Tiers) -> None:
    session.execute(sa.delete(OfferTier).where(OfferTier.offer_id == offer_id))
    if tiers:
        rows = [{"offer_id": offer_id, "minimum_quantity": quantity, "price": price} for quantity, price in tiers]
        session.execute(sa.insert(OfferTier), rows)


def set_stock(session: Session, on_hand: Mapping[int, int], *, actor: str, reason: str) -> list[int]:
    """Bring offers' stock on hand to the given figures by ledger rows; returns the ids of those that moved.

    Raises Conflict when more is reserved than would be left.
    """
    statement = sa.select(Offer.id, Offer.stock_on_hand, Offer.stock_reserved).where(Offer.id.in_(on_hand)).order_by(Offer.id).with_for_update()
    movements = []
    for row in session.execute(statement):
        if on_hand[row.id] < row.stock_reserved:
            raise Conflict(f"{row.stock_reserved} pieces of offer {row.id} are reserved: its stock cannot be {on_hand[row.id]}.")
        difference = on_hand[row.id] - row.stock_on_hand
        if difference:
            kind = "receive" if difference > 0 else "adjust"
            movements.append({"offer_id": row.id, "kind": kind, "quantity": difference, "actor": actor, "reason": reason})
    if movements:
        session.execute(sa.insert(StockLedgerRow), movements)
    return [int(str(movement["offer_id"])) for movement in movements]
