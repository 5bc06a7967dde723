"""Which parts a number or words find, each way by an index: rows of (id, tier, words)."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlalchemy.orm import aliased

from catalog.fallback.question import Question
from catalog.models import Category, Manufacturer, Part, PartAlias, PartRelation
from catalog.visibility import alias_visible

Select = sa.Select[Any]
_ENGLISH: sa.ColumnClause[Any] = sa.literal_column("'english'::regconfig")
_LAST_CHARACTER = "\U0010ffff"
# Columns of the database that no model needs.
_CATEGORY_WORDS = sa.literal_column("category.words", TSVECTOR)
_MANUFACTURER_WORDS = sa.literal_column("manufacturer.words", TSVECTOR)


def candidates(question: Question) -> sa.CTE | None:
    """One row a part: `tier` (0 for none) and `words` (their weights added up). None when nothing was asked that could find a part."""
    ways = [*_by_number(question), *_by_words(question)]
    if not ways:
        return None
    found = sa.union_all(*ways).subquery("found")
    best = sa.select(found.c.id, sa.func.max(found.c.tier).label("tier"), sa.func.max(found.c.words).label("words"))
    return best.group_by(found.c.id).cte("candidate")


def _way(part_id: sa.SQLColumnExpression[int], tier: sa.ColumnElement[Any] | float, words: sa.ColumnElement[Any] | float = 0) -> Select:
    return sa.select(part_id.label("id"), sa.cast(tier, sa.Float).label("tier"), sa.cast(words, sa.Float).label("words"))


def _by_number(question: Question) -> list[Select]:
    numbers, tiers = question.numbers, question.weights.tiers
    ways = _by_own_number(question) if numbers.folded else []
    if numbers.folded:
        of_alias = sa.and_(PartAlias.alias_folded.in_(numbers.folded), alias_visible(question.viewer))
        ways.append(_way(PartAlias.part_id, tiers["alias"]).where(of_alias))
    if numbers.gtins:
        ways.append(_way(Part.id, tiers["alias"]).where(Part.gtin.in_(numbers.gtins)))
    for beginning in numbers.beginnings:
        ways.append(_way(Part.id, tiers["prefix"]).where(begins(sa.literal(beginning))))
    return ways


def begins(beginning: sa.ColumnElement[str], column: sa.SQLColumnExpression[str] = Part.number_folded) -> sa.ColumnElement[bool]:
    """The number begins so. The operators of the index; a LIKE would not use it under every plan."""
    return sa.and_(column.op("~>=~", is_comparison=True)(beginning), column.op("~<~", is_comparison=True)(sa.func.concat(beginning, _LAST_CHARACTER)))


def _by_own_number(question: Question) -> list[Select]:
    """Parts of one of the numbers, and every part that came after them; removed parts on the way still lead on."""
    numbers, tiers = question.numbers, question.weights.tiers
    own = sa.select(Part.id).where(Part.number_folded.in_(numbers.folded)).cte("own")
    later = _after(own).with_only_columns(PartRelation.related_part_id.label("id")).cte("later", recursive=True)
    later = later.union(_after(later).with_only_columns(PartRelation.related_part_id))
    replaced = Part.id == sa.any_(sa.func.array(replaced_among(later).scalar_subquery()))
    typed = sa.case((Part.part_number.in_(numbers.typed), tiers["exact"]), else_=tiers["normalised"])
    after = sa.case((replaced, tiers["superseded"]), else_=tiers["superseded_live"])
    return [_way(Part.id, typed).join(own, own.c.id == Part.id), _way(Part.id, after).join(later, later.c.id == Part.id)]


def _after(earlier: sa.CTE) -> Select:
    """The steps of supersession from the parts of `earlier`."""
    return sa.select(PartRelation).join(earlier, earlier.c.id == PartRelation.part_id).where(PartRelation.kind == "superseded_by")


def replaced_among(*among: sa.CTE) -> Select:
    """Those of the parts `among` that a part which is not removed came after, at once or in the end."""
    roots = sa.union(*(sa.select(parts.c.id) for parts in among)).cte("chained")
    walk = _after(roots).with_only_columns(PartRelation.part_id.label("root"), PartRelation.related_part_id.label("id")).cte("walk", recursive=True)
    walk = walk.union(_after(walk).with_only_columns(walk.c.root, PartRelation.related_part_id))
    later = aliased(Part)
    # A value for each step and no join: the planner expects thousands of steps and would read all parts.
    is_live = sa.select(later.removed_at.is_(None)).where(later.id == walk.c.id).scalar_subquery()
    return sa.select(walk.c.root).where(is_live)


def _by_words(question: Question) -> list[Select]:
    """Parts with enough of the words; each word counts with the best field that has it."""
    ways = [way for position, terms in enumerate(question.words.each) for way in _by_word(position, terms, question)]
    if not ways:
        return []
    hits = sa.union_all(*ways).subquery("hit")
    each = sa.select(hits.c.id, hits.c.position, sa.func.max(hits.c.weight).label("weight")).group_by(hits.c.id, hits.c.position).subquery("word")
    enough = _way(each.c.id, 0, sa.func.sum(each.c.weight)).group_by(each.c.id).having(sa.func.count() >= question.words.least)
    return [enough]


def _by_word(position: int, terms: Sequence[str], question: Question) -> list[Select]:
    fields, asked = question.weights.fields, _asked(terms)
    categories = sa.select(Category.id).where(_CATEGORY_WORDS.op("@@")(asked))
    makers = sa.select(Manufacturer.id).where(_MANUFACTURER_WORDS.op("@@")(asked))
    conditions = {
        "name": words_of(Part.name).op("@@")(asked),
        "description": words_of(Part.description).op("@@")(asked),
        # Arrays and not subqueries: the planner then looks them up in the index of parts.
        "category": Part.category_id == sa.any_(sa.func.array(with_all_below(categories).scalar_subquery())),
        "manufacturer": Part.manufacturer_id == sa.any_(sa.func.array(makers.scalar_subquery())),
    }
    return [
        sa.select(Part.id.label("id"), sa.literal(position, sa.Integer).label("position"), sa.literal(fields[name], sa.Float).label("weight")).where(condition)
        for name, condition in conditions.items()
    ]


def words_of(column: sa.SQLColumnExpression[str]) -> sa.ColumnElement[Any]:
    """The expression of the index."""
    return sa.func.to_tsvector(_ENGLISH, sa.func.plain_words(column))


def _asked(terms: Sequence[str]) -> sa.ColumnElement[Any]:
    """The word or any other term for it; the words of one term stand together."""
    first, *others = (sa.func.phraseto_tsquery(_ENGLISH, sa.func.plain_words(term)) for term in terms)
    asked: sa.ColumnElement[Any] = first
    for other in others:
        asked = asked.op("||")(other)
    return asked


def with_all_below(roots: Select) -> Select:
    """The ids of the categories that `roots` selects and of everything below them."""
    below = roots.cte(recursive=True)
    below = below.union(sa.select(Category.id).join(below, Category.parent_id == below.c.id))
    return sa.select(below.c.id)
