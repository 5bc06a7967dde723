"""What is wrong with the configuration, and where. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from core.errors import FieldError, InvalidInput

Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault at a place (line and column from 1): the path of the value in the file, what is wrong, and an example of what is right.

    `kind` names the sort of fault, for machines and for tests. A warning does not keep a file from being used.
    """

    kind: str
    file: str
    line: int
    column: int
    where: str
    message: str
    example: str = ""
    severity: Severity = "error"

    @property
    def place(self) -> str:
        """file:line:column."""
        return f"{self.file}:{self.line}:{self.column}"

    @property
    def sentence(self) -> str:
        """What is wrong and what would be right."""
        said = f"{self.where}: {self.message}" if self.where else self.message
        return f"{said} For example: {self.example}" if self.example else said

    def __str__(self) -> str:
        return f"{self.place}: {self.sentence}"


def refusal(faults: Sequence[Fault]) -> InvalidInput:
    """The error for a configuration with these faults (at least one): the first as the sentence, all of them as fields."""
    more = f" And {len(faults) - 1} more: run `partwise relevance check`." if len(faults) > 1 else ""
    return InvalidInput(f"{faults[0]}{more}", errors=tuple(FieldError(fault.place, fault.sentence) for fault in faults))
