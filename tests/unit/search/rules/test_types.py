from typing import Any

import pytest
from pydantic import ValidationError

from tests.unit.search.rules.made import rule


@pytest.mark.parametrize(
    ("then", "said"),
    [
        ({"pin": {"part": {"maker": "ge", "number": "1"}, "at": 1}, "message": {"text": "two things at once"}}, "exactly one"),
        ({}, "exactly one"),
        ({"boost": {"what": {}, "weight": 1}}, "which parts are meant"),
        ({"boost": {"what": {"category": ["a"]}, "weight": 9}}, "less than or equal"),
        ({"bury": {"what": {"category": ["a"]}, "factor": 1}}, "less than 1"),
        ({"pin": {"part": {"maker": "ge", "number": "1"}, "at": 0}}, "greater than or equal"),
        ({"redirect": {"url": "https://elsewhere.example", "label": "Away"}}, "match pattern"),
        ({"redirect": {"url": "//elsewhere.example", "label": "Away"}}, "match pattern"),
        ({"redirect": {"url": "/\\elsewhere.example", "label": "Away"}}, "match pattern"),
        ({"synonym": ["alone"]}, "at least 2"),
    ],
)
def test_an_action_that_makes_no_sense_is_refused(then: dict[str, Any], said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        rule("odd-one", then)


@pytest.mark.parametrize(
    ("when", "said"),
    [
        ({"category": []}, "has no condition"),
        ({"query": {}}, "write one of exact"),
        ({"empty": True, "slots": {"condition": []}}, "never hold"),
        ({"empty": True, "query": {"exact": ["a"]}}, "never hold"),
        ({"role": ["boss"]}, "Input should be"),
    ],
)
def test_a_condition_that_cannot_hold_or_always_holds_is_refused(when: dict[str, Any], said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        rule("odd-one", when=when)


@pytest.mark.parametrize("missing", ["owner", "reason", "expires", "when", "then", "id"])
def test_owner_reason_and_expiry_are_asked_for(missing: str) -> None:
    whole = rule().model_dump(exclude_unset=True)
    del whole[missing]
    with pytest.raises(ValidationError, match=missing):
        type(rule()).model_validate(whole)


def test_a_rewrite_cannot_wait_for_what_is_read_after_it() -> None:
    with pytest.raises(ValidationError, match="cannot ask for slots"):
        rule("odd-one", {"rewrite": {"to": "b"}}, when={"slots": {"condition": []}})
