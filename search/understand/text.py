"""The query as words with their places. Everything that is read keeps the exact span that it was read from. Pure."""

import re
import unicodedata
from bisect import bisect_left
from dataclasses import dataclass

# A word: letters and digits with their combining marks (Devanagari vowels are marks, not letters), and "+" at its end:
# "XL+" and "XL" are different models.
_INDIC = r"\u0900-\u0963\u0966-\u0DFF"
# Signs of Chinese and Japanese, which write no spaces: each is a word, so that "5000円以下" has its number, its mark and its bound.
HAN = r"\u3005-\u3007\u3040-\u30FF\u3400-\u9FFF\uFF66-\uFF9F"
_LETTER = rf"(?![{HAN}])[^\W_]"
WORD = re.compile(rf"[{HAN}]|(?:{_LETTER}|[{_INDIC}])(?:{_LETTER}|[\u0300-\u036F{_INDIC}])*(?:\+(?![\w+]))?")
_HAN = re.compile(rf"[{HAN}]")
_MARKS = re.compile(r"[\u0300-\u036F]")
# What may stand between two words of one name: "MX-450", "CT_DMS 32", "Fisher & Paykel", "e.cam", "Dr. Mach".
_JOINT = re.compile(r"[\s\-‐-—/._'’&*+!#:·]{1,3}")


def fold(word: str) -> str:
    """A word without case, accents and width: "Ä" is "a", "５" is "5"."""
    if word.isascii():
        return word.lower()
    return _MARKS.sub("", unicodedata.normalize("NFKD", word.casefold()))


def joins_words(sign: str) -> bool:
    """Whether a sign beside a number makes both one word: letters and digits, but no sign of Chinese or Japanese."""
    return sign.isalnum() and not _HAN.match(sign)


def has_han(text: str) -> bool:
    """Whether a text holds a sign of Chinese or Japanese."""
    return not text.isascii() and _HAN.search(text) is not None


@dataclass(frozen=True, slots=True)
class Word:
    """One word: where it stands in the text, how it is compared, and whether it goes on from the word before it.

    `joint` is None when a mark such as a comma separates it from the word before, else what stands between them.
    """

    text: str
    start: int
    end: int
    key: str
    joint: str | None

    @property
    def number(self) -> bool:
        """Only digits."""
        return self.key.isdecimal()


@dataclass(frozen=True, slots=True)
class Scan:
    """A query and its words, by place."""

    text: str
    words: tuple[Word, ...]
    starts: tuple[int, ...]

    def first_from(self, position: int) -> int:
        """The index of the first word that starts at `position` or later; the number of words when there is none."""
        return bisect_left(self.starts, position)

    def word_before(self, position: int) -> int | None:
        """The word that ends before `position` with only space or a light mark between; its index."""
        index = self.first_from(position) - 1
        if index < 0 or self.words[index].end > position:
            return None
        return index if self.text[self.words[index].end : position].strip(" \t\n\u00a0:=-.(~*'\"") == "" else None

    def word_after(self, position: int) -> int | None:
        """The word that starts after `position` with only space or a light mark between; its index."""
        index = self.first_from(position)
        if index == len(self.words):
            return None
        return index if self.text[position : self.words[index].start].strip(" \t\n\u00a0-.)*'\"/") == "" else None

    def keys(self) -> frozenset[str]:
        """All words, folded."""
        return frozenset(word.key for word in self.words)


def scan(text: str) -> Scan:
    """Split a text into words."""
    words: list[Word] = []
    end = 0
    for found in WORD.finditer(text):
        gap = text[end : found.start()]
        joint = gap if words and (gap == "" or _JOINT.fullmatch(gap)) else None
        words.append(Word(found.group(), found.start(), found.end(), fold(found.group()), joint))
        end = found.end()
    return Scan(text, tuple(words), tuple(word.start for word in words))


def phrase_key(text: str) -> str:
    """The words of a name, folded and run together: how a name is compared whatever its spaces and hyphens."""
    return "".join(fold(word) for word in WORD.findall(text))


def singular(key: str) -> str:
    """A word without the plural s of English, French and trade German; short words and "-ss" stay."""
    if len(key) > 4 and key.endswith("ies") and key.isascii():
        return key[:-3] + "y"
    return key[:-1] if len(key) > 3 and key.endswith("s") and not key.endswith(("ss", "us", "is")) else key
