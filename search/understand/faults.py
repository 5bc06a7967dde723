"""What the error codes of a query mean: of the model that it names, else of the maker, else of the only one who has such a code. Pure."""

from collections.abc import Sequence

from search.response import Chip, Fault
from search.understand.lexicon import Lexicon
from search.understand.text import phrase_key
from search.understand.vocabulary import ErrorCode


def faults_of(chips: Sequence[Chip], lexicon: Lexicon) -> tuple[Fault, ...]:
    """The meanings of all error codes among `chips`, each once; none of a code that nobody knows, or that two makers use and none is named."""
    makers = {str(chip.value) for chip in chips if chip.slot == "manufacturer"}
    models = {str(chip.value) for chip in chips if chip.slot == "model"}
    makers |= {lexicon.model_makers[model] for model in models if model in lexicon.model_makers}
    found: dict[Fault, None] = {}
    for chip in chips:
        if chip.slot == "error_code":
            known = [code for code in lexicon.error_codes.get(phrase_key(str(chip.value))) if code.code == chip.value]
            found |= dict.fromkeys(Fault(code.code, code.meaning, code.check_first) for code in _meant(known, makers, models) if code.meaning)
    return tuple(found)


def _meant(codes: list[ErrorCode], makers: set[str], models: set[str]) -> list[ErrorCode]:
    of_model = [code for code in codes if models & set(code.models)]
    of_maker = [code for code in codes if code.maker in makers]
    return of_model or of_maker or (codes if len({code.maker for code in codes}) == 1 else [])
