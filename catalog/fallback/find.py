"""One statement from question to page: candidates, filters, order, and the number of all that match."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from catalog.fallback.candidates import candidates
from catalog.fallback.conditions import admitted_offers, part_conditions, price_usd
from catalog.fallback.fit import fit_levels
from catalog.fallback.question import Found, FoundPart, Question
from catalog.fallback.score import least_score, most_score, score
from catalog.models import Offer, Part
from catalog.visibility import part_visible
from catalog.wish import NOTHING

_NOTHING_FOUND = Found((), 0)
_BY_OFFER = ("price_asc", "price_desc", "fastest")
_COLUMNS = {"newest": Part.listed_at, "best_selling": Part.popularity, "rating": Part.rating}


def find(session: Session, question: Question) -> Found:
    """The page that `question` asks for, in one statement; in two when it lies behind the last part.

    The caller limits the time: see `limit_time`.
    """
    matched = _matched(question)
    if matched is None:
        return _NOTHING_FOUND
    total = sa.select(sa.func.count()).select_from(matched).scalar_subquery()
    levels = None if question.fit is None else fit_levels(question.fit.equipment)
    rows = session.execute(_page(_leading(matched, question, levels), total, question, levels)).all()
    tiers = {height: name for name, height in question.weights.tiers.items()}
    parts = tuple(FoundPart(row.id, tiers.get(row.tier)) for row in rows)
    if rows or not question.offset:
        return Found(parts, rows[0].total if rows else 0)
    return Found((), session.scalar(sa.select(total)) or 0)


def limit_time(session: Session, milliseconds: float) -> None:
    """Let no further statement of this transaction run longer: PostgreSQL ends it with an error. Nor compile it first, which takes longer."""
    limit = str(max(1, int(milliseconds)))
    session.execute(sa.select(sa.func.set_config("statement_timeout", limit, sa.true()), sa.func.set_config("jit", "off", sa.true())))


def _matched(question: Question) -> sa.CTE | None:
    """The parts that match, with what leads their order; None when nothing can match."""
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
    columns: list[Any] = [Part.id, tier.label("tier"), words.label("words")]
    if question.order in _COLUMNS:
        columns.append(_COLUMNS[question.order].label("key"))
    conditions = part_conditions(question)
    if question.everything and (question.offers != NOTHING or question.order in _BY_OFFER):
        # One pass over all offers costs less than a look at those of each part. Few parts are looked up one by one.
        best = _best_offers(question).subquery("best")
        source = sa.join(source, best, best.c.part_id == Part.id, isouter=question.offers == NOTHING)
        columns += [best.c.least.label("key")] if question.order in _BY_OFFER else []
    elif question.offers != NOTHING:
        conditions.append(admitted_offers(question, Offer.part_id).where(Offer.part_id == Part.id).correlate(Part).exists())
    return sa.select(*columns).select_from(source).where(part_visible(), *conditions).cte("matched")


def _best_offers(question: Question) -> sa.Select[Any]:
    """Each part's least price or, for `fastest`, time among the offers that meet the wish."""
    value = Offer.lead_time_days if question.order == "fastest" else price_usd(question)
    return admitted_offers(question, Offer.part_id, sa.func.min(value).label("least")).group_by(Offer.part_id)


def _leading(matched: sa.CTE, question: Question, levels: sa.CTE | None) -> sa.FromClause:
    """The parts that can be on the pages up to this one, by what leads their order: only these are scored in full."""
    columns = matched.c
    if question.order == "relevance":
        return _likeliest(matched, question, levels)
    if "key" in columns:
        key, source = columns.key, sa.select(*columns)
    else:
        best = _best_offers(question).where(Offer.part_id.in_(sa.select(columns.id))).subquery("best")
        key, source = best.c.least, sa.select(*columns, best.c.least.label("key")).outerjoin(best, best.c.part_id == columns.id)
    return source.order_by(_directed(key, question)).fetch(question.offset + question.limit, with_ties=True).subquery("leading")


def _likeliest(matched: sa.CTE, question: Question, levels: sa.CTE | None) -> sa.FromClause:
    """All parts whose score may reach that of the page's last: its least at best is below what that part has at least."""
    statement = _beside_parts(sa.select(*matched.c), matched, levels)
    bounded = statement.add_columns(least_score(question, matched.c.tier, matched.c.words, levels).label("least")).cte("bounded")
    last = sa.select(bounded.c.least).order_by(bounded.c.least.desc()).offset(question.offset + question.limit - 1).limit(1).scalar_subquery()
    return sa.select(bounded).where(most_score(question, bounded.c.least, bounded.c.tier, bounded.c.words) >= sa.func.coalesce(last, 0.0)).subquery("leading")


def _page(leading: sa.FromClause, total: sa.ScalarSelect[Any], question: Question, levels: sa.CTE | None) -> sa.Select[Any]:
    """The page in the asked order, then by score, popularity and id (as text, as the engine does)."""
    columns = leading.c
    statement = _beside_parts(sa.select(columns.id, columns.tier, total.label("total")), leading, levels)
    first = [] if question.order == "relevance" else [_directed(columns.key, question)]
    scored = score(question, columns.tier, columns.words, levels)
    ordered = statement.order_by(*first, scored.desc(), Part.popularity.desc(), sa.cast(columns.id, sa.Text).collate("C"))
    return ordered.offset(question.offset).limit(question.limit)


def _beside_parts(statement: sa.Select[Any], rows: sa.FromClause, levels: sa.CTE | None) -> sa.Select[Any]:
    """`statement` over `rows`, each with its part and, when the search is for equipment, how that part fits."""
    joined = statement.select_from(rows).join(Part, Part.id == rows.c.id)
    return joined if levels is None else joined.outerjoin(levels, levels.c.part_id == Part.id)


def _directed(key: sa.ColumnElement[Any], question: Question) -> sa.ColumnElement[Any]:
    return (key.asc() if question.order in ("price_asc", "fastest") else key.desc()).nulls_last()
