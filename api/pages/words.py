"""Figures in words, as the pages say them: money, stock, lead time, conditions, tiers, lifecycle, ranges."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal

from core.values.money import Money

Tone = Literal["good", "plain", "warn", "bad"]

_TIERS = {
    "exact": "Exact number",
    "normalised": "Same number, other spelling",
    "alias": "Alias",
    "superseded": "Superseded number",
    "infix": "Part of a number",
    "near": "Similar number, not the same",
    "text": "Match in the text",
    "semantic": "Related by meaning",
}
CONDITIONS = {"new": "New", "refurbished": "Refurbished", "exchange": "Exchange", "used": "Used", "aftermarket": "Aftermarket"}
SORTS = {
    "relevance": "Best match",
    "price_asc": "Price, low to high",
    "price_desc": "Price, high to low",
    "newest": "Newest first",
    "best_selling": "Best selling",
    "rating": "Best rated",
    "fastest": "Fastest delivery",
}
COUNTRIES = {
    "AE": "UAE", "AT": "Austria", "AU": "Australia", "BE": "Belgium", "BR": "Brazil", "CA": "Canada", "CH": "Switzerland", "CN": "China",
    "CZ": "Czechia", "DE": "Germany", "DK": "Denmark", "ES": "Spain", "FI": "Finland", "FR": "France", "GB": "United Kingdom",
    "IE": "Ireland", "IN": "India", "IT": "Italy", "JP": "Japan", "KR": "South Korea", "MX": "Mexico", "MY": "Malaysia",
    "NL": "Netherlands", "NO": "Norway", "PL": "Poland", "PT": "Portugal", "SA": "Saudi Arabia", "SE": "Sweden", "SG": "Singapore",
    "TH": "Thailand", "TR": "Türkiye", "TW": "Taiwan", "US": "United States", "ZA": "South Africa",
}  # fmt: skip
_DAYS_SAID_AS_WEEKS = 14
TEN = 10
_MONTHS_OF_A_YEAR = 12


@dataclass(frozen=True, slots=True)
class Badge:
    """A short label with a tone; the text alone must carry the meaning."""

    text: str
    tone: Tone = "plain"


def money(amount: Decimal, currency: str) -> str:
    """`"$4,950.00"`; where a code stands for the sign, no line breaks between it and the figure."""
    return str(Money(amount, currency)).replace(" ", "\u00a0")


def bound(amount: Decimal, currency: str) -> str:
    """A bound of a price range; whole ones without decimals."""
    return money(amount, currency).removesuffix(".00")


def about(amount: Decimal, currency: str, wanted: str, usd_per_unit: Mapping[str, Decimal]) -> str:
    """The amount in the currency that the viewer thinks in, `"about $206"`; empty when it is in that already or has no rate."""
    if currency == wanted or currency not in usd_per_unit or wanted not in usd_per_unit:
        return ""
    return roughly(amount * usd_per_unit[currency] / usd_per_unit[wanted], wanted)


def roughly(amount: Decimal, currency: str) -> str:
    """`"about $206"`; amounts below ten keep their cents."""
    whole = amount.quantize(Decimal(1), ROUND_HALF_UP)
    return f"about {money(amount, currency) if amount < TEN else bound(whole, currency)}"


def count(number: int, one: str, many: str) -> str:
    """`"1 offer"`, `"1,204 offers"`."""
    return f"{number:,} {one if number == 1 else many}"


def condition(value: str) -> str:
    """The condition as people say it."""
    return CONDITIONS.get(value, value.capitalize())


def country(code: str) -> str:
    """The country's name, or its code where the pages have no name for it."""
    return COUNTRIES.get(code, code)


@dataclass(frozen=True, slots=True)
class Availability:
    """Whether it is on the shelf, and when it leaves."""

    stock: Badge
    lead_time: str


def availability(pieces: int, days: int) -> Availability:
    """Stock (on hand less reserved) and lead time in words. What is not in stock does not ship today, whatever its lead time."""
    if pieces > 0:
        return Availability(Badge(f"{pieces:,} in stock", "good"), lead_time(days))
    return Availability(Badge("Not in stock", "warn"), "no date given" if days == 0 else lead_time(days))


def lead_time(days: int) -> str:
    """Lead time in words: `"ships today"`, `"ships in 5 days"`, `"ships in about 6 weeks"`."""
    if days <= 0:
        return "ships today"
    if days == 1:
        return "ships tomorrow"
    if days < _DAYS_SAID_AS_WEEKS:
        return f"ships in {days} days"
    return f"ships in about {round(days / 7)} weeks"


def warranty(months: int | None) -> str:
    """Warranty in words; none is said, not left out."""
    if not months:
        return "No warranty"
    if months % _MONTHS_OF_A_YEAR == 0:
        return count(months // _MONTHS_OF_A_YEAR, "year", "years")
    return count(months, "month", "months")


def lifecycle(value: str) -> Badge | None:
    """A badge for every state but `active`, which goes without saying."""
    badges = {
        "nrnd": Badge("Not for new designs", "warn"),
        "discontinued": Badge("Discontinued", "warn"),
        "superseded": Badge("Superseded", "warn"),
        "recalled": Badge("Recalled", "bad"),
    }
    return badges.get(value)


def tier(value: str, note: str | None) -> Badge:
    """How the hit matched; a note ("differs at character 7") follows the label."""
    label = _TIERS.get(value, value)
    tone: Tone = "good" if value in ("exact", "normalised", "alias") else "warn" if value in ("near", "superseded") else "plain"
    return Badge(f"{label}: {note}" if note else label, tone)


def serial_range(first: int | None, last: int | None) -> str:
    """A serial range in words; empty when there is none."""
    if first is None and last is None:
        return ""
    if last is None:
        return f"from serial {first}"
    if first is None:
        return f"up to serial {last}"
    return f"serials {first} to {last}"


def software_range(first: str | None, last: str | None) -> str:
    """A software range in words; empty when there is none."""
    if not first and not last:
        return ""
    if first and last:
        return f"software {first}" if first == last else f"software {first} to {last}"
    return f"software {first} or later" if first else f"software up to {last}"


def quantity(ratio: Decimal) -> str:
    """A ratio of pieces as `"2 pieces"`; empty for one to one."""
    return "" if ratio == 1 else f"{ratio.normalize():f} pieces"


def own_picture(images: Iterable[str | None]) -> str | None:
    """The first picture that this server holds; a stranger's server must not learn who looks at what."""
    return next((image for image in images if image and image.startswith("/") and not image.startswith("//")), None)
