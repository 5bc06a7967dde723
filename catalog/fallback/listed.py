"""A list of part numbers without the search engine: each number by itself, all of them in two statements."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session, aliased

from catalog.fallback.candidates import begins, replaced_among
from catalog.fallback.question import FoundPart, Question
from catalog.fallback.score import score
from catalog.models import Part, PartAlias, PartRelation
from catalog.visibility import alias_visible, part_visible

PARTS_SHOWN = 5  # of one number
_LOOKED_AT = 200  # parts whose number begins so, of which the most ordered are shown


@dataclass(frozen=True, slots=True)
class Entry:
    """One number of a list: as printed, folded, as GTIN of 14 digits, and a beginning (folded, empty for none)."""

    typed: tuple[str, ...]
    folded: tuple[str, ...]
    gtins: tuple[str, ...]
    beginning: str


def find_listed(session: Session, asked: Sequence[Entry], question: Question) -> dict[int, list[FoundPart]]:
    """The parts of each number by its position, best tier first, at most `PARTS_SHOWN`; of `question` weights, viewer and rates count.

    Beginnings are looked for only where nothing else answers. The caller limits the time.
    """
    found = _read(session, _whole_numbers(asked, question), question)
    begun = [(position, entry.beginning) for position, entry in enumerate(asked) if entry.beginning and position not in found]
    return {**found, **(_read(session, [_begun(begun, question)], question) if begun else {})}


def _read(session: Session, ways: list[sa.Select[Any]], question: Question) -> dict[int, list[FoundPart]]:
    each = sa.union_all(*ways).subquery("way")
    best = sa.select(each.c.position, each.c.id, sa.func.max(each.c.tier).label("tier")).group_by(each.c.position, each.c.id).subquery("best")
    scored = score(question, best.c.tier, sa.literal(0.0, sa.Float))
    order = [scored.desc(), Part.popularity.desc(), sa.cast(Part.id, sa.Text).collate("C")]
    place = sa.func.row_number().over(partition_by=best.c.position, order_by=order).label("place")
    ranked = sa.select(best.c.position, best.c.id, best.c.tier, place).join(Part, Part.id == best.c.id).where(part_visible()).subquery("ranked")
    shown = sa.select(ranked).where(ranked.c.place <= PARTS_SHOWN).order_by(ranked.c.position, ranked.c.place)
    tiers = {height: name for name, height in question.weights.tiers.items()}
    found: dict[int, list[FoundPart]] = defaultdict(list)
    for row in session.execute(shown):
        found[row.position].append(FoundPart(row.id, tiers[row.tier]))
    return dict(found)


def _whole_numbers(asked: Sequence[Entry], question: Question) -> list[sa.Select[Any]]:
    tiers = question.weights.tiers
    folded = _table([(position, number) for position, entry in enumerate(asked) for number in entry.folded], "asked")
    own = sa.select(folded.c.position, Part.id, Part.part_number).join(Part, Part.number_folded == folded.c.number).cte("own")
    printed = _table([(position, number) for position, entry in enumerate(asked) for number in entry.typed], "printed")
    as_printed = sa.and_(printed.c.position == own.c.position, printed.c.number == own.c.part_number)
    later = _after(own).cte("later", recursive=True)
    later = later.union(_after(later))
    replaced = later.c.id == sa.any_(sa.func.array(replaced_among(later).scalar_subquery()))
    after = sa.case((replaced, tiers["superseded"]), else_=tiers["superseded_live"])
    of_alias = sa.and_(PartAlias.alias_folded == folded.c.number, alias_visible(question.viewer))
    ways = [
        _way(own.c.position, own.c.id, tiers["exact"]).select_from(own).join(printed, as_printed),
        _way(own.c.position, own.c.id, tiers["normalised"]),
        _way(later.c.position, later.c.id, after),
        _way(folded.c.position, PartAlias.part_id, tiers["alias"]).select_from(folded).join(PartAlias, of_alias),
    ]
    if gtins := [(position, number) for position, entry in enumerate(asked) for number in entry.gtins]:
        coded = _table(gtins, "coded")
        ways.append(_way(coded.c.position, Part.id, tiers["alias"]).select_from(coded).join(Part, Part.gtin == coded.c.number))
    return ways


def _after(earlier: sa.CTE) -> sa.Select[Any]:
    step = aliased(PartRelation)
    steps = sa.and_(step.part_id == earlier.c.id, step.kind == "superseded_by")
    return sa.select(earlier.c.position, step.related_part_id.label("id")).select_from(earlier).join(step, steps)


def _begun(begun: list[tuple[int, str]], question: Question) -> sa.Select[Any]:
    asked = _table(begun, "begun")
    some = sa.select(Part.id).where(begins(asked.c.number), part_visible()).limit(_LOOKED_AT)
    first = some.correlate(asked).lateral("first")
    return _way(asked.c.position, first.c.id, question.weights.tiers["prefix"]).select_from(asked).join(first, sa.true())


def _table(rows: list[tuple[int, str]], name: str) -> sa.TableValuedAlias:
    """(position, number) rows as a table: two arrays, whatever their number."""
    positions = sa.literal([position for position, _ in rows], ARRAY(sa.Integer))
    numbers = sa.literal([number for _, number in rows], ARRAY(sa.Text))
    return sa.func.unnest(positions, numbers).table_valued(sa.column("position", sa.Integer), sa.column("number", sa.Text), name=name).render_derived()


def _way(position: sa.ColumnElement[int], part_id: Any, tier: Any) -> sa.Select[Any]:  # noqa: ANN401 - columns or values
    return sa.select(position.label("position"), part_id.label("id"), sa.cast(tier, sa.Float).label("tier"))
