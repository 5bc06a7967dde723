"""Reads error codes: known ones in the context of their maker or model, any behind words such as "error". Pure.

`value` is the code as its maker writes it ("technical error 38" of a Servo-i is "TE 38"), else as typed.
"""

import re
from collections.abc import Iterator

from search.understand.finding import Context, Finding, inside_any
from search.understand.measures import known_unit
from search.understand.phrases import Match
from search.understand.text import Scan, phrase_key
from search.understand.vocabulary import ErrorCode

_SHORTEST_WORD = 4  # letters of a code without digits; shorter ones are abbreviations of something
UNMISTAKABLE = 6  # letters and digits of a code that is known to one maker only
_CODE = re.compile(r"(?=[\w.:/#-]*\d)[A-Za-z]{0,5}[-_ #]?\w*\d[\w]*(?:[-._:/#]\w+)*")
_GLUED = re.compile(r"\d+(?:[.,]\d+)?([A-Za-z]{1,4})")
_LETTERS_AND_NUMBER = re.compile(r"(?<![\w./-])(?P<letters>[A-Za-z]{1,3})[-.]?\d{1,4}(?![\w/-]|[.,]\d)")
_SHORT_CODE = re.compile(r"(?<![\w-])(?P<code>[A-Za-z]{1,2}[-.]?\d{1,4})\s+$")


def read_error_codes(context: Context) -> Iterator[Finding]:
    """Findings with `error_code`; one that is known to a maker brings its `manufacturer` when the query names none."""
    makers = frozenset(map(str, context.values("manufacturer")))
    models = frozenset(map(str, context.values("model")))
    owners = makers | {context.lexicon.model_makers[model] for model in models if model in context.lexicon.model_makers} | _families(context)
    known = list(_known(context, owners, models))
    yield from known
    if not known:
        behind = list(_behind_words(context, owners, models))
        yield from behind or list(_before_words(context)) or _of_kind(context, owners)


def _families(context: Context) -> frozenset[str]:
    return frozenset(context.lexicon.families[word.key] for word in context.scan.words if word.key in context.lexicon.families)


def _known(context: Context, owners: frozenset[str], models: frozenset[str]) -> Iterator[Finding]:
    """Codes that are in the registry, written whole."""
    taken = -1
    for first in range(len(context.scan.words)):
        matches = [match for match in context.lexicon.error_codes.all_at(context.scan, first) if match.start > taken]
        for match in reversed(matches):
            code = _choose(match.values, owners, models)
            introduced = context.before(match.start, "error_words") is not None
            if code and _credible(context, match, code, owners, introduced=introduced):
                taken = match.end
                start = _with_words(context, match.start)
                yield _finding(code.code, start, match.end, code.maker, certain=code.maker in owners)
                break


def _choose(codes: tuple[ErrorCode, ...], owners: frozenset[str], models: frozenset[str]) -> ErrorCode | None:
    """The one code that the context allows: of the model, of the maker, or the only one there is."""
    of_model = [code for code in codes if models & set(code.models)]
    of_maker = [code for code in codes if code.maker in owners]
    best = of_model or of_maker or (list(codes) if len({code.maker for code in codes}) == 1 else [])
    return best[0] if best else None


def _credible(context: Context, match: Match[ErrorCode], code: ErrorCode, owners: frozenset[str], *, introduced: bool) -> bool:
    """Whether it is a code at all and not a word, a model or a number that looks like one."""
    letters = sum(character.isalpha() for character in match.key)
    if match.key in context.lexicon.models and not introduced:
        return False
    if code.maker in owners:
        return introduced or len(match.key) > _SHORTEST_WORD // 2 or not match.key.isalpha()
    if introduced:
        return len(match.key) >= UNMISTAKABLE
    if match.key.isalpha():
        word = context.scan.words[match.first]
        return match.first == match.last and word.text.isupper() and letters >= _SHORTEST_WORD and match.key not in context.lexicon.category_words
    own = len(match.key) - max(
        (len(word.key) for word in context.scan.words[match.first : match.last] if word.key in context.phrases("error_words")), default=0
    )
    return letters > 1 and own >= UNMISTAKABLE and letters < len(match.key)


def _behind_words(context: Context, owners: frozenset[str], models: frozenset[str]) -> Iterator[Finding]:
    """Reads "error 12", "alarm E-204", "service 1205": what follows a word that introduces codes."""
    for match in context.phrases("error_words").find(context.scan):
        position = match.end
        while filler := context.after(position, "error_fillers"):
            position = filler.end
        place = _next_code(context.scan, position)
        if place is None:
            continue
        text = context.scan.text[place[0] : place[1]]
        code = _by_digits(context, text, owners, models)
        weak = match.key in context.phrases("weak_error_words")
        if code:
            yield _finding(code.code, match.start, place[1], code.maker, certain=True)
        elif not weak or position > match.end or not text[0].isdigit():
            yield _finding(text, match.start, place[1], None, certain=not text.isdigit() or bool(owners))
        elif owners:
            yield _finding(text, match.start, place[1], None, certain=False)


def _before_words(context: Context) -> Iterator[Finding]:
    """Reads "E-204 code": a letter or two with digits right before the word, which is no model."""
    for match in context.phrases("error_words").find(context.scan):
        code = _SHORT_CODE.search(context.scan.text, 0, match.start)
        if code and phrase_key(code["code"]) not in context.lexicon.models:
            yield _finding(code["code"], code.start("code"), match.end, None, certain=True)
            return


def _of_kind(context: Context, owners: frozenset[str]) -> Iterator[Finding]:
    """Reads "E49" beside a maker whose known codes begin with the same letters: a code of his that nobody has registered."""
    models = [(each.start, each.end) for each in context.of("model")]
    for match in _LETTERS_AND_NUMBER.finditer(context.scan.text):
        letters = match["letters"].lower()
        key = phrase_key(match.group())
        if letters not in context.phrases("code_letters") or any(name.endswith(key) for name in context.lexicon.models.keys()):  # noqa: SIM118 - an index
            continue
        if not inside_any(*match.span(), models) and owners & context.lexicon.code_letters.get(letters, frozenset()):
            yield _finding(match.group(), *match.span(), None, certain=False)
            return


def _next_code(scan: Scan, position: int) -> tuple[int, int] | None:
    """The word behind `position` when it has a digit: (start, end)."""
    start = position
    while start < len(scan.text) and scan.text[start] in " \t:#=-\"'(":
        start += 1
    match = _CODE.match(scan.text, start)
    if not match or re.match(r"\s*(?:h|hrs?|hours?|days?|v|volts?|%)\b", scan.text[match.end() :]):
        return None
    measure = _GLUED.fullmatch(match.group())
    return None if measure and known_unit(measure[1]) else (match.start(), match.end())


def _by_digits(context: Context, text: str, owners: frozenset[str], models: frozenset[str]) -> ErrorCode | None:
    """The known code of the context's maker whose digits are these: "technical error 38" is "TE 38"."""
    key = phrase_key(text)
    fitting = [
        code
        for codes in context.lexicon.error_codes.keys()  # noqa: SIM118 - an index, not a mapping
        if codes == key or (codes.endswith(key) and key.isdecimal() and codes[: -len(key)].isalpha())
        for code in context.lexicon.error_codes.get(codes)
        if code.maker in owners
    ]
    return _choose(tuple(fitting), owners, models) if fitting else None


def _with_words(context: Context, start: int) -> int:
    """Where "error code" before a code begins."""
    position = start
    while filler := context.before(position, "error_fillers"):
        position = filler.start
    match = context.before(position, "error_words")
    return match.start if match else start


def _finding(code: str, start: int, end: int, maker: str | None, *, certain: bool) -> Finding:
    return Finding((("error_code", code),), start, end, certain, evidence=2 if maker else 1)
