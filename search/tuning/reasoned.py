"""What every mapping of the configuration is made of: strict, frozen, and with a `why` beside each number. Pure."""

from pydantic import BaseModel, ConfigDict, Field


class Tuned(BaseModel):
    """A mapping of the configuration: no unknown keys, never changed after loading."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Reasoned(Tuned):
    """A mapping that holds numbers, and why they are what they are."""

    why: str = Field(min_length=8)


class Weight(Reasoned):
    """How much something counts."""

    weight: float = Field(ge=0)


class Share(Reasoned):
    """A part of one."""

    share: float = Field(ge=0, le=1)


class Factor(Reasoned):
    """What a score is multiplied by."""

    factor: float = Field(gt=0)


class Most(Reasoned):
    """A number of things."""

    count: int = Field(ge=1)
