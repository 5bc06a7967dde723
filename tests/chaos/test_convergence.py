"""Whatever is killed, frozen, cut off or answered wrongly: afterwards the index is PostgreSQL's, and no reader saw time run backwards."""

import json
from pathlib import Path

import pytest

from tests.chaos import schedule
from tests.chaos.run import PATIENCE_S, Plan, run

Arena = tuple[Path, dict[str, str]]
SEEDS = (1, 2, 3)
# What the three long runs must have changed between them.
CHANGES = 20_000


def test_a_quarter_of_a_minute_of_chaos_loses_nothing(arena: Arena) -> None:
    # The time to catch up is held by the long runs: here other tests may be running beside it.
    plan = Plan(7, 15.0, lanes=schedule.SMOKE, names=("worker1", "worker2", "relay1"), parts=500, liveness_s=PATIENCE_S)
    result = run(plan, *arena)
    assert result["valid"], json.dumps(result, indent=1)
    assert result["changes"] > 500
    assert result["rebuilds"] == 1
    assert result["reads"]["ok"] > 50


@pytest.mark.chaos
@pytest.mark.parametrize("seed", SEEDS)
def test_a_minute_of_chaos_loses_nothing(arena: Arena, seed: int, capsys: pytest.CaptureFixture[str]) -> None:
    result = run(Plan(seed), *arena)
    with capsys.disabled():
        print(f"\n{json.dumps(result)}")
    assert result["valid"], json.dumps(result, indent=1)
    assert result["changes"] * len(SEEDS) >= CHANGES
    assert result["rebuilds"] >= 2
    planned = {f"{lane.rstrip('12')} {kind}" for lane, kinds in schedule.FULL.items() for kind in kinds}
    assert set(result["misfortunes"]) == planned
