"""Which of two overlapping findings stands."""

from search.understand.finding import Finding, resolve


def finding(slot: str, start: int, end: int, evidence: int = 0, shares: frozenset[str] = frozenset()) -> Finding:
    return Finding(((slot, "x"),), start, end, certain=True, evidence=evidence, shares=shares)


def test_the_longest_span_stands() -> None:
    assert resolve([finding("spec.field", 8, 12), finding("model", 0, 12)]) == (finding("model", 0, 12),)


def test_of_equal_spans_the_one_with_more_evidence_stands() -> None:
    assert resolve([finding("model", 0, 3), finding("error_code", 0, 3, evidence=1)]) == (finding("error_code", 0, 3, evidence=1),)


def test_of_equal_spans_and_evidence_the_earlier_slot_stands() -> None:
    assert resolve([finding("category", 0, 5), finding("condition", 0, 5)]) == (finding("condition", 0, 5),)


def test_slots_that_share_words_both_stand() -> None:
    stock = finding("in_stock", 0, 11, shares=frozenset({"lead_time_max"}))
    assert resolve([stock, finding("lead_time_max", 6, 11)]) == (stock, finding("lead_time_max", 6, 11))


def test_the_order_of_findings_does_not_matter() -> None:
    some = [finding("model", 0, 6), finding("price_max", 3, 12), finding("sort", 14, 20)]
    assert resolve(some) == resolve(reversed(some))
