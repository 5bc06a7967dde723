"""Reads price bounds: "under $5k", "between 200 and 300 €", "around $500", "5000 se kam". Pure.

A sum alone bounds nothing. A number without a currency is money only beside a bound, when nothing says that it counts or
measures something ("under 5000 hours", "temp below 40"), and takes the viewer's currency.
"""

from collections.abc import Iterator
from decimal import Decimal

from search.understand.amounts import Amount, money, read_amounts
from search.understand.bounds import Bound, bound_after, bound_before
from search.understand.finding import Context, Finding, is_glued


def read_prices(context: Context) -> Iterator[Finding]:
    """Findings with `price_min`, `price_max` or both."""
    amounts = read_amounts(context.scan, context.language)
    used = -1
    for position, amount in enumerate(amounts):
        if position <= used:
            continue
        following = amounts[position + 1] if position + 1 < len(amounts) else None
        finding = _range(context, amount, following) if following else None
        if finding:
            used = position + 1
        else:
            finding = _bound(context, amount)
        if finding:
            yield finding


def _range(context: Context, low: Amount, high: Amount) -> Finding | None:
    """Two sums with a joiner between; without a currency only behind "between" or "from"."""
    between = context.scan.text[low.end : high.start].strip().rstrip("~<>≤≥ ")
    opener = context.before(low.start, "between")
    key = "".join(word.key for word in context.scan.words if low.end <= word.start < high.start)
    if between in ("-", "–", "—", "‒", "--", "..", "to") or key in context.phrases("range_joiners"):
        opener = opener or context.before(low.start, "range_from")
    elif not opener or key not in context.phrases("between_joiners"):
        return None
    if low.factor == 1 and high.factor > 1 and low.number < high.number:
        low = low.times(high.factor)
    currency = high.currency or low.currency
    in_thousands = low.factor > 1 and high.factor > 1
    if not currency and not in_thousands and (not opener or not _may_be_money(context, high, opener.start) or not _may_be_money(context, low, opener.start)):
        return None
    least, most = sorted((low.value, high.value))
    is_code = is_glued(context, high.end) or (currency and _is_glued_code(context, low))
    if least == most or (low.value > high.value and not opener) or is_code:
        return None
    start = opener.start if opener else low.start
    return _finding(_leading(context, start), high.end, least, most, currency or context.currency)


def _is_glued_code(context: Context, amount: Amount) -> bool:
    """Whether a number is the tail of a code: "MP-20 200 €"."""
    return context.scan.text[: amount.start].endswith("-") and amount.currency is None


def _bound(context: Context, amount: Amount) -> Finding | None:
    """One sum with a bound before or behind it."""
    before = bound_before(context, amount.start) or _bound_with_noun(context, amount.start)
    after = None if before else bound_after(context, amount.end)
    bound = before or after
    if not bound or (not amount.currency and not _may_be_money(context, amount, bound.start if before else amount.start)):
        return None
    if after and not amount.currency and amount.factor == 1 and not _is_price_like(context, amount):
        return None
    currency = amount.currency or context.currency
    start = _leading(context, before.start if before else amount.start)
    end = after.end if after else _trailing(context, amount)
    if bound.kind == "around":
        spread = amount.value * context.language.words.around_share.share
        return _finding(start, end, amount.value - spread, amount.value + spread, currency)
    if bound.kind == "below":
        return _finding(start, end, None, amount.value, currency)
    return _finding(start, end, amount.value, None, currency)


def _bound_with_noun(context: Context, position: int) -> Bound | None:
    """Reads "max price 200", "maximum budget of 500": a noun between the bound and the sum."""
    noun = context.before(position, "price_nouns")
    return bound_before(context, noun.start) if noun else None


def _trailing(context: Context, amount: Amount) -> int:
    """Reads "under $500 budget": the word behind belongs to the bound."""
    match = context.after(amount.end, "below_after")
    return match.end if match and match.key == "budget" else amount.end


def _is_price_like(context: Context, amount: Amount) -> bool:
    """A bare number with a bound behind it needs at least three digits: "M5 max" is no price."""
    return amount.value >= 10 * context.language.words.smallest_bare.amount


def _may_be_money(context: Context, amount: Amount, start: int) -> bool:
    """Whether nothing speaks against a number without currency being a sum."""
    if amount.value < context.language.words.smallest_bare.amount or (amount.written.startswith("0") and len(amount.written) > 1):
        return False
    if context.scan.text[amount.end : amount.end + 1] in ("°", '"', "″", "'", "/", "%"):
        return False
    counted = context.after(amount.end, "counted")
    if counted and (amount.factor == 1 or len(counted.key) > 1):
        return False
    return not context.before(_leading(context, start), "measured")


def _leading(context: Context, start: int) -> int:
    """Where the words before a bound that belong to it begin ("priced", "for")."""
    for _ in range(2):
        match = context.before(start, "price_words")
        if not match:
            break
        start = match.start
    return start


def _finding(start: int, end: int, least: Decimal | None, most: Decimal | None, currency: str) -> Finding:
    chips: list[tuple[str, object]] = []
    if least is not None:
        chips.append(("price_min", money(least, currency)))
    if most is not None:
        chips.append(("price_max", money(most, currency)))
    return Finding(tuple(chips), start, end, certain=True)
