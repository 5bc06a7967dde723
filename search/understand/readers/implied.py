"""Adds the maker that a query means without naming it. Pure.

The maker of the equipment whose error code is asked about (codes mean something only in a maker's namespace), and the maker
of a family of models ("Giraffe") of which no one model is meant.
"""

from search.understand.finding import Context, Finding, inside_any
from search.understand.readers.error_code import UNMISTAKABLE
from search.understand.text import phrase_key

_ANY = frozenset({"model", "error_code"})


def imply_maker(context: Context) -> Finding | None:
    """An uncertain `manufacturer` from the model, the model's family or the code itself; None when a maker is named."""
    codes = list(context.of("error_code"))
    models = list(context.of("model"))
    if context.values("manufacturer") or not (codes or not models):
        return None
    for finding in models:
        makers = {context.lexicon.model_makers.get(str(value), "") for _, value in finding.chips}
        if len(makers) == 1:
            return Finding((("manufacturer", makers.pop()),), finding.start, finding.end, certain=False, shares=_ANY)
    taken = [(finding.start, finding.end) for finding in context.found]
    for word in context.scan.words:
        if inside_any(word.start, word.end, taken) or word.key in context.phrases("ordinary"):
            continue
        if maker := context.lexicon.families.get(word.key):
            return Finding((("manufacturer", maker),), word.start, word.end, certain=False, shares=_ANY)
    known = phrase_key(str(codes[0].chips[0][1])) if codes else ""
    owners = set() if len(known) < UNMISTAKABLE and not known.isalpha() else {code.maker for code in context.lexicon.error_codes.get(known)}
    if len(owners) == 1:
        return Finding((("manufacturer", owners.pop()),), codes[0].start, codes[0].end, certain=False, shares=_ANY)
    return None
