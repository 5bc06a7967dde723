"""Words of a query, and how they are written for the engine."""

import unicodedata

from search.understand.words import composed


def test_a_text_is_composed_as_the_catalogue_writes_it() -> None:
    assert composed(unicodedata.normalize("NFD", "Gerät für Müller")) == "Gerät für Müller"
    assert composed("Ｏ－ｒｉｎｇ　３.５\u00a0ｍｍ") == "O-ring 3.5 mm"
    assert composed("10 m² ½ µA") == "10 m² ½ µA", "signs that mean something else stay"
    assert composed("battery") == "battery"
