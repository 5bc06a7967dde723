"""Who may see what: the SQL predicates, each in this one place. Every query of offers, aliases or parts for a viewer uses them."""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY

from accounts.models import Organisation
from accounts.viewer import Viewer
from catalog.models import Offer, Part, PartAlias


def offer_is_shown() -> sa.ColumnElement[bool]:
    """The offer is active and its seller approved; for statements that join `Organisation` as the seller."""
    return sa.and_(Offer.status == "active", Organisation.seller_status == "approved")


def offer_visible(viewer: Viewer) -> sa.ColumnElement[bool]:
    """The offer is shown and meant for the viewer; for statements that join `Organisation` as the seller."""
    # One array and not a list of values, which the driver would have to write out anew for each statement.
    meant_for: sa.ColumnElement[bool] = Offer.audience == sa.any_(sa.literal(list(viewer.audiences), ARRAY(sa.Text)))
    if viewer.organisation_id is not None:
        private = sa.and_(Offer.audience == "private", Offer.audience_organisations.contains([viewer.organisation_id]))
        meant_for = sa.or_(meant_for, private)
    return sa.and_(offer_is_shown(), meant_for)


def alias_visible(viewer: Viewer) -> sa.ColumnElement[bool]:
    """The alias is everybody's or the viewer's own organisation's."""
    everybodys = PartAlias.organisation_id.is_(None)
    return everybodys if viewer.organisation_id is None else sa.or_(everybodys, PartAlias.organisation_id == viewer.organisation_id)


def part_visible() -> sa.ColumnElement[bool]:
    """The part has not been removed."""
    return Part.removed_at.is_(None)
