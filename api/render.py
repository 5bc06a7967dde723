"""Templates: one Jinja environment with what every page needs. Escapes everything; an undefined name is an error."""

from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from api.assets import Assets
from core.errors import FieldError, PartwiseError

TEMPLATES = Path(__file__).parent / "templates"


@dataclass(frozen=True, slots=True)
class ErrorView:
    """What the error page shows."""

    status: int
    title: str
    detail: str
    errors: tuple[FieldError, ...]
    request_id: str


class Renderer:
    """Renders templates by name."""

    def __init__(self, assets: Assets) -> None:
        self.assets = assets
        self._environment = Environment(
            loader=FileSystemLoader(TEMPLATES),
            autoescape=select_autoescape(default=True, default_for_string=True),
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
        )
        self._environment.globals["asset"] = assets.url
        self._environment.filters["thousands"] = "{:,}".format

    def page(self, template: str, **values: object) -> str:
        """The HTML of a page."""
        return self._environment.get_template(template).render(values)

    def error(self, error: PartwiseError, request_id: str) -> str:
        """The HTML of an error page."""
        return self.page("error.html", error=ErrorView(error.status, error.title, error.detail, error.errors, request_id))
