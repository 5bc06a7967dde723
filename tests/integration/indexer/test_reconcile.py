"""The comparison finds every kind of difference, heals it, and raises no false alarm."""

import pytest

from indexer import aliases, bulk, purge, reconcile, stored, sync
from indexer.comparison import Difference
from indexer.document import content_hash
from tests.integration.indexer.conftest import World


@pytest.fixture
def damaged(world: World) -> tuple[World, dict[int, Difference]]:
    """A world whose index was tampered with, and what should be found."""
    lost, old, changed, forged, ahead, *_ = world.add_parts(40)
    index = world.rebuild()
    engine = world.resources.engine
    engine.delete(index=index, id=str(lost))
    engine.delete(index=index, id=str(old))
    source = world.document(changed)
    far = world.number("SELECT last_value FROM part_version") + 2**40
    engine.index(index=index, id=str(old), body={**source, "id": str(old), "version": 1}, params={"version": far, "version_type": "external"})
    version = {"version": source["version"], "version_type": "external_gte"}
    engine.index(index=index, id=str(changed), body={**source, "name": "Tampered"}, params=version)
    source = world.document(forged)
    tampered = {**source, "name": "Tampered"}
    version = {"version": source["version"], "version_type": "external_gte"}
    engine.index(index=index, id=str(forged), body={**tampered, "content_hash": content_hash(tampered)}, params=version)
    source = world.document(ahead)
    engine.index(index=index, id=str(ahead), body={**source, "version": far}, params={"version": far, "version_type": "external"})
    engine.index(index=index, id="999999", body={**source, "id": "999999"}, params={"version": 7, "version_type": "external"})
    kinds = {lost: Difference.MISSING, old: Difference.STALE, changed: Difference.CORRUPTED, forged: Difference.CORRUPTED}
    return world, {**kinds, ahead: Difference.STALE, 999999: Difference.ORPHANED}


def test_every_kind_of_damage_is_found(damaged: tuple[World, dict[int, Difference]]) -> None:
    world, expected = damaged
    assert reconcile.verify(world.resources, repair=False).by_part == expected


def test_damage_is_healed_through_the_outbox(damaged: tuple[World, dict[int, Difference]]) -> None:
    world, expected = damaged
    assert reconcile.verify(world.resources, repair=True).differences == len(expected)
    world.settle()
    assert reconcile.verify(world.resources, repair=False).by_part == {}
    assert world.document(999999)["visible"] is False


def test_what_waits_in_the_outbox_is_no_difference(world: World) -> None:
    part_ids = world.add_parts(10)
    world.rebuild()
    world.execute("UPDATE part SET name = 'Changed' WHERE id = ANY (:ids)", ids=part_ids[:4])
    found = reconcile.verify(world.resources, repair=False)
    assert (found.differences, found.pending, found.compared) == (0, 4, 10)


def test_what_a_half_unfolded_change_has_still_to_reach_is_no_difference(world: World) -> None:
    part_ids = world.add_parts(40)
    world.rebuild()
    world.execute("UPDATE manufacturer SET name = 'Acme Medical' WHERE slug = 'acme'")
    world.execute("SELECT unfold_fanout(25)")
    sync.index_parts(world.resources, world.claim())
    found = reconcile.verify(world.resources, repair=True)
    assert (found.by_part, found.pending, found.compared) == ({}, 15, 40)
    assert world.number("SELECT count(*) FROM index_outbox") == 0  # nothing was written again that the change will reach by itself
    world.settle()
    assert reconcile.verify(world.resources, repair=False).by_part == {}
    assert {document["manufacturer_text"][0] for document in world.documents(part_ids).values()} == {"Acme Medical"}  # type: ignore[index]


def test_a_change_of_other_parts_does_not_excuse_a_difference(world: World) -> None:
    reached, other = world.add_parts(2)
    world.execute("UPDATE part SET manufacturer_id = (SELECT id FROM manufacturer WHERE slug = 'globex') WHERE id = :id", id=other)
    index = world.rebuild()
    for part_id in (reached, other):
        source = world.document(part_id)
        version = {"version": source["version"], "version_type": "external_gte"}
        world.resources.engine.index(index=index, id=str(part_id), body={**source, "name": "Tampered"}, params=version)
    world.execute("UPDATE manufacturer SET name = 'Acme Medical' WHERE slug = 'acme'")
    found = reconcile.verify(world.resources, repair=False)
    assert (found.by_part, found.pending) == ({other: Difference.CORRUPTED}, 1)


def test_several_processes_find_what_one_finds(damaged: tuple[World, dict[int, Difference]], monkeypatch: pytest.MonkeyPatch) -> None:
    world, expected = damaged
    monkeypatch.setattr(reconcile, "WORTH_A_PROCESS", 1)
    monkeypatch.setattr(stored, "PAGE", 10)
    found = reconcile.verify(world.resources, repair=False, processes=2)
    assert (found.by_part, found.compared) == (expected, 41)


def test_each_comparison_is_noted(world: World) -> None:
    world.add_parts(3)
    world.rebuild()
    reconcile.verify(world.resources, repair=False)
    assert world.execute("SELECT compared, missing, stale, orphaned, corrupted, repaired FROM index_check")[0] == (3, 0, 0, 0, 0, False)


def test_a_hidden_document_goes_when_it_is_old_and_not_before(world: World) -> None:
    gone, stays = world.add_parts(2)
    world.rebuild()
    world.execute("DELETE FROM part WHERE id = :id", id=gone)
    world.settle()
    assert purge.purge(world.resources, keep_hours=1) == 0
    world.execute("UPDATE version_mark SET at = at - interval '2 hours'")
    world.resources.engine.indices.refresh(index=aliases.standing(world.resources.engine, world.resources.prefix).reading[0])
    assert purge.purge(world.resources, keep_hours=1) == 1
    assert [world.documents([gone, stays])[part_id] is None for part_id in (gone, stays)] == [True, False]


def test_a_hidden_document_newer_than_the_mark_stays(world: World) -> None:
    gone = world.add_parts(1)[0]
    world.rebuild()
    purge.purge(world.resources, keep_hours=0)
    world.execute("DELETE FROM part WHERE id = :id", id=gone)
    world.settle()
    world.resources.engine.indices.refresh(index=aliases.standing(world.resources.engine, world.resources.prefix).reading[0])
    assert purge.purge(world.resources, keep_hours=0) == 0
    assert bulk.write(world.resources.engine, (), []) == {}
    assert world.document(gone)["visible"] is False
