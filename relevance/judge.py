"""Judging by hand: what every system shows for a query, side by side, and the grades that a person gives."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from core.errors import InvalidInput
from relevance.judged import GRADES, Judgment, read_judgments, write_judgments
from relevance.pool import Pooled

# What a person types for a grade.
KEYS = {"3": 3, "2": 2, "1": 1, "0": 0, "-": -1, "-1": -1, "u": -1}
LEGEND = "  ".join(f"{key} {GRADES[KEYS[key]]}" for key in ("3", "2", "1", "0", "-"))


@dataclass(frozen=True, slots=True)
class Grader:
    """Who judges, and on which day (YYYY-MM-DD)."""

    who: str
    when: str


def side_by_side(pooled: Sequence[Pooled], systems: Sequence[str], names: Mapping[str, str], judgments: Mapping[str, int]) -> list[tuple[str, ...]]:
    """Rows for a table: number in the list, part, name, place in each system, and the grade so far. The parts in the pool's order."""
    return [
        (
            str(position), one.part.replace("\t", " "), names.get(one.part, ""),
            *(str(one.places.get(system, "")) for system in systems), GRADES[judgments[one.part]] if one.part in judgments else "",
        )
        for position, one in enumerate(pooled, 1)
    ]  # fmt: skip


def parse_grades(text: str, pooled: Sequence[Pooled]) -> dict[str, int]:
    """Grades as typed, "1=3 2=0 5-9=0": position in the list or a range of them, and the grade. Raises InvalidInput naming what is wrong."""
    found: dict[str, int] = {}
    for word in text.split():
        positions, equals, key = word.partition("=")
        if not equals or key not in KEYS:
            raise InvalidInput(f"{word!r} is no grade: write position=grade, such as 1=3 or 5-9=0. Grades: {LEGEND}.")
        first, _, last = positions.partition("-")
        if not first.isdigit() or not (last or first).isdigit() or not 1 <= int(first) <= int(last or first) <= len(pooled):
            raise InvalidInput(f"{word!r} names no positions of the list, which has {len(pooled)}.")
        found |= dict.fromkeys((one.part for one in pooled[int(first) - 1 : int(last or first)]), KEYS[key])
    return found


def record(path: Path, query: str, grades: Mapping[str, int], grader: Grader) -> int:
    """Write grades into a file of judgments; a person's grade takes the place of what stood there. Returns how many are new or changed.

    Raises InvalidInput for a name with a tab or line break in it, and as `read_judgments`.
    """
    if not grader.who.strip() or any(mark in grader.who for mark in "\t\r\n"):
        raise InvalidInput("Say who judges: a name on one line.")
    before = {(one.query, one.part): one for one in (read_judgments(path) if path.exists() else ())}
    given = {(query, part): _judgment(query, part, grade, grader) for part, grade in grades.items()}
    changed = sum(before[key].grade != one.grade if key in before else True for key, one in given.items())
    write_judgments(path, _all(before, given))
    return changed


def _judgment(query: str, part: str, grade: int, grader: Grader) -> Judgment:
    maker, _, number = part.partition("\t")
    return Judgment(query, maker, number, grade, grader.who.strip(), grader.when)


def _all(before: Mapping[tuple[str, str], Judgment], given: Mapping[tuple[str, str], Judgment]) -> Iterable[Judgment]:
    return {**before, **given}.values()
