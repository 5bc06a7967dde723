"""The templates, rendered with values made by hand."""

import re
from html.parser import HTMLParser

import pytest

from api.assets import Assets
from api.pages.home import example_queries, home_view
from api.pages.part import part_view
from api.pages.results import Shown, View, results_view
from api.render import Renderer
from core.errors import FieldError, InvalidInput
from search.request import SearchRequest
from tests.unit.api import made
from tests.unit.api.pages.test_results import MONEY

VOID = {"meta", "link", "input", "img", "br", "use", "path", "circle"}


@pytest.fixture(scope="module")
def renderer() -> Renderer:
    return Renderer(Assets())


def pages(renderer: Renderer, view: View = "list") -> dict[str, str]:
    """Every page by name."""
    page = made.search_page(made.hit(1), made.hit(2, "text", lifecycle="superseded"), total=80)
    rows = {1: made.live(1), 2: made.live(2, None, lifecycle="superseded")}
    results = results_view(SearchRequest('"><script>'), page, rows, Shown((("q", '"><script>'),), view, MONEY), {}, 5.0)
    error = InvalidInput("price_min must be a number.", errors=(FieldError("price_min", "must be a number"),))
    return {
        "home": renderer.page("home.html", home=home_view(page, {"1": "monitoring"}, example_queries(page.hits))),
        "results": renderer.page("search.html", results=results, query=results.query, category=None),
        "part": renderer.page("part.html", part=part_view(made.part_page()), canonical="/parts/1-head-coil-8ch"),
        "error": renderer.error(error, "abc"),
    }


class Outline(HTMLParser):
    """Checks nesting, and gathers what accessibility needs."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []
        self.named: list[str] = []
        self.inline: list[str] = []
        self.headings: list[int] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag not in VOID:
            self.open.append(tag)
        if given.get("id"):
            self.ids.append(str(given["id"]))
        for name in ("aria-labelledby", "for"):
            self.named += str(given[name]).split() if given.get(name) else []
        self.inline += [name for name in given if name.startswith("on") or name == "style"]
        if tag == "style" or (tag == "script" and "src" not in given):
            self.inline.append(tag)
        if re.fullmatch(r"h[1-6]", tag):
            self.headings.append(int(tag[1]))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A tag that closes itself, as inside SVG."""

    def handle_endtag(self, tag: str) -> None:
        assert self.open, f"</{tag}> closes nothing"
        assert self.open.pop() == tag


@pytest.mark.parametrize("view", ["list", "table"])
def test_every_page_is_well_nested_and_free_of_inline_code(renderer: Renderer, view: View) -> None:
    for name, html in pages(renderer, view).items():
        outline = Outline()
        outline.feed(html)
        assert outline.open == [], name
        assert outline.inline == [], name
        assert len(outline.ids) == len(set(outline.ids)), name
        assert set(outline.named) <= set(outline.ids), name
        assert outline.headings.count(1) == 1, name


def test_what_people_type_and_sellers_write_is_escaped(renderer: Renderer) -> None:
    shown = pages(renderer)
    assert "<script>" not in shown["results"].replace("<script src", "")
    assert "SpO₂ sensor &lt;adult&gt; &amp; &#34;glove&#34;" in shown["results"]
    assert "Head coil &lt;8ch&gt;" in shown["part"]
    assert "javascript:" not in shown["part"]


def test_every_drawing_that_a_page_uses_is_in_the_sprite(renderer: Renderer) -> None:
    sprite = Assets().by_name["sprite.svg"].content.decode()
    drawn = set(re.findall(r'id="([a-z]+)"', sprite))
    for html in pages(renderer).values():
        assert set(re.findall(r"sprite\.svg\?v=[0-9a-f]+#([a-z]+)", html)) <= drawn


def test_the_error_page_names_the_field(renderer: Renderer) -> None:
    html = pages(renderer)["error"]
    assert "<b>price_min</b> must be a number" in html
    assert "422" in html
