"""Reads registered devices by their external id ("MRI-20251001"). Certain only for those that the context knows. Pure."""

import re
from collections.abc import Collection, Iterator

from search.understand.finding import Context, Finding

_ID = re.compile(r"(?<![\w-])(?P<prefix>[A-Za-z]{1,6}\d?)[-‐-–_ ]?(?P<number>\d{6,12})(?![\w-]|\.\d)")


def read_devices(context: Context) -> Iterator[Finding]:
    """Findings with `device`: a known id anywhere, or the shape of one with a prefix of the registry."""
    known = {device.casefold(): device for device in context.devices}
    folded = context.scan.text.casefold()
    spans: list[tuple[int, int]] = []
    if len(folded) == len(context.scan.text):
        for key, device in known.items():
            start = folded.find(key)
            if key and start >= 0 and not _goes_on(folded, start, start + len(key)):
                spans.append((start, start + len(key)))
                yield Finding((("device", device),), start, start + len(key), certain=True, evidence=2)
    for match in _ID.finditer(context.scan.text):
        prefix = match["prefix"].casefold()
        written = re.search(r"[-‐-–_]", match.group())
        device = _canonical(match)
        named = written or device.casefold() in known
        if prefix in context.lexicon.device_prefixes and named and not any(start <= match.start() < end for start, end in spans):
            yield Finding((("device", known.get(device.casefold(), device)),), match.start(), match.end(), certain=device.casefold() in known, evidence=1)


def spelled_ids(text: str, prefixes: Collection[str]) -> list[str]:
    """What in a text has the shape of an external id with one of the (folded) prefixes: as typed, and as registries write it."""
    found = [match for match in _ID.finditer(text) if match["prefix"].casefold() in prefixes]
    return [spelling for match in found for spelling in dict.fromkeys((_canonical(match), match.group()))]


def _canonical(match: re.Match[str]) -> str:
    return f"{match['prefix'].upper()}-{match['number']}"


def _goes_on(text: str, start: int, end: int) -> bool:
    return text[start - 1 : start].isalnum() or text[end : end + 1].isalnum()
