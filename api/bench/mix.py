"""A mix of searches drawn from the catalogue itself, by seed: numbers, names, sentences, and clicks on categories and filters."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random

import sqlalchemy as sa
from sqlalchemy.orm import Session

from core.errors import SetupError

# Share of each class in hundredths; a site that sells parts sees mostly numbers.
SHARES = {"number": 40, "name": 30, "sentence": 15, "browse": 15}
Pairs = tuple[tuple[str, str], ...]
SEARCH, SUGGEST = "/api/v1/search", "/api/v1/search/suggest"

_SOME = """
    SELECT p.id, p.part_number, p.number_folded, p.name, c.id AS category, c.name AS category_name, m.id AS maker, m.name AS maker_name,
           (SELECT a.alias FROM part_alias a WHERE a.part_id = p.id AND a.organisation_id IS NULL ORDER BY a.id LIMIT 1) AS alias,
           (SELECT e.name FROM compatibility f JOIN equipment_model e ON e.id = f.model_id WHERE f.part_id = p.id ORDER BY e.id LIMIT 1) AS model
    FROM part p JOIN category c ON c.id = p.category_id JOIN manufacturer m ON m.id = p.manufacturer_id
    WHERE p.removed_at IS NULL ORDER BY md5(p.id || ':' || :seed) LIMIT :count
"""
_SENTENCES = (
    "{category} for {equipment} under {price} USD",
    "we need a {category} for {equipment} in stock",
    "{maker} {category} refurbished, not more than {price} EUR",
    "looking for a replacement {category} made by {maker} urgently",
    "{name} with at least 6 months warranty",
)
_SORTS = ("relevance", "relevance", "price_asc", "best_selling", "newest")
_ATTEMPTS = 8  # a catalogue of few parts cannot give many distinct searches


@dataclass(frozen=True, slots=True)
class Query:
    """One search, or one completion, as the address asks for it."""

    kind: str
    pairs: Pairs
    path: str = SEARCH


def draw(session: Session, count: int, seed: int) -> list[Query]:
    """`count` distinct searches, shuffled. Raises SetupError when the catalogue is too small for so many."""
    rows = session.execute(sa.text(_SOME), {"seed": str(seed), "count": count}).mappings().all()
    if not rows:
        raise SetupError("The catalogue is empty: load one first, for example by `partwise fixtures load`.")
    random = Random(seed)  # noqa: S311 - draws searches, no secrets
    drawn = [Query(kind, pairs) for kind, share in SHARES.items() for pairs in _distinct(kind, count * share // 100, rows, random)]
    random.shuffle(drawn)
    return drawn


def draw_apart(session: Session, count: int, seed: int) -> list[Query]:
    """Kinds that have figures of their own and stand outside the mix: `exact` numbers, `autocomplete`, and `everything`, without a filter."""
    rows = session.execute(sa.text(_SOME), {"seed": f"apart {seed}", "count": count}).mappings().all()
    random = Random(seed)  # noqa: S311 - draws searches, no secrets
    exact = [Query("exact", (("q", str(row["part_number"])),)) for row in rows[: count // 2]]
    typed = {text[: random.randint(3, 9)].strip() for row in rows[count // 2 :] for text in (str(row["name"]), str(row["part_number"]))}
    completed = [Query("autocomplete", (("q", text),), SUGGEST) for text in sorted(text for text in typed if len(text) > 1)[: count // 2]]
    opened = [Query("everything", (("sort", sort), ("page", str(page)))) for sort in dict.fromkeys((*_SORTS, "price_desc", "fastest")) for page in (1, 2, 3, 9)]
    drawn = [*exact, *completed, *opened]
    random.shuffle(drawn)
    return drawn


def _distinct(kind: str, count: int, rows: Sequence[sa.RowMapping], random: Random) -> Iterator[Pairs]:
    seen: set[Pairs] = set()
    for _ in range(count * _ATTEMPTS):
        if len(seen) == count:
            return
        pairs = _MAKERS[kind](random.choice(rows), random)
        if pairs not in seen:
            seen.add(pairs)
            yield pairs
    if len(seen) < count:
        raise SetupError(f"The catalogue has too few parts for {count} distinct searches of the kind {kind}: ask for fewer queries.")


def _number(row: sa.RowMapping, random: Random) -> Pairs:
    """As printed, without its marks, in lower case, a label's number, a piece of it, or with its maker."""
    number, folded = str(row["part_number"]), str(row["number_folded"])
    forms = (number, number, folded, number.lower(), row["alias"] or number, folded[: max(4, len(folded) - 2)], f"{row['maker_name']} {number}")
    return (("q", random.choice(forms)),)


def _name(row: sa.RowMapping, random: Random) -> Pairs:
    """Some words of a part's name, its category with a maker, or its category alone."""
    words = str(row["name"]).replace(",", " ").split()
    forms = (" ".join(words[:2]), " ".join(words[:3]), " ".join(words[:4]), f"{row['maker_name']} {row['category_name']}", str(row["category_name"]))
    return (("q", random.choice(forms)[:120]),)


def _sentence(row: sa.RowMapping, random: Random) -> Pairs:
    names = {"category": str(row["category_name"]).lower(), "equipment": row["model"] or row["maker_name"], "maker": row["maker_name"], "name": row["name"]}
    return (("q", random.choice(_SENTENCES).format(**names, price=random.choice((200, 500, 1500, 5000)))[:200]),)


def _browse(row: sa.RowMapping, random: Random) -> Pairs:
    """What clicks leave in the address: places, makers, offers, orders, later pages."""
    places: tuple[Pairs, ...] = ((), (("category", str(row["category"])),), (("manufacturer", str(row["maker"])),))
    offers: tuple[Pairs, ...] = ((), (), (("condition", "new"),), (("condition", "refurbished"), ("condition", "used")), (("in_stock", "true"),))
    bounds: tuple[Pairs, ...] = ((), (("price_max", str(random.choice((100, 1000, 10000)))),), (("lead_time_max", "14"),))
    page: tuple[Pairs, ...] = ((), (), (("page", "2"),))
    return (*random.choice(places), *random.choice(offers), *random.choice(bounds), ("sort", random.choice(_SORTS)), *random.choice(page))


_MAKERS = {"number": _number, "name": _name, "sentence": _sentence, "browse": _browse}
