"""The score of a part in SQL, as the engine scores: boosts are added to a number's tier and multiply words; so does fit."""

from dataclasses import replace
from typing import Any

import sqlalchemy as sa

from catalog.fallback.conditions import admitted_offers, wished
from catalog.fallback.fit import level_values
from catalog.fallback.question import Question
from catalog.models import Offer, Part
from catalog.wish import OfferWish

Value = sa.ColumnElement[Any]
_ROUNDING = 1e-6


def score(question: Question, tier: Value, words: Value, levels: sa.CTE | None = None) -> Value:
    """For a statement over `Part`; `levels` (of `fit.fit_levels`) is joined by it. In the engine's precision, so that equal parts are equal."""
    return sa.cast(_score(question, tier, words, levels, _available(question)), sa.REAL)


def least_score(question: Question, tier: Value, words: Value, levels: sa.CTE | None = None) -> Value:
    """The least that `score` can be, without a look at any offer, which is what costs most of it."""
    return _score(question, tier, words, levels, sa.literal(0.0, sa.Float))


def most_score(question: Question, least: Value, tier: Value, words: Value) -> Value:
    """The most that `score` can be; what rounding takes or gives is far below a millionth."""
    counted = words + sa.case((tier > 0, 1.0), else_=0.0)
    return (least + question.weights.available * counted) * (1 + _ROUNDING)


def _score(question: Question, tier: Value, words: Value, levels: sa.CTE | None, available: Value) -> Value:
    weights = question.weights
    boost: Value = weights.popularity * sa.func.ln(1 + sa.cast(Part.popularity, sa.Float)) + available
    boost += sa.case(dict(weights.lifecycle), value=Part.lifecycle, else_=0.0)
    for likely in question.likely:
        boost += sa.case((sa.and_(*wished(likely)), weights.likely), else_=0.0)
    of_number = tier + sa.func.least(boost, weights.most)
    of_words = words * sa.func.least(1.0 + boost, weights.most)
    if question.fit is not None and levels is not None:
        factor, points = level_values(question.fit, levels)
        of_number, of_words = of_number + points, of_words * factor
    return sa.case((tier > 0, of_number + of_words), else_=of_words)


def _available(question: Question) -> Value:
    """Whatever the filters ask: what the viewer can have now. A value and no EXISTS, which would read all offers for one part."""
    on_shelf = admitted_offers(replace(question, offers=OfferWish(in_stock=True)), sa.literal(question.weights.available, sa.Float))
    one = on_shelf.where(Offer.part_id == Part.id).limit(1).correlate(Part).scalar_subquery()
    return sa.func.coalesce(one, 0.0)
