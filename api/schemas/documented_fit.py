"""`GET /parts/{id}/fit` as OpenAPI shows it."""

from typing import Any, Literal

from api.schemas.documented import Named, Shape, parameters


class Proof(Shape):
    """The statement of fit that decided; bounds are inclusive. `model_id` or `modality` (every model of it) is set."""

    text: str
    model_id: str | None
    modality: str | None
    serial_from: int | None
    serial_to: int | None
    software_from: str | None
    software_to: str | None
    options: list[str]
    source: str


class FitResponse(Shape):
    """Whether the part fits. For a device fits, does_not_fit or unknown; for a model fits, fits_some_serials or unknown."""

    part_id: str
    device: str | None
    model: Named | None
    verdict: Literal["fits", "fits_some_serials", "does_not_fit", "unknown"]
    because: str
    proof: Proof | None


_MODEL = {"name": "model", "in": "query", "required": False, "schema": {"type": "string"}, "description": "Equipment model id, instead of `device`"}
PARAMETERS: dict[str, Any] = {"parameters": [*parameters(("device",))["parameters"], _MODEL]}
