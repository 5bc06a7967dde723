"""The head of a category's page. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from api.pages.part import Link


class Node(Protocol):
    """A node of the category tree."""

    @property
    def slug(self) -> str:
        """Its name in addresses."""

    @property
    def name(self) -> str:
        """Its name."""

    @property
    def parent(self) -> int | None:
        """The id of the node above, None at a root."""


@dataclass(frozen=True, slots=True)
class CategoryView:
    """The category's name and the way to it from the root, itself last."""

    name: str
    trail: tuple[Link, ...]


def category_view(node: Node, nodes: Mapping[int, Node]) -> CategoryView:
    """The view of one node of the tree."""
    trail = [node]
    while (parent := trail[0].parent) is not None:
        trail.insert(0, nodes[parent])
    return CategoryView(node.name, tuple(Link(step.name, f"/categories/{step.slug}") for step in trail))
