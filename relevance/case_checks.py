"""Cases: what must, or must not, be found for a query, each with the reason why. `cases/*.yml` holds them.

A case asserts presence and order, never a score. One that is known to fail says so; when it begins to pass, that is told too.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from core.errors import NotFound
from relevance.judged import PUBLIC, JudgedQuery, part_key
from relevance.run import DEPTH, Ranking
from search.tuning.faults import refusal
from search.tuning.yaml_file import parse

FOLDER = Path(__file__).parent / "cases"
_SEGMENT = "name"  # a case belongs to no segment; a query has to have one


class CasePart(BaseModel):
    """A part by its maker's name and its number; at `within` places or better (for `must_not`: not at `within` or better)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    maker: str
    number: str
    within: int = Field(default=10, ge=1, le=DEPTH)

    @property
    def part(self) -> str:
        """The part as rankings name it."""
        return part_key(self.maker, self.number)


class Case(BaseModel):
    """One case. `order` names parts that must stand in this order, whatever stands between."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    query: str = Field(min_length=1)
    because: str = Field(min_length=8)
    device: str = ""
    viewer: str = PUBLIC
    must: tuple[CasePart, ...] = ()
    must_not: tuple[CasePart, ...] = ()
    order: tuple[CasePart, ...] = ()
    known_failure: str = ""

    @model_validator(mode="after")
    def _says_something(self) -> "Case":
        if not (self.must or self.must_not or self.order):
            raise ValueError("a case says what must, must_not or in which order")
        return self


class CaseFile(BaseModel):
    """One file of cases."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    cases: tuple[Case, ...]


@dataclass(frozen=True, slots=True)
class NamedCase:
    """A case with its name: file and position, such as `numbers/3`."""

    name: str
    case: Case

    @property
    def asked(self) -> JudgedQuery:
        """The query in its context."""
        return JudgedQuery(self.name, _SEGMENT, self.case.query, self.case.device, "", self.case.viewer)


def read_cases(folder: Path = FOLDER) -> list[NamedCase]:
    """All cases of a folder. Raises NotFound for a folder without any, InvalidInput with file:line for a broken file."""
    found = [NamedCase(f"{path.stem}/{place}", case) for path in sorted(folder.glob("*.yml")) for place, case in enumerate(_read(path), 1)]
    if not found:
        raise NotFound(f"{folder} holds no cases: name a folder with files such as numbers.yml.")
    return found


def faults(case: Case, ranking: Ranking) -> list[str]:
    """What a ranking does not keep of a case, in sentences; none when it keeps all."""
    places = {part: place for place, part in enumerate(ranking, 1)}
    said = [_missing(one, places) for one in case.must if places.get(one.part, DEPTH + 1) > one.within]
    said += [f"{_named(one)} stands at place {places[one.part]}; it must not be among the first {one.within}." for one in case.must_not if _at(one, places)]
    return said + _disorder(case.order, places)


def _read(path: Path) -> tuple[Case, ...]:
    file, faults = parse(str(path), path.read_bytes())
    if file is None or faults:
        raise refusal(faults)
    try:
        return CaseFile.model_validate(file.data).cases
    except ValidationError as error:
        raise refusal([file.fault("case", one["loc"], f"{one['msg']}.") for one in error.errors()]) from error


def _at(one: CasePart, places: Mapping[str, int]) -> bool:
    return places.get(one.part, DEPTH + 1) <= one.within


def _missing(one: CasePart, places: Mapping[str, int]) -> str:
    place = places.get(one.part)
    where = f"stands at place {place}" if place else f"is not among the first {DEPTH}"
    return f"{_named(one)} {where}; it must be among the first {one.within}."


def _disorder(order: Sequence[CasePart], places: Mapping[str, int]) -> list[str]:
    gone = [f"{_named(one)} is not among the first {DEPTH}; it has a place in the order." for one in order if one.part not in places]
    if gone:
        return gone
    pairs = pairwise(order)
    return [f"{_named(after)} stands before {_named(before)}." for before, after in pairs if places[after.part] < places[before.part]]


def _named(one: CasePart) -> str:
    return f"{one.maker} {one.number}"
