"""Checks a configuration as a whole: every fault of every file at once, then the linters. Texts in, faults out: no file, no engine, no database."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from relevance.lint import names, numbers, rules_alone, rules_catalogue, rules_together, synonyms
from relevance.lint.draft import Draft, Linter
from relevance.lint.known import Known
from search.tuning.examine import Texts, examine, examine_index
from search.tuning.faults import Fault

LINTERS: Sequence[Linter] = (
    *rules_alone.LINTERS,
    *rules_together.LINTERS,
    *rules_catalogue.LINTERS,
    *synonyms.LINTERS,
    *numbers.LINTERS,
    *names.LINTERS,
)


@dataclass(frozen=True, slots=True)
class Report:
    """Everything that was found, by file and place; `catalogue` says whether what needs it was run."""

    faults: tuple[Fault, ...]
    catalogue: bool

    @property
    def errors(self) -> tuple[Fault, ...]:
        """What keeps the configuration from being used or published."""
        return tuple(fault for fault in self.faults if fault.severity == "error")

    @property
    def warnings(self) -> tuple[Fault, ...]:
        """What should be looked at."""
        return tuple(fault for fault in self.faults if fault.severity == "warning")


@dataclass(frozen=True, slots=True)
class Reading:
    """What could be read of a configuration, and the faults of reading it."""

    draft: Draft
    faults: tuple[Fault, ...]


def read(query: Texts, index: Texts, today: date, where: str = "") -> Reading:
    """Read both folders from their texts; `where` stands before "query/" and "index/" in the faults."""
    shaped, indexed = examine(query, f"{where}query/"), examine_index(index, f"{where}index/")
    draft = Draft({**shaped.files, **indexed.files}, {**shaped.values, **indexed.values}, today)
    return Reading(draft, (*shaped.faults, *indexed.faults))


def check(reading: Reading, known: Known | None) -> Report:
    """Run the linters over what was read."""
    draft = replace(reading.draft, known=known)
    found = [fault for linter in LINTERS for fault in linter(draft)]
    faults = sorted({*reading.faults, *found}, key=lambda fault: (fault.file, fault.line, fault.column, fault.kind))
    return Report(tuple(faults), known is not None)
