"""The breaker against its rules, under any sequence of events."""

from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st

from search.breaker import Breaker, Limits

LIMITS = Limits(failures=3, window_s=1.0, in_a_row=4, probe_s=1.0)


@dataclass
class Time:
    now: float = 0.0

    def __call__(self) -> float:
        return self.now


def made(limits: Limits = LIMITS) -> tuple[Breaker, Time]:
    time = Time()
    return Breaker(limits, time), time


def test_it_opens_at_the_third_failure_within_a_second_though_others_succeed() -> None:
    breaker, time = made()
    opened = []
    for _ in range(3):
        time.now += 0.4
        breaker.succeeded()
        opened.append(breaker.failed())
    assert opened == [False, False, True]
    assert breaker.is_open


def test_failures_further_apart_with_successes_between_them_do_not_open_it() -> None:
    breaker, time = made()
    for _ in range(20):
        time.now += 0.6
        assert not breaker.failed()
        breaker.succeeded()
    assert not breaker.is_open


def test_failures_in_a_row_open_it_however_far_apart() -> None:
    breaker, time = made()
    opened = []
    for _ in range(4):
        time.now += 600
        opened.append(breaker.failed())
    assert opened == [False, False, False, True]


def test_open_it_admits_one_probe_a_second_and_no_success_of_before_closes_it() -> None:
    breaker, time = made(Limits(in_a_row=1))
    assert breaker.failed()
    breaker.succeeded()
    assert breaker.is_open
    assert not breaker.may_probe()
    time.now = 1.0
    assert [breaker.may_probe() for _ in range(5)] == [True, False, False, False, False]
    time.now = 2.0
    assert breaker.may_probe()


def test_a_good_probe_closes_it_once_and_the_count_begins_anew() -> None:
    breaker, _ = made()
    for _ in range(3):
        breaker.failed()
    assert [breaker.probed(), breaker.probed()] == [True, False]
    assert not breaker.is_open
    assert not breaker.may_probe()
    assert [breaker.failed(), breaker.failed(), breaker.failed()] == [False, False, True]


events = st.lists(st.tuples(st.sampled_from(["failed", "succeeded", "may_probe", "probed"]), st.floats(0, 3)), max_size=60)


@given(events)
def test_it_agrees_with_a_plain_reading_of_its_rules(sequence: list[tuple[str, float]]) -> None:
    breaker, time = made()
    failures: list[float] = []
    row, open_since_probe = 0, None
    for event, later in sequence:
        time.now += later
        result = getattr(breaker, event)()
        if event == "failed":
            row, failures = row + 1, [*failures, time.now]
            many = len(failures) >= LIMITS.failures and time.now - failures[-LIMITS.failures] <= LIMITS.window_s
            opens = open_since_probe is None and (many or row >= LIMITS.in_a_row)
            assert result == opens
            open_since_probe = time.now if opens else open_since_probe
        elif event == "succeeded" and open_since_probe is None:
            row = 0
        elif event == "may_probe":
            due = open_since_probe is not None and time.now >= open_since_probe + LIMITS.probe_s
            assert result == due
            open_since_probe = time.now if due else open_since_probe
        elif event == "probed":
            assert result == (open_since_probe is not None)
            failures, row, open_since_probe = [], 0, None
        assert breaker.is_open == (open_since_probe is not None)
