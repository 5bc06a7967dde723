"""Part number folding: the one place that says when two spellings are the same number.

The table (a generated column), the index (the document builder) and the query all fold through here:
the table's SQL function is made from the same constants by `fold_sql`. Ranking is not decided here.
"""

import re
import unicodedata
from functools import lru_cache

# What is dropped: everything ASCII that is no letter or digit, Latin-1 punctuation and letters that NFKD left
# over, combining marks (so accents vanish), Unicode punctuation, symbols and dashes, CJK marks, variation
# selectors and the byte-order mark. Letters of other alphabets stay: "УЗИ-5" is not "5".
# The class is written with \u escapes that Python's `re` and PostgreSQL's regular expressions read alike.
DROPPED = (
    r"[\u0001-\u002F\u003A-\u0040\u005B-\u0060\u007B-\u036F"
    r"\u2000-\u2BFF\u3000-\u303F\uFE00-\uFE0F\uFEFF\uFFF0-\uFFFF]"
)
_LOWER = "abcdefghijklmnopqrstuvwxyz"
_DROPPED = re.compile(DROPPED)
# Signs that are taken for each other on a label, in print, and in handwriting; the digit stands for its look-alikes.
_LOOK_ALIKES = str.maketrans("OILSBZ", "011582")
_UPPER = str.maketrans(_LOWER, _LOWER.upper())


@lru_cache(maxsize=1024)  # a query folds the same words several times on its way
def fold(number: str) -> str:
    """Return the canonical spelling of a part number: no separators, accents, case or width.

    `fold("4535-671 ２３４５６")` is `"453567123456"`. The result may be empty when nothing of the input is
    a letter or digit; the catalogue refuses such numbers. Idempotent.
    """
    plain = unicodedata.normalize("NFKD", number.replace("\x00", ""))
    return _DROPPED.sub("", plain).translate(_UPPER)


def confuse(folded: str) -> str:
    """Return the key that folded numbers share when only look-alike signs (0O 1IL 5S 8B 2Z) tell them apart."""
    return folded.translate(_LOOK_ALIKES)


def fold_sql(argument: str) -> str:
    """Return the SQL expression that folds the text expression `argument` exactly as `fold` does."""
    return f"translate(regexp_replace(normalize({argument}, NFKD), '{DROPPED}', '', 'g'), '{_LOWER}', '{_LOWER.upper()}')"
