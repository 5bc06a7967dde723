"""What pages read: the live state of shown rows in one query, and everything on a part's page.

Both read PostgreSQL, never the index: a hidden offer or a suspended seller is gone with the next read.
"""

from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, psycopg
from sqlalchemy.orm import Session

from accounts.models import Organisation
from accounts.viewer import Viewer
from catalog import bundle_rows
from catalog.bundles import ChainFacts, load_bundles
from catalog.models import Manufacturer, Offer, OfferTier, Part, PartAlias, PartRelation
from catalog.models.exchange_rate import price_usd
from catalog.page import ChainStep, LiveOffer, LiveRow, PageAlias, PageOffer, PageRelation, PageReplacement, PageTier, PartPage
from catalog.visibility import alias_visible, offer_visible, part_visible
from catalog.wish import NOTHING, OfferWish
from core.errors import NotFound

PRICE_USD = price_usd(Offer.price, Offer.currency)
AVAILABLE = Offer.stock_on_hand - Offer.stock_reserved
_SHOWN = "shown"
_DRIVER: Any = psycopg.dialect()  # type: ignore[no-untyped-call] # of SQLAlchemy, which types none of its dialects


def live_rows(session: Session, part_ids: Sequence[int], viewer: Viewer, wish: OfferWish = NOTHING) -> dict[int, LiveRow]:
    """The present state of `part_ids` by id, in one query. A removed or unknown part is absent: it must not be shown.

    The best offer is the viewer's cheapest in US dollars among those that meet `wish` (among all where none does any
    more), the lower id among equals, an unknown rate last.
    """
    return live_rows_on(session.connection(), part_ids, viewer, wish)


def live_rows_on(connection: sa.Connection, part_ids: Sequence[int], viewer: Viewer, wish: OfferWish = NOTHING) -> dict[int, LiveRow]:
    """The same without a session: rows are plain values, and the ORM's way to them costs more than PostgreSQL does."""
    text, values = _live_text(viewer, wish)
    found = connection.exec_driver_sql(text, {**values, _SHOWN: list(part_ids)})
    return {row[0]: LiveRow(row[0], row[1], None if row[2] is None else LiveOffer(*row[2:-1]), row[-1] or 0) for row in found}


@lru_cache(maxsize=256)
def _live_text(viewer: Viewer, wish: OfferWish) -> tuple[str, dict[str, Any]]:
    """The statement as the driver takes it, and its values but for the ids: writing it out costs more than running it."""
    written = _live_statement(viewer, wish).compile(dialect=_DRIVER, compile_kwargs={"render_postcompile": True})
    return str(written), {name: value for name, value in written.params.items() if name != _SHOWN}


def _live_statement(viewer: Viewer, wish: OfferWish) -> sa.Select[Any]:
    """Made once for each wish. The ids are one array, so that PostgreSQL keeps its plan too; the columns between are those of `LiveOffer`."""
    nearest = [] if wish == NOTHING else [sa.func.coalesce(wish.met(), sa.false()).desc()]
    best = (
        sa.select(
            Offer.id.label("offer_id"),
            Offer.seller_id,
            Organisation.name.label("seller_name"),
            Offer.condition,
            Offer.price,
            Offer.currency,
            AVAILABLE.label("stock_available"),
            Offer.lead_time_days,
            sa.func.count().over().label("offer_count"),
        )
        .join(Organisation, Organisation.id == Offer.seller_id)
        .where(Offer.part_id == Part.id, offer_visible(viewer))
        .order_by(*nearest, PRICE_USD.asc().nulls_last(), Offer.id)
        .limit(1)
        .correlate(Part)
        .lateral("best")
    )
    shown = Part.id == sa.any_(sa.bindparam(_SHOWN, [], type_=ARRAY(sa.BigInteger)))
    return sa.select(Part.id, Part.lifecycle, best).outerjoin(best, sa.true()).where(shown, part_visible())


def require_part(session: Session, part_id: int) -> None:
    """Raises NotFound for a part that is unknown or removed."""
    if session.scalar(sa.select(Part.id).where(Part.id == part_id, part_visible())) is None:
        raise NotFound(f"There is no part with the id {part_id}. Search for its number instead.")


def part_page(session: Session, part_id: int, viewer: Viewer) -> PartPage:
    """All of a part's page, as `viewer` may see it; inside `core.db.snapshot()`, as it takes several statements.

    Raises NotFound for a part that is unknown or removed.
    """
    part = session.scalar(sa.select(Part).where(Part.id == part_id, part_visible()))
    if part is None:
        raise NotFound(f"There is no part with the id {part_id}. Search for its number instead.")
    return _page(session, part, viewer)


def _page(session: Session, part: Part, viewer: Viewer) -> PartPage:
    bundle = load_bundles(session, [part.id])[part.id]
    return PartPage(
        id=part.id,
        version=part.version,
        part_number=part.part_number,
        name=part.name,
        description=part.description,
        language=part.language,
        manufacturer=bundle.manufacturer,
        category_path=bundle.category.path,
        specifications=bundle.specifications,
        images=bundle.images,
        documents=tuple(part.documents),
        weight_kg=part.weight_kg,
        dimensions_mm=tuple(part.dimensions_mm or ()),
        country_of_origin=part.country_of_origin,
        gtin=part.gtin,
        hs_code=part.hs_code,
        hazard=part.hazard,
        lifecycle=part.lifecycle,
        lifecycle_raw=part.lifecycle_raw,
        warranty_months=part.warranty_months,
        rating=part.rating,
        rating_count=part.rating_count,
        listed_at=part.listed_at,
        offers=visible_offers(session, part.id, viewer),
        aliases=_aliases(session, part.id, viewer),
        compatibilities=bundle.compatibilities,
        relations=_relations(session, part.id),
        supersedes=bundle.supersedes,
        replaced_by=_replacements(session, part.id),
    )


def visible_offers(session: Session, part_id: int, viewer: Viewer) -> tuple[PageOffer, ...]:
    """The viewer's offers of a part with their tiers, cheapest in US dollars first, the lower id among equals."""
    statement = (
        sa.select(Offer, Organisation.name.label("seller_name"), PRICE_USD.label("price_usd"), AVAILABLE.label("available"))
        .join(Organisation, Organisation.id == Offer.seller_id)
        .where(Offer.part_id == part_id, offer_visible(viewer))
        .order_by(PRICE_USD.asc().nulls_last(), Offer.id)
    )
    found = session.execute(statement).all()
    tiers: dict[int, list[PageTier]] = defaultdict(list)
    of_offers = sa.select(OfferTier).where(OfferTier.offer_id.in_([row.Offer.id for row in found])).order_by(OfferTier.minimum_quantity)
    for tier in session.scalars(of_offers):
        tiers[tier.offer_id].append(PageTier(tier.minimum_quantity, tier.price))
    return tuple(_page_offer(row, tuple(tiers[row.Offer.id])) for row in found)


def _page_offer(row: sa.Row[Offer, str, Decimal | None, int], tiers: tuple[PageTier, ...]) -> PageOffer:
    offer: Offer = row.Offer
    return PageOffer(
        id=offer.id,
        seller_id=offer.seller_id,
        seller_name=row.seller_name,
        seller_sku=offer.seller_sku,
        condition=offer.condition,
        price=offer.price,
        currency=offer.currency,
        price_usd=row.price_usd,
        tiers=tiers,
        minimum_quantity=offer.minimum_quantity,
        order_multiple=offer.order_multiple,
        stock_available=row.available,
        lead_time_days=offer.lead_time_days,
        ship_from=offer.ship_from,
        warranty_months=offer.warranty_months,
        core_charge=offer.core_charge,
        core_due_days=offer.core_due_days,
        restock_percent=offer.restock_percent,
        dead_on_arrival_days=offer.dead_on_arrival_days,
    )


def _aliases(session: Session, part_id: int, viewer: Viewer) -> tuple[PageAlias, ...]:
    statement = sa.select(PartAlias).where(PartAlias.part_id == part_id, alias_visible(viewer)).order_by(PartAlias.kind, PartAlias.alias)
    return tuple(PageAlias(row.alias, row.kind, row.source, row.organisation_id is not None) for row in session.scalars(statement))


REVERSED_KINDS = {"accessory": "accessory_for", "component_of": "component", "alternative": "alternative"}


def _relations(session: Session, part_id: int) -> tuple[PageRelation, ...]:
    """Related parts in both directions; supersession is shown as a chain instead."""
    forward = sa.select(PartRelation.kind, PartRelation.related_part_id.label("other_id")).where(PartRelation.part_id == part_id)
    reversed_kind = sa.case(REVERSED_KINDS, value=PartRelation.kind, else_=None)
    backward = sa.select(reversed_kind, PartRelation.part_id).where(PartRelation.related_part_id == part_id)
    pairs = sa.union(forward.where(PartRelation.kind.in_(REVERSED_KINDS)), backward.where(PartRelation.kind.in_(REVERSED_KINDS))).subquery()
    statement = (
        sa.select(pairs.c.kind, Part.id, Part.part_number, Part.name, Manufacturer.name.label("manufacturer_name"), Part.lifecycle)
        .join(Part, Part.id == pairs.c.other_id)
        .join(Manufacturer, Manufacturer.id == Part.manufacturer_id)
        .where(part_visible())
        .order_by(pairs.c.kind, Part.part_number, Part.id)
    )
    return tuple(PageRelation(*row) for row in session.execute(statement))


def _replacements(session: Session, part_id: int) -> tuple[PageReplacement, ...]:
    facts = ChainFacts(bundle_rows.fetch(session, bundle_rows.CHAINS, [part_id]))
    return tuple(
        PageReplacement(
            end.part_id,
            facts.number(end.part_id),
            end.set_kind,
            end.quantity,
            tuple(ChainStep(step, facts.number(step)) for step in end.path),
            end.preconditions,
        )
        for end in facts.ends(part_id)
    )
