"""Filters as SQL, with the meaning that they have in the index: on the part, and on one and the same visible offer."""

from dataclasses import replace
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal, InvalidOperation
from typing import Any

import sqlalchemy as sa

from accounts.models import Organisation
from catalog.fallback.candidates import with_all_below
from catalog.fallback.fit import fitting
from catalog.fallback.question import PartWish, Question
from catalog.models import Category, Compatibility, EquipmentModel, Offer, Part
from catalog.visibility import offer_visible

Condition = sa.ColumnElement[bool]


def part_conditions(question: Question) -> list[Condition]:
    """What every part of the answer meets, visibility and offers apart."""
    found = list(wished(question.parts))
    found += [sa.not_(sa.and_(sa.true(), *wished(refused))) for refused in question.refused]
    return found


def wished(wish: PartWish) -> list[Condition]:
    """The conditions of one wish."""
    found: list[Condition] = []
    if wish.categories is not None:
        found.append(Part.category_id.in_(with_all_below(sa.select(Category.id).where(Category.id.in_(wish.categories)))))
    if wish.manufacturers is not None:
        found.append(Part.manufacturer_id.in_(wish.manufacturers))
    if wish.models is not None:
        found.append(Part.id.in_(sa.select(Compatibility.part_id).where(Compatibility.model_id.in_(wish.models))))
    if wish.modalities is not None:
        used_in = sa.func.coalesce(Compatibility.modality, EquipmentModel.modality)
        compatible = sa.select(Compatibility.part_id).outerjoin(EquipmentModel, EquipmentModel.id == Compatibility.model_id)
        found.append(Part.id.in_(compatible.where(used_in.in_(wish.modalities))))
    if wish.rating_min is not None:
        found.append(Part.rating >= wish.rating_min)
    if wish.fits is not None:
        found.append(sa.or_(sa.false(), *(Part.id.in_(fitting(fit)) for fit in wish.fits)))
    by_key: dict[str, list[Condition]] = {}
    for key, value in wish.specifications:
        by_key.setdefault(key, []).append(_specification(key, value))
    return [*found, *(sa.or_(*values) for values in by_key.values())]


def _specification(key: str, value: str) -> Condition:
    stored = Part.specifications[key]
    is_number = sa.func.jsonb_typeof(stored) == "number"
    # A CASE, so that nothing but a number is read as one.
    number = sa.case((is_number, sa.cast(stored.astext, sa.Numeric)))
    if ".." in value:
        low, high = (_number(text) for text in value.split("..", 1))
        bounds = [*([] if low is None else [number >= low]), *([] if high is None else [number <= high])]
        return sa.func.coalesce(sa.and_(is_number, *bounds), sa.false())
    shown = sa.case((stored.astext == "true", "yes"), (stored.astext == "false", "no"), else_=stored.astext)
    exact = _number(value)
    same = sa.and_(sa.not_(is_number), shown == value)
    return sa.func.coalesce(same if exact is None else sa.or_(same, number == exact), sa.false())


def _number(text: str) -> Decimal | None:
    """The text as a number; None for anything else, as an open end is."""
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def admitted_offers(question: Question, *columns: Any) -> sa.Select[Any]:  # noqa: ANN401 - whatever a statement may select
    """Offers that the viewer may see, whose currency has a rate, and that meet the whole wish."""
    wish, cents = question.offers, _us_cents(question)
    asked = [Offer.currency.in_(sorted(question.usd_per_unit)), replace(wish, usd_min=None, usd_max=None).met()]
    if wish.usd_min is not None:
        asked.append(cents >= int((wish.usd_min * 100).to_integral_value(ROUND_CEILING)))
    if wish.usd_max is not None:
        asked.append(cents <= int((wish.usd_max * 100).to_integral_value(ROUND_FLOOR)))
    return sa.select(*columns).select_from(Offer).join(Organisation, Organisation.id == Offer.seller_id).where(offer_visible(question.viewer), *asked)


def price_usd(question: Question) -> sa.ColumnElement[Any]:
    """The offer's price in US dollars.

    The rates come with the statement: looked up for each of a hundred thousand offers they would cost more than all the rest.
    """
    rates = {currency: sa.literal(rate, sa.Numeric) for currency, rate in sorted(question.usd_per_unit.items())}
    return Offer.price * sa.case(rates, value=Offer.currency)


def _us_cents(question: Question) -> sa.ColumnElement[Any]:
    """The offer's price in whole US cents, half-even as in the index."""
    exact = sa.func.round(price_usd(question), 4) * 100
    half = exact - sa.func.floor(exact) == sa.literal(Decimal("0.5"), sa.Numeric)
    even = 2 * sa.func.floor((exact + sa.literal(Decimal("0.5"), sa.Numeric)) / 2)
    return sa.case((half, even), else_=sa.func.round(exact))
