"""Sums of money and plain numbers in a query, as every locale writes them. Pure."""

import re
from dataclasses import dataclass
from decimal import Decimal

from search.understand.language import Language
from search.understand.spelled import read_spelled
from search.understand.text import Scan, joins_words, phrase_key

_MOST_DIGITS = 15
_INDIAN = re.compile(r"\d{1,2}(,\d{2})+,\d{3}(\.\d+)?")
_COMMAS = re.compile(r"\d{1,3}(,\d{3})+(\.\d+)?")
_POINTS = re.compile(r"\d{1,3}(\.\d{3})+(,\d+)?")
_CENTS = {"USD": 2, "EUR": 2, "GBP": 2, "INR": 2, "JPY": 0}


@dataclass(frozen=True, slots=True)
class Amount:
    """A number at its place. `number` stands before its multiplier; `currency` is None when none is written or implied."""

    start: int
    end: int
    number: Decimal
    factor: int
    currency: str | None
    written: str

    @property
    def value(self) -> Decimal:
        """The number times its multiplier."""
        return self.number * self.factor

    def times(self, factor: int) -> "Amount":
        """The same number with another's multiplier: the 2 of "2 to 5k"."""
        return Amount(self.start, self.end, self.number, factor, self.currency, self.written)


def read_number(text: str) -> Decimal | None:
    """A number as money writes it: "1,50,000", "1.500,00", "1 500", "1'500.50". None for anything else.

    A single point or comma before exactly three digits separates thousands; before one or two it is the decimal mark.
    """
    digits = re.sub(r"[ '’\u00a0\u202f]", "", text)
    if _INDIAN.fullmatch(digits) or _COMMAS.fullmatch(digits):
        digits = digits.replace(",", "")
    elif _POINTS.fullmatch(digits):
        digits = digits.replace(".", "").replace(",", ".")
    else:
        digits = digits.replace(",", ".")
    if len(digits) > _MOST_DIGITS or not re.fullmatch(r"\d+(\.\d+)?", digits, re.ASCII):
        return None
    return Decimal(digits)


def money(value: Decimal, currency: str) -> dict[str, str]:
    """A sum as the API writes it: the amount as a string with the currency's decimals."""
    places = Decimal(1).scaleb(-_CENTS.get(currency, 2))
    return {"amount": str(value.quantize(places)), "currency": currency}


def read_amounts(scan: Scan, language: Language) -> tuple[Amount, ...]:
    """Every number of a text that is not part of a word or a longer number, with its multiplier and currency."""
    found: list[Amount] = []
    position = 0
    while match := language.amount.search(scan.text, position):
        spaced = language.spaced_amount.match(scan.text, match.start())
        chosen = spaced if spaced and _currency(spaced, language) else match
        amount = _amount(chosen, language, scan.text)
        if amount:
            found.append(amount)
        position = chosen.end()
    return _with_spelled(found, scan, language)


def _with_spelled(found: list[Amount], scan: Scan, language: Language) -> tuple[Amount, ...]:
    """The sums with those in words: "fifty dollars", "five thousand", both of "fifty to eighty". A small number alone is none ("two pin")."""
    told: list[Amount] = []
    following: Amount | None = None
    for spelled in reversed(tuple(read_spelled(scan, language))):
        behind = language.currency_behind.match(scan.text, spelled.end)
        begins_range = following is not None and _joins(scan.text[spelled.end : following.start], language)
        if not spelled.number or not (behind or spelled.scaled or begins_range):
            continue
        if any(amount.start < spelled.end and spelled.start < amount.end for amount in found):
            continue
        currency = language.currencies.get(behind["currency"].casefold()) if behind else _rupees(scan.text[spelled.start : spelled.end], language)
        end = behind.end() if behind else spelled.end
        following = Amount(spelled.start, end, Decimal(spelled.number), 1, currency, str(spelled.number))
        told.append(following)
    return tuple(sorted((*found, *told), key=lambda amount: amount.start)) if told else tuple(found)


def _joins(between: str, language: Language) -> bool:
    """Whether what stands between two numbers makes them a range."""
    key = phrase_key(between)
    return between.strip() in ("-", "–") or (key != "" and (key in language.phrases["range_joiners"] or key in language.phrases["between_joiners"]))


def _rupees(written: str, language: Language) -> str | None:
    return "INR" if any(word in language.words.rupee_multipliers for word in written.casefold().split()) else None


def _currency(match: re.Match[str], language: Language) -> str | None:
    for group in ("mark_before", "word_before", "mark_after", "word_after"):
        if written := match[group]:
            return language.currencies.get(written.casefold())
    return None


def _amount(match: re.Match[str], language: Language, text: str) -> Amount | None:
    before = text[: match.start()]
    glued = bool(before) and (joins_words(before[-1]) or (before[-1] in ".," and before[-2:-1].isdigit()))
    after = text[match.end() : match.end() + 1]
    number = read_number(match["number"])
    if number is None or glued or joins_words(after) or (after == "%"):
        return None
    currency = _currency(match, language)
    written = (match["multiplier"] or "").casefold()
    if written in language.words.multipliers_with_currency and not currency:
        return None
    if not currency and (written in language.words.rupee_multipliers or _INDIAN.fullmatch(match["number"])):
        currency = "INR"
    return Amount(match.start(), match.end(), number, language.multipliers.get(written, 1), currency, match["number"])
