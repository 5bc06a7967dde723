"""Money: a Decimal amount with its ISO 4217 currency. Never a float; parsing what people type is not here.

Rounding: what is charged or shown is rounded half up, as invoices are; `ROUND_HALF_EVEN` is for figures that are
summed up later, as converted prices in statistics. Nothing is rounded unless `rounded` is called.
"""

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from core.errors import InvalidInput

# ISO 4217 minor units where they are not two.
_MINOR_UNITS = dict.fromkeys(("BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "VND", "VUV", "XAF", "XOF", "XPF"), 0)
_MINOR_UNITS |= dict.fromkeys(("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"), 3)
_SYMBOLS = {"USD": "$", "EUR": "€", "GBP": "£", "INR": "₹", "JPY": "¥", "CNY": "CN¥", "KRW": "₩", "AUD": "A$", "CAD": "C$", "BRL": "R$"}
_CODE = re.compile(r"[A-Z]{3}")
# Grouped as 12,34,567: the last three digits, then pairs.
_INDIAN_GROUPING = frozenset({"INR", "NPR", "BDT", "PKR", "LKR"})


def minor_units(currency: str) -> int:
    """How many decimals the currency has: 2 for USD, 0 for JPY, 3 for KWD."""
    return _MINOR_UNITS.get(currency, 2)


def grouped(digits: str, *, indian: bool = False) -> str:
    """Digits with group separators: "1,234,567", or "12,34,567" when `indian`."""
    head, tail = digits[:-3], digits[-3:]
    if not head:
        return tail
    size = 2 if indian else 3
    first = len(head) % size
    groups = [head[:first]] if first else []
    groups += [head[at : at + size] for at in range(first, len(head), size)]
    return ",".join([*groups, tail])


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in a currency. Raises InvalidInput for what is no currency code and TypeError for a float."""

    amount: Decimal
    currency: str

    def __post_init__(self) -> None:
        """Refuse floats, infinities and codes that are not three capital letters."""
        if not isinstance(self.amount, Decimal):
            raise TypeError(f"an amount is a Decimal, not {type(self.amount).__name__}: write Decimal('{self.amount}')")
        if not self.amount.is_finite():
            raise InvalidInput(f"{self.amount} is no amount of money: write a number.")
        if not _CODE.fullmatch(self.currency):
            raise InvalidInput(f"{self.currency!r} is no currency: write its ISO 4217 code, as USD.")

    def __add__(self, other: "Money") -> "Money":
        """The sum. Raises InvalidInput for different currencies."""
        return Money(self.amount + self._same(other), self.currency)

    def __sub__(self, other: "Money") -> "Money":
        """The difference. Raises InvalidInput for different currencies."""
        return Money(self.amount - self._same(other), self.currency)

    def __neg__(self) -> "Money":
        """The opposite amount."""
        return Money(-self.amount, self.currency)

    def __mul__(self, factor: int | Decimal) -> "Money":
        """The amount `factor` times; not rounded. Raises TypeError for a float."""
        if not isinstance(factor, int | Decimal):
            raise TypeError(f"money is multiplied by an int or a Decimal, not {type(factor).__name__}")
        return Money(self.amount * factor, self.currency)

    def __lt__(self, other: "Money") -> bool:
        """Whether it is less. Raises InvalidInput for different currencies."""
        return self.amount < self._same(other)

    def __le__(self, other: "Money") -> bool:
        """Whether it is no more. Raises InvalidInput for different currencies."""
        return self.amount <= self._same(other)

    def _same(self, other: "Money") -> Decimal:
        """The other's amount, given that its currency is the same."""
        if other.currency != self.currency:
            raise InvalidInput(f"{self.currency} and {other.currency} cannot be reckoned together: convert one first.")
        return other.amount

    def rounded(self, rounding: str = ROUND_HALF_UP) -> "Money":
        """Rounded to the currency's minor units: 1.005 USD is 1.01 USD, or 1.00 half-even."""
        return Money(self.amount.quantize(Decimal(1).scaleb(-minor_units(self.currency)), rounding=rounding), self.currency)

    def converted(self, currency: str, rate: Decimal) -> "Money":
        """In another currency, at `rate` units of it for one of this; not rounded."""
        return Money(self.amount * rate, currency)

    def __str__(self) -> str:
        """As people read it: "$4,950.00", "₹1,50,000.00", "CHF 12.50", "-€3.00"."""
        shown = self.rounded()
        whole, _, decimals = f"{abs(shown.amount):f}".partition(".")
        digits = grouped(whole, indian=self.currency in _INDIAN_GROUPING) + (f".{decimals}" if decimals else "")
        sign = "-" if shown.amount < 0 else ""
        return f"{sign}{_SYMBOLS.get(self.currency, self.currency + ' ')}{digits}"
