"""Runs the readers of plain language over a query, in order, and decides which of their findings stand. Pure.

A slot that is off is not read at all: later readers do not see it, and its words are free for others.
"""

from collections.abc import Collection
from dataclasses import replace

from search.understand.finding import Context, Finding, Reader, resolve
from search.understand.readers.category import read_categories
from search.understand.readers.condition import read_conditions
from search.understand.readers.device import read_devices
from search.understand.readers.error_code import read_error_codes
from search.understand.readers.implied import imply_maker
from search.understand.readers.lead_time import read_lead_times
from search.understand.readers.manufacturer import read_makers
from search.understand.readers.model import read_models
from search.understand.readers.price import read_prices
from search.understand.readers.quantity import read_quantities
from search.understand.readers.ship_from import read_ship_from
from search.understand.readers.sort import read_sorts
from search.understand.readers.specification import read_specifications
from search.understand.readers.stock import read_stock
from search.understand.readers.warranty import read_warranties

# Stages: a reader sees what the stages before its own have found, as far as it stands.
STAGES: tuple[tuple[Reader, ...], ...] = (
    (read_devices, read_prices, read_warranties, read_lead_times, read_stock, read_conditions, read_sorts, read_ship_from, read_models),
    (read_makers, read_categories),
    (read_error_codes,),
    (read_specifications, read_quantities),
)


def read_plain(context: Context, off: Collection[str]) -> tuple[Finding, ...]:
    """The findings that stand, by place, without the slots in `off`."""
    for stage in STAGES:
        found = [each for reader in stage for finding in reader(context) if (each := _without(finding, off))]
        context = replace(context, found=resolve((*context.found, *found)))
    implied = imply_maker(context)
    kept = _without(implied, off) if implied else None
    return (*context.found, kept) if kept else context.found


def _without(finding: Finding, off: Collection[str]) -> Finding | None:
    """The finding without chips that are off; None when nothing is left."""
    chips = tuple(chip for chip in finding.chips if chip[0] not in off)
    if len(chips) == len(finding.chips):
        return finding
    return replace(finding, chips=chips) if chips else None
