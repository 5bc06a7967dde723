"""What readers are given and give back, and which of two overlapping readings stands. Pure."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from search.understand.language import Language
from search.understand.lexicon import Lexicon
from search.understand.phrases import Match, PhraseIndex
from search.understand.text import Scan


@dataclass(frozen=True, slots=True)
class Finding:
    """A piece of the query and the chips that it means: (slot, value) pairs.

    `evidence` counts what else in the query speaks for it. `shares` names slots whose findings may use the same words.
    """

    chips: tuple[tuple[str, object], ...]
    start: int
    end: int
    certain: bool
    evidence: int = 0
    shares: frozenset[str] = field(default=frozenset())

    @property
    def slot(self) -> str:
        """The slot of its first chip."""
        return self.chips[0][0]


@dataclass(frozen=True, slots=True)
class Context:
    """A query and what it is read with; `found` holds the findings of earlier readers, `devices` the viewer's own."""

    scan: Scan
    language: Language
    lexicon: Lexicon
    currency: str
    devices: frozenset[str]
    found: tuple[Finding, ...] = ()

    def phrases(self, name: str) -> PhraseIndex[bool]:
        """A list of vocabulary.yml."""
        return self.language.phrases[name]

    def before(self, position: int, name: str) -> Match[bool] | None:
        """The phrase of a list that ends right before a position of the text."""
        index = self.scan.word_before(position)
        return None if index is None else self.phrases(name).ending_at(self.scan, index)

    def after(self, position: int, name: str) -> Match[bool] | None:
        """The phrase of a list that starts right after a position of the text."""
        index = self.scan.word_after(position)
        return None if index is None else self.phrases(name).at(self.scan, index)

    def blocked(self, name: str) -> tuple[tuple[int, int], ...]:
        """The spans of phrases that forbid another reading of their words."""
        return tuple((match.start, match.end) for match in self.phrases(name).find(self.scan))

    def values(self, slot: str) -> frozenset[object]:
        """What earlier readers found for a slot."""
        return frozenset(value for finding in self.found for name, value in finding.chips if name == slot)

    def of(self, slot: str) -> Iterator[Finding]:
        """The findings of earlier readers for a slot."""
        return (finding for finding in self.found if any(name == slot for name, _ in finding.chips))


# A reader returns all that it sees; what stands is decided by `resolve`.
Reader = Callable[[Context], Iterable[Finding]]


def overlaps(first: tuple[int, int], second: tuple[int, int]) -> bool:
    """Whether two spans share a character."""
    return first[0] < second[1] and second[0] < first[1]


def inside_any(start: int, end: int, spans: Iterable[tuple[int, int]]) -> bool:
    """Whether a span overlaps any of the spans."""
    return any(overlaps((start, end), span) for span in spans)


def is_glued(context: Context, end: int) -> bool:
    """Whether a name goes on as a part number: "DRE-35075"."""
    after = context.scan.text[end : end + 2]
    return len(after) > 1 and after[0] in "-_/" and after[1].isdigit()


def negated(context: Context, start: int, words: str = "negations") -> int | None:
    """Where a negation of what stands at `start` begins ("not", "without any"), else None."""
    position = start
    if filler := context.before(position, "negated_fillers"):
        position = filler.start if context.before(filler.start, words) else position
    match = context.before(position, words)
    return match.start if match else None


# When two readings have the same length and evidence, the earlier slot stands.
ORDER = (
    "device", "model", "error_code", "warranty_min", "lead_time_max", "price_min", "price_max", "quantity", "spec", "in_stock",
    "condition", "not.condition", "sort", "ship_from", "manufacturer", "category",
)  # fmt: skip


def _rank(finding: Finding) -> tuple[int, int, int, int]:
    slot = "spec" if finding.slot.startswith("spec.") else finding.slot.removeprefix("not.")
    return (finding.start - finding.end, -finding.evidence, ORDER.index(slot) if slot in ORDER else len(ORDER), finding.start)


def resolve(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """The findings that stand, by place: the longest span first, then more evidence, then the order of slots."""
    standing: list[Finding] = []
    for finding in sorted(findings, key=_rank):
        if not any(overlaps((finding.start, finding.end), (other.start, other.end)) and not _share(finding, other) for other in standing):
            standing.append(finding)
    return tuple(sorted(standing, key=lambda finding: (finding.start, finding.end)))


def _share(first: Finding, second: Finding) -> bool:
    return any(slot in second.shares for slot, _ in first.chips) or any(slot in first.shares for slot, _ in second.chips)
