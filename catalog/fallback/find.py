"""One statement from question to page: candidates, filters, order, and the number of all that match."""

from dataclasses import replace
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from catalog.fallback.candidates import candidates
from catalog.fallback.conditions import admitted_offers, part_conditions, price_usd, wished
from catalog.fallback.question import Found, FoundPart, Question
from catalog.models import Offer, Part
from catalog.visibility import part_visible
from catalog.wish import NOTHING, OfferWish

_NOTHING_FOUND = Found((), 0)
_BY_OFFER = ("price_asc", "price_desc", "fastest")


def find(session: Session, question: Question) -> Found:
    """The page that `question` asks for, in one statement; in two when it lies behind the last part.

    The caller limits the time: see `limit_time`.
    """
    matched = _matched(question)
    if matched is None:
        return _NOTHING_FOUND
    statement = sa.select(matched.c.id, matched.c.tier, sa.func.count().over().label("total"))
    ordered = _ordered(statement, matched, question).offset(question.offset).limit(question.limit)
    rows = session.execute(ordered).all()
    tiers = {height: name for name, height in question.weights.tiers.items()}
    parts = tuple(FoundPart(row.id, tiers.get(row.tier)) for row in rows)
    if rows or not question.offset:
        return Found(parts, rows[0].total if rows else 0)
    return Found((), session.scalar(sa.select(sa.func.count()).select_from(matched)) or 0)


def limit_time(session: Session, milliseconds: float) -> None:
    """Let no further statement of this transaction run longer: PostgreSQL ends it with an error. Nor compile it first, which takes longer."""
    limit = str(max(1, int(milliseconds)))
    session.execute(sa.select(sa.func.set_config("statement_timeout", limit, sa.true()), sa.func.set_config("jit", "off", sa.true())))


def _matched(question: Question) -> sa.CTE | None:
    """The parts that match and what their order needs; None when nothing can."""
    found = candidates(question)
    if found is None and not question.everything:
        return None
    if found is None:
        tier: sa.ColumnElement[Any] = sa.literal(0.0, sa.Float)
        words: sa.ColumnElement[Any] = sa.literal(1.0, sa.Float)
        source: sa.FromClause = sa.inspect(Part).local_table
    else:
        # Where everything matches, what has the number still comes first.
        tier, words = sa.func.coalesce(found.c.tier, 0.0), sa.func.coalesce(found.c.words, 1.0)
        source = sa.join(Part, found, found.c.id == Part.id, isouter=question.everything)
    columns: list[Any] = [Part.id, Part.popularity, Part.listed_at, Part.rating, tier.label("tier"), _score(question, tier, words).label("score")]
    conditions = part_conditions(question)
    if question.everything and (question.offers != NOTHING or question.order in _BY_OFFER):
        # One pass over all offers costs less than a look at those of each part. Few parts are looked up one by one.
        best = _best_offers(question).subquery("best")
        source = sa.join(source, best, best.c.part_id == Part.id, isouter=question.offers == NOTHING)
        columns.append(best.c.least)
    elif question.offers != NOTHING:
        conditions.append(admitted_offers(question, Offer.part_id).where(Offer.part_id == Part.id).correlate(Part).exists())
    return sa.select(*columns).select_from(source).where(part_visible(), *conditions).cte("matched")


def _best_offers(question: Question) -> sa.Select[Any]:
    """Each part's least price or, for `fastest`, time among the offers that meet the wish."""
    value = Offer.lead_time_days if question.order == "fastest" else price_usd(question)
    return admitted_offers(question, Offer.part_id, sa.func.min(value).label("least")).group_by(Offer.part_id)


def _score(question: Question, tier: sa.ColumnElement[Any], words: sa.ColumnElement[Any]) -> sa.ColumnElement[Any]:
    """As the engine scores: boosts are added to a tier and multiply words; in its precision, so that equal parts are equal."""
    weights = question.weights
    boost: sa.ColumnElement[Any] = weights.popularity * sa.func.ln(1 + sa.cast(Part.popularity, sa.Float))
    boost += sa.case(dict(weights.lifecycle), value=Part.lifecycle, else_=0.0)
    for likely in question.likely:
        boost += sa.case((sa.and_(*wished(likely)), weights.likely), else_=0.0)
    # Whatever the filters ask: what the viewer can have now. A value and no EXISTS, which would read all offers for one part.
    on_shelf = admitted_offers(replace(question, offers=OfferWish(in_stock=True)), sa.literal(weights.available, sa.Float))
    available = on_shelf.where(Offer.part_id == Part.id).limit(1).correlate(Part).scalar_subquery()
    of_number = tier + sa.func.least(boost + sa.func.coalesce(available, 0.0), weights.most)
    of_words = words * sa.func.least(1.0 + boost, weights.most)
    return sa.cast(sa.case((tier > 0, of_number + of_words), else_=of_words), sa.REAL)


def _ordered(statement: sa.Select[Any], matched: sa.CTE, question: Question) -> sa.Select[Any]:
    """The asked order, then by score, popularity and id (as text, as the engine does)."""
    columns = matched.c
    ties = [columns.score.desc(), columns.popularity.desc(), sa.cast(columns.id, sa.Text).collate("C")]
    by_column = {"newest": columns.listed_at, "best_selling": columns.popularity, "rating": columns.rating}
    if question.order in by_column:
        return statement.order_by(by_column[question.order].desc().nulls_last(), *ties)
    if question.order == "relevance":
        return statement.order_by(*ties)
    if "least" not in columns:
        best = _best_offers(question).where(Offer.part_id.in_(sa.select(columns.id))).subquery("best")
        statement, columns = statement.outerjoin(best, best.c.part_id == columns.id), best.c
    direction = columns.least.desc() if question.order == "price_desc" else columns.least.asc()
    return statement.order_by(direction.nulls_last(), *ties)
