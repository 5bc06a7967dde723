"""A query as words that know where they stand. Pure."""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from core.values.part_number import fold

# A comma or semicolon separates, except inside a number ("1,500", "3,5").
_WORD = re.compile(r"(?:(?<=\d),(?=\d{1,3}(?!\d))|[^\s,;|])+")
_BLANKS: dict[int, str] = dict.fromkeys([0xA0, 0x3000, 0x202F, *range(0x2000, 0x200B)], " ")
_WRITTEN: dict[int, str] = {**{wide: chr(wide - 0xFEE0) for wide in range(0xFF01, 0xFF5F)}, **_BLANKS}
_OUTER = "\"'`«»“”‘’()[]{}<>:?!.„"


@dataclass(frozen=True, slots=True)
class Word:
    """One word: `text` is query[start:end], `plain` its key for vocabularies, `folded` its key as a part number.

    `joined` says that nothing but spaces stands between it and the word before.
    """

    text: str
    start: int
    end: int
    plain: str
    folded: str
    joined: bool

    @property
    def digits(self) -> int:
        """How many of its folded characters are digits."""
        return sum(character.isdigit() for character in self.folded)


def plain(text: str) -> str:
    """The key of a word or phrase in vocabularies: width, accents and case gone, single spaces."""
    if text.isascii():  # nothing to take apart, and most text is
        return " ".join(text.casefold().split())
    decomposed = unicodedata.normalize("NFKD", text)
    return " ".join("".join(c for c in decomposed if not unicodedata.combining(c)).casefold().split())


def composed(text: str) -> str:
    """The text as the catalogue writes it: letters with their accents as one sign, Latin signs of half width, plain blanks.

    The engine takes a word apart at an accent that stands by itself. Signs that mean something else (², ½, µ) stay.
    """
    return text if text.isascii() else unicodedata.normalize("NFC", text).translate(_WRITTEN)


@lru_cache(maxsize=512)  # a query is taken apart several times on its way
def words_of(query: str) -> tuple[Word, ...]:
    """The words of a query without the marks around them, in order."""
    found: list[Word] = []
    for match in _WORD.finditer(query):
        raw = match.group()
        start = match.start() + len(raw) - len(raw.lstrip(_OUTER))
        end = match.end() - (len(raw) - len(raw.rstrip(_OUTER)))
        if start >= end:
            continue
        joined = bool(found) and query[found[-1].end : start].strip(" ") == ""
        text = query[start:end]
        found.append(Word(text, start, end, plain(text), fold(text), joined))
    return tuple(found)
