"""What the rules of the configuration say on a results page. Pure."""

from dataclasses import dataclass

from api.pages.links import Links
from search.rules.applied import Applied, Rewritten, Told, Way


@dataclass(frozen=True, slots=True)
class RulesView:
    """Messages, a way to another page, and what was searched for instead of what was typed, with the link that undoes it."""

    messages: tuple[Told, ...]
    redirect: Way | None
    rewritten: Rewritten | None
    typed_url: str


def rules_view(applied: Applied, links: Links) -> RulesView:
    """The view of what rules did to a search."""
    return RulesView(applied.messages, applied.redirect, applied.rewritten, links.adding("off", "rule") if applied.rewritten else "")
