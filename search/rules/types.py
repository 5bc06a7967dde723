"""rules.yml as values: when a rule holds and what it then does. Pure: nothing here reads a file.

A rule's `reason` is the `why` of every number in it. Parts are named by maker and number, categories, models and makers by
their slugs or names: an id of one database means nothing in another.
"""

from collections.abc import Iterable
from datetime import date
from typing import Literal, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from search.tuning.reasoned import Tuned

OrganisationType = Literal["manufacturer", "supplier", "distributor", "dealer", "hospital", "clinic", "service_provider", "other"]
Role = Literal["owner", "buyer", "approver", "engineer", "seller", "finance"]
Lifecycle = Literal["active", "nrnd", "discontinued", "superseded", "recalled"]
MOST_PINS = 10  # places that a page of results can give away
LARGEST_WEIGHT = 2.5  # what `most` of boosts.yml lets all boosts together add


class PartName(Tuned):
    """A part by its maker (slug or any of its names) and its number, however it is spelt."""

    maker: str = Field(min_length=1, examples=["GE HealthCare"])
    number: str = Field(min_length=1, examples=["2100018"])

    def __str__(self) -> str:
        return f"{self.maker} {self.number}"


class Target(Tuned):
    """Which parts: those that meet every line that is given; the values of one line are alternatives."""

    parts: tuple[PartName, ...] = ()
    category: tuple[str, ...] = Field((), description="Slugs; each with everything below it.")
    manufacturer: tuple[str, ...] = Field((), description="Slugs or names.")
    model: tuple[str, ...] = Field((), description="Slugs: parts that are listed for one of these models.")
    modality: tuple[str, ...] = Field((), description="Codes: parts for this kind of equipment.")
    lifecycle: tuple[Lifecycle, ...] = ()

    @model_validator(mode="after")
    def _names_something(self) -> Self:
        if not any((self.parts, self.category, self.manufacturer, self.model, self.modality, self.lifecycle)):
            raise ValueError("says nothing about which parts are meant; write one of parts, category, manufacturer, model, modality, lifecycle")
        return self


class QueryWords(Tuned):
    """What the query says; one of all the alternatives is enough. Case, accents, hyphens and a plural s do not matter."""

    exact: tuple[str, ...] = Field((), description="The whole query.", examples=[["ecg cable"]])
    contains: tuple[str, ...] = Field((), description="These words side by side, anywhere in the query.", examples=[["x-ray tube"]])
    pattern: tuple[str, ...] = Field((), description="Words in this order; * stands for any words, cab* for how a word begins.", examples=[["ecg * cab*"]])

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not any((self.exact, self.contains, self.pattern)):
            raise ValueError("says nothing; write one of exact, contains, pattern")
        return self


class When(Tuned):
    """When a rule holds: every line that is given must; the values of one line are alternatives."""

    query: QueryWords | None = None
    empty: bool | None = Field(None, description="true: nothing was typed.")
    slots: dict[str, tuple[str, ...]] = Field({}, description="What the query was read as, by slot: a list of values, or [] for any.")
    category: tuple[str, ...] = Field((), description="Slugs: the search is in one of them, or below it.")
    model: tuple[str, ...] = Field((), description="Slugs: the search is for one of these models, or a device of it.")
    organisation: tuple[OrganisationType, ...] = Field((), description="What the viewer's organisation is.")
    role: tuple[Role, ...] = Field((), description="What the viewer is in his organisation.")
    ticket: bool | None = Field(None, description="true: the search was begun from a ticket.")

    @model_validator(mode="after")
    def _can_hold(self) -> Self:
        if self == type(self).model_construct():
            raise ValueError("has no condition; a rule for every search does not belong here, but into boosts.yml or text.yml")
        if self.empty and (self.query or self.slots):
            raise ValueError("can never hold: an empty query has neither words nor slots")
        return self


class Pin(Tuned):
    """A part at a place from the top, when it passes every filter, the viewer may see it, and it is not refused for the equipment."""

    part: PartName
    at: int = Field(ge=1, le=MOST_PINS)


class Boost(Tuned):
    """More for these parts: `weight` is added to the sum of boosts.yml, and its `most` holds for all together."""

    what: Target
    weight: float = Field(gt=0, le=LARGEST_WEIGHT, examples=[0.5])


class Bury(Tuned):
    """Less for these parts: their score for words is multiplied by `factor`. Part-number tiers keep their order."""

    what: Target
    factor: float = Field(gt=0, lt=1, examples=[0.3])


class Rewrite(Tuned):
    """Searches for something else: `to` instead of the words `of`, or instead of the whole query."""

    of: str = ""
    to: str = Field(min_length=1)


class Redirect(Tuned):
    """Shows a way to a page of this site."""

    url: str = Field(pattern=r"^/([^/\\\s][^\\\s]*)?$", examples=["/categories/ct-tube"])
    label: str = Field(min_length=3, max_length=80)


class Message(Tuned):
    """Tells the reader something above the results."""

    text: str = Field(min_length=8, max_length=300)
    kind: Literal["info", "warning"] = "info"


class Action(Tuned):
    """One thing that a rule does: exactly one of these lines."""

    synonym: tuple[str, ...] | None = Field(None, min_length=2, description="Terms that mean the same in this search.")
    pin: Pin | None = None
    boost: Boost | None = None
    bury: Bury | None = None
    filter: Target | None = Field(None, description="Only these parts.")
    hide: Target | None = Field(None, description="Never these parts.")
    rewrite: Rewrite | None = None
    redirect: Redirect | None = None
    message: Message | None = None

    @model_validator(mode="after")
    def _is_one(self) -> Self:
        if len(self.model_fields_set) != 1 or self.kind not in KINDS:
            raise ValueError(f"must do exactly one thing: one of {', '.join(KINDS)}; begin another list item for another")
        return self

    @property
    def kind(self) -> str:
        """Which of the lines is given."""
        return next((name for name in type(self).model_fields if getattr(self, name) is not None), "")


KINDS = tuple(Action.model_fields)


class Rule(Tuned):
    """One rule. It fires from the beginning of `starts` to the end of `expires` (UTC)."""

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9-]{2,59}$", description="Named in responses and logs.", examples=["xray-tube-licence"])
    owner: str = Field(min_length=2, description="Who answers for it.", examples=["imaging desk"])
    reason: str = Field(min_length=8, description="Why it is there, and why its numbers are what they are.")
    starts: date | None = None
    expires: date
    priority: int = Field(0, ge=-100, le=100, description="Higher goes first; equal ones in the order of the file.")
    when: When
    then: tuple[Action, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _hangs_together(self) -> Self:
        if self.starts and self.starts > self.expires:
            raise PydanticCustomError(
                "reversed-dates", "ends on {expires}, before it starts on {starts}", {"at": "expires", "expires": str(self.expires), "starts": str(self.starts)}
            )
        if self.when.slots and any(action.rewrite for action in self.then):
            raise ValueError("rewrites before the query is read: it cannot ask for slots")
        return self

    def holds_on(self, day: date) -> bool:
        """Whether the day lies within its dates, both included."""
        return day <= self.expires and (self.starts is None or self.starts <= day)


class RuleConfig(Tuned):
    """rules.yml."""

    rules: tuple[Rule, ...] = ()


NO_RULES = RuleConfig()


def by_priority(rules: Iterable[Rule]) -> list[Rule]:
    """The order in which rules are heard: the highest priority first, equal ones as in the file."""
    return sorted(rules, key=lambda rule: -rule.priority)
