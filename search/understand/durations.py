"""Lengths of time in a query: "3 days", "two weeks", "24h", "12 Monate". Pure."""

import math
from dataclasses import dataclass
from decimal import Decimal

from search.understand.amounts import read_number
from search.understand.finding import Context

_HOURS = {"hour": Decimal(1), "day": Decimal(24), "week": Decimal(168), "fortnight": Decimal(336), "month": Decimal(720), "year": Decimal(8760)}


@dataclass(frozen=True, slots=True)
class Duration:
    """A length of time at its place; `unit` is hour, day, week, fortnight, month or year."""

    start: int
    end: int
    number: Decimal
    unit: str

    @property
    def days(self) -> int:
        """In whole days, rounded up; a month is 30 days."""
        return math.ceil(self.number * _HOURS[self.unit] / 24)

    @property
    def months(self) -> int:
        """In whole months, rounded; 12 to a year."""
        if self.unit == "year":
            return round(self.number * 12)
        return round(self.number) if self.unit == "month" else round(self.number * _HOURS[self.unit] / _HOURS["month"])


def read_durations(context: Context) -> tuple[Duration, ...]:
    """Every length of time of a query."""
    found = []
    language = context.language
    for match in language.duration.finditer(context.scan.text):
        written = match["number"].casefold()
        number = read_number(match["number"]) if written[0].isdigit() else Decimal(language.number_words.get(written, 0))
        if number and number < 100_000:
            found.append(Duration(match.start(), match.end(), number, language.duration_units[match["unit"].casefold()]))
    return tuple(found)
