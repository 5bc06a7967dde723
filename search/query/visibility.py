"""Who may see what in the index. The only place; every clause about offers or private numbers goes through here. Pure."""

from accounts.viewer import Viewer
from search.query.clauses import Clause


def visible_parts() -> Clause:
    """Removed parts stay in the index for a while, hidden."""
    return {"term": {"visible": True}}


def visible_offers(viewer: Viewer) -> Clause:
    """Inside the nested offers: those that the viewer may see."""
    tokens: list[str] = list(viewer.audiences)
    if viewer.organisation_id is not None:
        tokens.append(f"org:{viewer.organisation_id}")
    return {"terms": {"offers.audience": tokens}}


def private_numbers(viewer: Viewer, folded: list[str]) -> list[str]:
    """The index's spelling of the viewer's organisation's own numbers; none for a viewer without one."""
    return [] if viewer.organisation_id is None else [f"{viewer.organisation_id}:{number}" for number in folded]
