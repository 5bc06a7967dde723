from datetime import date
from typing import Any

from search.labels import CategoryLabel, Labels
from search.rules.situation import Situation
from search.rules.types import Rule

TODAY = date(2026, 11, 25)
LABELS = Labels(
    categories={"1": CategoryLabel("Imaging", None), "2": CategoryLabel("CT tube", "1"), "3": CategoryLabel("Batteries", None)},
    manufacturers={"7": "GE HealthCare", "8": "Philips"},
    manufacturer_names={"GE HealthCare": ("7",), "GE": ("7",), "Philips": ("8",)},
    models={"40": "Optima CT660"},
    model_modalities={"40": "CT"},
    category_slugs={"imaging": "1", "ct-tube": "2", "batteries": "3"},
    model_slugs={"ge-optima-ct660": "40"},
    maker_slugs={"ge": "7", "philips": "8"},
)


def rule(name: str = "some-rule", *then: dict[str, Any], when: dict[str, Any] | None = None, **more: Any) -> Rule:
    """A rule that says something, unless told what else to do."""
    given = {"id": name, "owner": "desk", "reason": "because of a test", "expires": date(2027, 1, 1), "when": when or {"query": {"contains": ["tube"]}}}
    return Rule.model_validate({**given, "then": list(then) or [{"message": {"text": f"said by {name}"}}], **more})


def situation(query: str = "ct tube", **more: Any) -> Situation:
    return Situation(query, more.pop("today", TODAY), **more)
