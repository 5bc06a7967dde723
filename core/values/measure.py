"""Measures: a number with a unit, as specifications and queries write them ("3,5 mm", "12V", "10 ft"). Decimal, no float.

Each unit belongs to one quantity and converts to that quantity's base unit. Units that only count (pc, ch, lead) have no
conversion and are not here.
"""

import re
from dataclasses import dataclass
from decimal import Decimal, localcontext
from fractions import Fraction
from typing import NamedTuple

from core.errors import InvalidInput


class Unit(NamedTuple):
    """`number * factor + offset` is the same for equal measures: in the base unit, or for temperatures in kelvin."""

    symbol: str
    quantity: str
    factor: Decimal
    offset: Decimal


# quantity -> base unit and, for each unit, symbol, factor to base, spellings (case matters only where listed so: mW, MW).
_TABLE = {
    "length": "m 1 metre meter|mm .001 millimetre millimeter|cm .01 centimetre centimeter|km 1000|µm .000001 um micron|nm 1e-9|"
    "in .0254 inch inches \" ″|ft .3048 foot feet ' ′|yd .9144 yard",
    "mass": "kg 1 kilo|g .001 gram grams|mg .000001|lb .45359237 lbs pound pounds|oz .028349523125 ounce ounces",
    "voltage": "V 1 volt volts vdc vac|mV .001|kV 1000|µV .000001 uV",
    "current": "A 1 amp amps ampere|mA .001|µA .000001 uA",
    "charge": "Ah 1|mAh .001",
    "energy": "J 1 joule joules|kJ 1000|Wh 3600|kWh 3600000|eV 1.602176634e-19|keV 1.602176634e-16",
    "power": "W 1 watt watts|mW .001|kW 1000|MW 1000000|hp 745.69987158227022",
    "apparent power": "VA 1|kVA 1000",
    "pressure": "Pa 1|kPa 1000|hPa 100|MPa 1000000|mbar 100|bar 100000|psi 6894.757293168|mmHg 133.322387415|cmH2O 98.0665 cmH₂O|atm 101325",
    "temperature": "°C 1 celsius degC ℃ + 273.15|K 1 kelvin|°F .55555555555555555556 fahrenheit degF ℉ + 255.37222222222222222",
    "frequency": "Hz 1|kHz 1000|MHz 1000000|GHz 1000000000|rpm .016666666666666666667 r/min",
    "time": "s 1 sec secs second seconds|ms .001|µs .000001 us|min 60 mins minute minutes|h 3600 hr hrs hour hours|d 86400 day days",
    "resistance": "Ω 1 ohm ohms|mΩ .001|kΩ 1000 kohm|MΩ 1000000 Mohm",
    "capacitance": "F 1 farad|mF .001|µF .000001 uF|nF 1e-9|pF 1e-12",
    "volume": "L 1 litre liter litres liters|mL .001|µL .000001 uL|dL .1|cc .001|m³ 1000 m3|gal 3.785411784 gallon",
    "flow": "L/min 1 lpm|mL/min .001|mL/h .000016666666666666666667|m³/h 16.666666666666666667 m3/h",
    "field": "T 1 tesla|mT .001|G .0001 gauss",
    "force": "N 1 newton|kN 1000|lbf 4.4482216152605",
    "area": "m² 1 m2|cm² .0001 cm2|mm² .000001 mm2",
    "angle": "° 1 deg degree degrees",
    "data": "GB 1|MB .001|TB 1000",
}


def _units() -> tuple[dict[str, Unit], dict[str, Unit]]:
    """Spelling -> unit: as written, and in lower case, where "mw" is milliwatt and never megawatt."""
    exact: dict[str, Unit] = {}
    folded: dict[str, Unit] = {}
    for quantity, line in _TABLE.items():
        for entry in line.split("|"):
            words, _, offset = entry.partition(" + ")
            symbol, factor, *spellings = words.split()
            unit = Unit(symbol, quantity, Decimal(factor), Decimal(offset or 0))
            for spelling in (symbol, *spellings):
                exact[spelling] = unit
                if spelling.lower() not in folded or spelling[0].islower():
                    folded[spelling.lower()] = unit
    return exact, folded


_EXACT, _FOLDED = _units()
BASE_UNITS = {quantity: line.split(" ", 1)[0] for quantity, line in _TABLE.items()}
_MEASURE = re.compile(r"\s*([+\-−]?\s*(?:\d+\s+\d+/\d+|\d+/\d+|[\d.,]*\d(?:[\s\u00a0\u202f]\d{3})*(?:[.,]\d+)?))\s*(\S.*?)?\s*")
_GROUPED = re.compile(r"\d{1,3}(,\d{3})+(\.\d+)?|\d{1,3}(\.\d{3}){2,}(,\d+)?|\d{1,3}(\.\d{3})+,\d+")


@dataclass(frozen=True, slots=True)
class Measure:
    """A number and its unit's symbol, as `Measure(Decimal("3.5"), "mm")`; the unit is empty for a bare number."""

    number: Decimal
    unit: str

    def to(self, unit: str) -> "Measure":
        """The same measure in another unit, to at most 12 significant digits. Raises InvalidInput between quantities."""
        source, target = unit_of(self.unit), unit_of(unit)
        if source.quantity != target.quantity:
            raise InvalidInput(f"{self.unit} is a {source.quantity} and {unit} a {target.quantity}: they do not convert.")
        with localcontext() as context:
            context.prec = 28
            exact = (self.number * source.factor + source.offset - target.offset) / target.factor
            context.prec = 12
            return Measure(_plain(+exact), target.symbol)

    def to_base(self) -> "Measure":
        """The same measure in its quantity's base unit: "10 ft" is 3.048 m."""
        return self.to(BASE_UNITS[unit_of(self.unit).quantity])


def unit_of(text: str) -> Unit:
    """The unit that `text` spells. Raises InvalidInput naming what is not known."""
    spelled = text.strip().rstrip(".").replace("μ", "µ").replace("Ω", "Ω")
    unit = _EXACT.get(spelled) or _FOLDED.get(spelled.lower())
    if unit is None:
        raise InvalidInput(f"{text!r} is no unit that is known: write its symbol, as mm, V or kg.")
    return unit


def parse(text: str) -> Measure:
    """Read "3,5 mm", "12V", "5 7/8 in", "1,000 mL" (thousands) or "1.000,5 g". Raises InvalidInput for anything else.

    A single comma or point before exactly three digits is read as thousands for the comma and as decimals for the point.
    """
    found = _MEASURE.fullmatch(text)
    if not found:
        raise InvalidInput(f"{text!r} is no measure: write a number and its unit, as 3.5 mm.")
    return Measure(parse_number(found[1]), unit_of(found[2]).symbol if found[2] else "")


def parse_number(text: str) -> Decimal:
    """Read a number as any locale writes it, or a fraction. Raises InvalidInput for anything else."""
    digits = re.sub(r"(?<=\d)[\s\u00a0\u202f](?=\d{3}(?!\d|/))", "", text.strip().replace("−", "-"))
    digits = re.sub(r"^([+-])\s+", r"\1", digits)
    if "/" in digits:
        return _fraction(digits)
    if _GROUPED.fullmatch(digits.lstrip("+-")):
        decimal_mark = "," if digits.rfind(",") > digits.rfind(".") and "." in digits else "."
        digits = digits.replace("." if decimal_mark == "," else ",", "")
        if decimal_mark == "." and digits.count(".") > 1:
            digits = digits.replace(".", "")
    digits = digits.replace(",", ".")
    if not re.fullmatch(r"[+-]?(\d+(\.\d*)?|\.\d+)", digits):
        raise InvalidInput(f"{text!r} is no number: write digits with one decimal mark, as 3.5.")
    return _plain(Decimal(digits))


def _fraction(text: str) -> Decimal:
    whole, _, part = text.rpartition(" ")
    above, _, below = part.partition("/")
    if not int(below):
        raise InvalidInput(f"{text!r} divides by nothing: write a number, as 1/2.")
    sign = -1 if text.startswith("-") else 1
    exact = abs(int(whole or 0)) + Fraction(abs(int(above)), int(below))
    return _plain(sign * Decimal(exact.numerator) / Decimal(exact.denominator))


def _plain(number: Decimal) -> Decimal:
    """Without trailing zeros and without an exponent."""
    trimmed = number.normalize()
    return trimmed.quantize(Decimal(1)) if trimmed == trimmed.to_integral_value() and trimmed.adjusted() < 28 else trimmed
