"""What completes a text that is being typed, without the search engine: numbers, parts and names that lead to a part."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session

from accounts.viewer import Viewer
from catalog.fallback.candidates import begins, words_of
from catalog.models import Category, Compatibility, Manufacturer, Part, PartAlias
from catalog.visibility import alias_visible, part_visible

_LOOKED_AT = 500  # parts with such a beginning or word, of which the most ordered are shown
_NAMES = ("category", "manufacturer", "model")


@dataclass(frozen=True, slots=True)
class Completion:
    """A part whose number, or another number of which (`alias`), begins with the text; or whose name has its words."""

    part_id: int
    part_number: str
    name: str
    manufacturer: str
    alias: str | None = None


def numbers_beginning(session: Session, folded: str, viewer: Viewer, most: int) -> list[Completion]:
    """Parts of which a number begins so, the most ordered first; `folded` as `core.values.part_number` folds."""
    text = sa.literal(folded)
    own = sa.select(Part.id.label("id"), sa.null().label("alias")).where(begins(text), part_visible()).limit(_LOOKED_AT)
    other = sa.select(PartAlias.part_id, PartAlias.alias).where(begins(text, PartAlias.alias_folded), alias_visible(viewer)).limit(_LOOKED_AT)
    found = sa.union_all(sa.select(own.subquery()), sa.select(other.subquery())).subquery("found")
    return _read(session, found, most)


def parts_named(session: Session, words: Sequence[str], most: int) -> list[Completion]:
    """Parts whose name has all the words, the last as a beginning, the most ordered first."""
    whole, begun = " ".join(words[:-1]), words[-1]
    english: sa.ColumnElement[Any] = sa.literal_column("'english'::regconfig")
    # Plain words hold none of the signs of a query; a word of nothing but signs becomes NULL, and finds nothing.
    terms = sa.func.regexp_replace(sa.func.nullif(sa.func.btrim(sa.func.plain_words(begun)), ""), " +", " & ", "g")
    asked: sa.ColumnElement[Any] = sa.func.to_tsquery(english, terms.concat(":*"))
    if whole:
        asked = sa.func.plainto_tsquery(english, sa.func.plain_words(whole)).op("&&")(asked)
    some = sa.select(Part.id.label("id"), sa.null().label("alias")).where(words_of(Part.name).op("@@")(asked), part_visible()).limit(_LOOKED_AT)
    return _read(session, some.subquery("found"), most)


def _read(session: Session, found: sa.FromClause, most: int) -> list[Completion]:
    columns = (Part.id, Part.part_number, Part.name, Manufacturer.name.label("maker"), found.c.alias)
    statement = sa.select(*columns).select_from(found).join(Part, Part.id == found.c.id).join(Manufacturer, Manufacturer.id == Part.manufacturer_id)
    ordered = statement.where(part_visible()).order_by(Part.popularity.desc(), sa.cast(Part.id, sa.Text).collate("C"), found.c.alias.nulls_first())
    return [Completion(row.id, row.part_number, row.name, row.maker, row.alias) for row in session.execute(ordered.limit(most))]


def leading_names(session: Session, asked: Mapping[str, Sequence[int]]) -> set[tuple[str, int]]:
    """Those of the categories, makers and models (by id) that lead to a part that is not removed."""
    wanted = [sa.select(sa.literal(kind).label("kind"), _ids(asked[kind]).label("id")) for kind in _NAMES if asked.get(kind)]
    if not wanted:
        return set()
    name = sa.union_all(*wanted).subquery("name")
    below = sa.select(name.c.id.label("root"), name.c.id).where(name.c.kind == "category").cte("below", recursive=True)
    below = below.union(sa.select(below.c.root, Category.id).join(below, Category.parent_id == below.c.id))
    within = sa.select(below.c.id).where(below.c.root == name.c.id).correlate(name)
    ways = {
        "category": sa.select(Part.id).where(Part.category_id.in_(within)),
        "manufacturer": sa.select(Part.id).where(Part.manufacturer_id == name.c.id),
        "model": sa.select(Part.id).join(Compatibility, Compatibility.part_id == Part.id).where(Compatibility.model_id == name.c.id),
    }
    leads = sa.or_(*(sa.and_(name.c.kind == kind, way.where(part_visible()).correlate(name).exists()) for kind, way in ways.items()))
    return {(row.kind, row.id) for row in session.execute(sa.select(name.c.kind, name.c.id).where(leads))}


def _ids(values: Sequence[int]) -> sa.ColumnElement[int]:
    return sa.func.unnest(sa.literal(list(values), ARRAY(sa.BigInteger)))
