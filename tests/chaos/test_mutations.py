"""The harness would notice: with one safeguard taken away at a time, the same kind of run must fail, for the right reason."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from tests.chaos import schedule
from tests.chaos.proxy import Fault, Kind
from tests.chaos.run import PATIENCE_S, Plan, run

pytestmark = pytest.mark.chaos
Arena = tuple[Path, dict[str, str]]
NAMES = ("worker1", "worker2", "relay1", "relay2")
# Every second bulk request arrives late: what overtakes it must not be undone by it.
LATE = Fault(Kind.DELAY, share=0.5, delay_s=2.0, path=b"/_bulk")
HOT = Plan(11, 16.0, lanes=schedule.REBUILD, names=NAMES, parts=800, steady=LATE, liveness_s=PATIENCE_S)
# Every bulk request late and both workers always busy: a change waits in the queue while its part is being written.
BUSY = replace(HOT, lanes={}, steady=replace(LATE, share=1.0))
# One claim is held from the beginning to the end, nothing else is wrong, and there is little to do.
HELD = replace(HOT, seconds=24.0, lanes={}, steady=None, parts=150, rate=4.0, held=True)
PLANS = {"settle_unseen": BUSY, "without_skip_locked": HELD}
# Mutation -> what must be found, any one of it.
IN_THE_CODE = {
    "without_versions": {"stale", "backwards", "content", "resurrected"},
    "settle_unseen": {"stale", "lost", "content", "resurrected"},
    "without_hidden_documents": {"resurrected", "backwards"},
    "one_target": {"stale", "lost", "content", "resurrected", "backwards"},
    "without_skip_locked": {"held up"},
}
IN_THE_DATABASE = {
    "the trigger of a child": ("ALTER TABLE offer DISABLE TRIGGER offer_captured_update", {"content"}),
    "the trigger of a shared table": ("ALTER TABLE manufacturer DISABLE TRIGGER manufacturer_captured", {"content"}),
    "the trigger of a deletion": ("ALTER TABLE part DISABLE TRIGGER part_deleted", {"resurrected"}),
}


@pytest.mark.parametrize("plan", [HOT, HELD], ids=["late writes and rebuilds", "a claim that never ends"])
def test_with_every_safeguard_the_run_is_valid(arena: Arena, plan: Plan) -> None:
    result = run(plan, *arena)
    assert result["valid"], json.dumps(result, indent=1)


@pytest.mark.parametrize("name", IN_THE_CODE)
def test_a_safeguard_that_is_missing_in_the_code_is_noticed(arena: Arena, name: str) -> None:
    result = run(replace(PLANS.get(name, HOT), mutant=name), *arena)
    assert set(result["violations"]) & IN_THE_CODE[name], json.dumps(result, indent=1)


@pytest.mark.parametrize("name", IN_THE_DATABASE)
def test_a_trigger_that_is_missing_is_noticed(arena: Arena, name: str) -> None:
    statement, expected = IN_THE_DATABASE[name]
    result = run(replace(HOT, planted=statement, seconds=6.0), *arena)
    assert set(result["violations"]) & expected, json.dumps(result, indent=1)
