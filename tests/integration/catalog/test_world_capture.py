"""What changes in any bundle of the default world is captured, by whichever path the part shows the changed row.

The oracle is the bundles themselves: all of them before and after one change by plain SQL, versions left aside.
"""

from dataclasses import replace

import sqlalchemy as sa
from sqlalchemy.orm import Session

from catalog.bundle import PartBundle
from catalog.bundles import load_bundles
from fixtures.load import load_world
from tests.integration.catalog.shelf import Capture

CHANGES = {
    "a maker is renamed": "UPDATE manufacturer SET name = name || ' X' WHERE id = 1",
    "a maker gets a name more": "INSERT INTO manufacturer_alias (manufacturer_id, alias, kind) VALUES (1, 'Quagga', 'alias')",
    "a category is renamed": "UPDATE category SET name = name || ' X' WHERE parent_id IS NULL AND id = (SELECT min(id) FROM category)",
    "a specification is relabelled": "UPDATE category_specification SET label = label || ' X' WHERE key = 'length'",
    "a model is renamed": "UPDATE equipment_model SET name = name || ' X' WHERE id % 50 = 0",
    "a model loses its other names": "DELETE FROM equipment_model_alias WHERE id % 50 = 0",
    "a modality is renamed": "UPDATE modality SET name = name || ' X' WHERE code = 'PM'",
    "a rate is corrected": "UPDATE exchange_rate SET usd_per_unit = usd_per_unit * 2 WHERE currency = 'EUR'",
    "sellers are suspended": "UPDATE organisation SET seller_status = 'suspended' WHERE id % 5 = 0 AND seller_status = 'approved'",
    "links of chains are deleted": "DELETE FROM part WHERE id IN (SELECT related_part_id FROM part_relation WHERE kind = 'superseded_by' AND id % 7 = 0)",
    "links of chains are renumbered": "UPDATE part SET part_number = part_number || '-X' WHERE id IN (SELECT part_id FROM part_relation WHERE id % 9 = 0)",
}


def bundles(session: Session) -> dict[int, PartBundle]:
    """Every part's bundle without its version."""
    ids = list(session.scalars(sa.text("SELECT id FROM part ORDER BY id")))
    return {part: replace(bundle, version=0) for part, bundle in load_bundles(session, ids).items()}


def test_whatever_changes_in_a_bundle_is_captured(db: Session) -> None:
    load_world(db)
    capture = Capture(db)
    before = bundles(db)
    for what, statement in CHANGES.items():
        capture.settle()
        db.execute(sa.text(statement))
        capture.unfold(1000)
        after = bundles(db)
        changed = {part for part in before.keys() | after.keys() if before.get(part) != after.get(part)}
        assert changed, what
        assert changed - capture.outbox().keys() == set(), what
        before = after
