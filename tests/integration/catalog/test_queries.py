"""What a viewer sees of live rows and on a part's page."""

from decimal import Decimal

import pytest
from sqlalchemy.orm import Session

from accounts.viewer import ANONYMOUS, Viewer
from catalog.queries import live_rows, part_page
from core.errors import NotFound
from tests.integration.catalog.shelf import Shelf
from tests.integration.catalog.test_bundles import statements

TRADE = Viewer(("public", "registered", "trade"), None, "USD")


def test_the_best_offer_is_the_cheapest_in_dollars_the_lower_id_among_equals(db: Session, shelf: Shelf) -> None:
    shelf.insert("exchange_rate", currency="EUR", day="2026-01-01", usd_per_unit=2)
    part = shelf.part("AB-1")
    shelf.offer(part, "dear", currency="EUR", price=9)
    first = shelf.offer(part, "first", price=10)
    shelf.offer(part, "second", price=10)
    shelf.offer(part, "no rate", currency="CHF", price=1)
    row = live_rows(db, [part], ANONYMOUS)[part]
    assert row.best_offer is not None
    assert (row.best_offer.id, row.best_offer.seller_name, row.offer_count) == (first, "Spares Ltd", 4)


def test_live_rows_are_one_query_and_leave_out_removed_and_unknown_parts(db: Session, shelf: Shelf) -> None:
    bare, removed = shelf.part("AB-1", lifecycle="nrnd"), shelf.part("AB-2")
    shelf.run("UPDATE part SET removed_at = now() WHERE id = :id", id=removed)
    with statements(db) as sent:
        rows = live_rows(db, [bare, removed, removed + 1000], ANONYMOUS)
    assert len(sent) == 1
    assert [(row.id, row.lifecycle, row.best_offer, row.offer_count) for row in rows.values()] == [(bare, "nrnd", None, 0)]


def test_stock_is_what_is_on_hand_and_not_reserved(db: Session, shelf: Shelf) -> None:
    part = shelf.part("AB-1")
    offer = shelf.offer(part, "1")
    shelf.insert("stock_ledger", offer_id=offer, kind="receive", quantity=7, actor="test")
    shelf.insert("stock_ledger", offer_id=offer, kind="reserve", quantity=3, actor="test")
    best = live_rows(db, [part], ANONYMOUS)[part].best_offer
    assert best is not None
    assert best.stock_available == 4


@pytest.mark.parametrize("change", ["UPDATE offer SET status = 'paused'", "UPDATE organisation SET seller_status = 'suspended'"])
def test_a_hidden_offer_or_suspended_seller_is_gone_with_the_next_read(db: Session, shelf: Shelf, change: str) -> None:
    part = shelf.part("AB-1")
    shelf.offer(part, "1")
    assert live_rows(db, [part], ANONYMOUS)[part].offer_count == 1
    shelf.run(change)
    assert live_rows(db, [part], ANONYMOUS)[part].offer_count == 0
    assert part_page(db, part, ANONYMOUS).offers == ()


def test_an_offer_is_seen_by_its_audience_alone(db: Session, shelf: Shelf) -> None:
    part = shelf.part("AB-1")
    mine, other = shelf.organisation("Mine"), shelf.organisation("Other")
    for audience in ("public", "registered", "trade"):
        shelf.offer(part, audience, audience=audience)
    shelf.offer(part, "private", audience="private", audience_organisations=[mine], price=1)

    def seen(viewer: Viewer) -> set[str]:
        page = part_page(db, part, viewer)
        assert live_rows(db, [part], viewer)[part].offer_count == len(page.offers)
        return {offer.seller_sku for offer in page.offers}

    assert seen(ANONYMOUS) == {"public"}
    assert seen(TRADE) == {"public", "registered", "trade"}
    assert seen(Viewer(("public",), mine, "USD")) == {"public", "private"}
    assert seen(Viewer(("public", "registered"), other, "USD")) == {"public", "registered"}


def test_an_organisations_own_number_is_shown_to_it_alone(db: Session, shelf: Shelf) -> None:
    part = shelf.part("AB-1")
    mine, other = shelf.organisation("Mine"), shelf.organisation("Other")
    shelf.insert("part_alias", part_id=part, alias="X-1", kind="legacy")
    shelf.insert("part_alias", part_id=part, alias="OWN-1", kind="own", organisation_id=mine)
    assert [alias.alias for alias in part_page(db, part, Viewer(("public",), other, "USD")).aliases] == ["X-1"]
    assert [alias.alias for alias in part_page(db, part, ANONYMOUS).aliases] == ["X-1"]
    assert [(alias.alias, alias.own) for alias in part_page(db, part, Viewer(("public",), mine, "USD")).aliases] == [("X-1", False), ("OWN-1", True)]


def test_offers_stand_by_price_with_their_tiers(db: Session, shelf: Shelf) -> None:
    part = shelf.part("AB-1")
    dear, cheap = shelf.offer(part, "dear", price=20), shelf.offer(part, "cheap", price=10)
    shelf.insert("offer_tier", offer_id=dear, minimum_quantity=10, price=18)
    shelf.insert("offer_tier", offer_id=dear, minimum_quantity=5, price=19)
    offers = part_page(db, part, ANONYMOUS).offers
    assert [offer.id for offer in offers] == [cheap, dear]
    assert [(tier.minimum_quantity, tier.price) for tier in offers[1].tiers] == [(5, Decimal(19)), (10, Decimal(18))]


def test_relations_are_shown_from_both_sides(db: Session, shelf: Shelf) -> None:
    cable, monitor, twin = shelf.part("CABLE"), shelf.part("MONITOR"), shelf.part("TWIN")
    shelf.insert("part_relation", part_id=monitor, related_part_id=cable, kind="accessory")
    shelf.insert("part_relation", part_id=cable, related_part_id=twin, kind="alternative")

    def related(part: int) -> list[tuple[str, str]]:
        return [(relation.kind, relation.part_number) for relation in part_page(db, part, ANONYMOUS).relations]

    assert related(monitor) == [("accessory", "CABLE")]
    assert related(cable) == [("accessory_for", "MONITOR"), ("alternative", "TWIN")]
    assert related(twin) == [("alternative", "CABLE")]


def test_a_superseded_part_leads_to_its_end_step_by_step(db: Session, shelf: Shelf) -> None:
    one, two, three = (shelf.part(f"N-{at}") for at in (1, 2, 3))
    shelf.supersede(one, two)
    shelf.supersede(two, three)
    shelf.run("UPDATE part_relation SET precondition = 'from software R2', quantity_ratio = 2 WHERE part_id = :id", id=two)
    (end,) = part_page(db, one, ANONYMOUS).replaced_by
    assert [(step.id, step.part_number) for step in end.path] == [(one, "N-1"), (two, "N-2"), (three, "N-3")]
    assert (end.quantity, end.preconditions) == (Decimal(2), ("from software R2",))
    assert [part.part_number for part in part_page(db, three, ANONYMOUS).supersedes] == ["N-2", "N-1"]


def test_a_page_of_an_unknown_or_removed_part_is_not_found(db: Session, shelf: Shelf) -> None:
    removed = shelf.part("AB-1")
    shelf.run("UPDATE part SET removed_at = now() WHERE id = :id", id=removed)
    for part in (removed, removed + 1000):
        with pytest.raises(NotFound, match="Search for its number"):
            part_page(db, part, ANONYMOUS)
