"""What the plain readers read with, compiled: the words of the configuration and the names of the catalogue. Pure."""

from dataclasses import dataclass

from search.tuning.vocabulary import WordsConfig
from search.understand.language import Language, compile_language
from search.understand.lexicon import Lexicon, compile_lexicon
from search.understand.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True)
class Resources:
    """One language and one lexicon, shared by all queries until either is loaded anew."""

    language: Language
    lexicon: Lexicon


def compile_resources(words: WordsConfig, vocabulary: Vocabulary) -> Resources:
    """Compile both. Costs tens of milliseconds: for the composition, when a release or the names change."""
    return Resources(compile_language(words), compile_lexicon(vocabulary, frozenset(words.company_words), words.spellings))
