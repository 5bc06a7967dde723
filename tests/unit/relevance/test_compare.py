import json
from dataclasses import replace

import pytest

from relevance.compare import as_json, compare
from relevance.evaluate import OVERALL, Qrels, by_segment, evaluate, missed, worst
from relevance.judged import JudgedQuery
from relevance.pool import pool, pool_lines, unjudged
from relevance.rbo import rbo
from relevance.report import compared, comparison_page, evaluation_page, failures, table
from relevance.run import Run, System, run
from relevance.significance import difference

QUERIES = [JudgedQuery("n1", "number", "AB-1", must_hit=True), JudgedQuery("w1", "name", "cable"), JudgedQuery("w2", "name", "<b>lamp</b>")]
QRELS: Qrels = {"n1": {"M\tAB1": 3, "M\tX": -1}, "w1": {"M\tc1": 3, "M\tc2": 1}, "w2": {"M\tl1": 2}}
GOOD: Run = {"n1": ["M\tAB1"], "w1": ["M\tc1", "M\tc2"], "w2": ["M\tl1"]}
BAD: Run = {"n1": ["M\tX", "M\tAB1"], "w1": ["M\tc2", "M\tc1"]}


def test_means_are_by_segment_and_a_query_that_found_nothing_scores_zero() -> None:
    means = by_segment(evaluate(BAD, QUERIES, QRELS))
    assert list(means) == ["number", "name", OVERALL]
    assert means["name"]["queries"] == 2
    # (1/1 + 7/log2(3)) / (7/1 + 1/log2(3)) for one query, 0 for the other
    assert means["name"]["ndcg@10"] == pytest.approx(0.7098 / 2, abs=1e-4)
    assert means["name"]["zero_results"] == 0.5
    assert means["number"]["unsafe@10"] == 1
    assert means["number"]["must_hit"] == 0
    assert "must_hit" not in means["name"]


def test_a_missed_number_and_the_worst_query_are_told() -> None:
    scored = evaluate(BAD, QUERIES, QRELS)
    assert [query.id for query in missed(scored)] == ["n1"]
    assert [one.query.id for one in worst(scored, 1)] == ["w2"]
    assert missed(evaluate(GOOD, QUERIES, QRELS)) == []
    known = evaluate(BAD, [replace(QUERIES[0], known_failure=True)], QRELS)
    assert missed(known) == []
    assert by_segment(known)[OVERALL]["must_hit"] == 0
    assert "known failure: n1" in failures(known)
    assert "holds now" in failures(evaluate(GOOD, [replace(QUERIES[0], known_failure=True)], QRELS))
    assert "must-hit" in table(by_segment(scored))


def test_two_runs_are_compared_query_by_query_the_greatest_loss_first() -> None:
    comparison = compare(("good", "bad"), (GOOD, BAD), (evaluate(GOOD, QUERIES, QRELS), evaluate(BAD, QUERIES, QRELS)))
    assert [one.query.id for one in comparison.moved] == ["w2", "n1", "w1"]
    overall = comparison.segments[-1]
    assert (overall.difference.wins, overall.difference.ties, overall.difference.losses) == (0, 0, 3)
    assert overall.after < overall.before
    assert "within chance" in compared(comparison)
    told = json.loads(json.dumps(as_json(comparison, {"M\tl1": "Lamp"})))
    assert told["queries"][0]["top_a"] == [{"maker": "M", "part_number": "l1", "name": "Lamp"}]


def test_the_pages_stand_alone_and_escape_what_people_typed() -> None:
    scored = evaluate(GOOD, QUERIES, QRELS)
    comparison = compare(("good", "bad"), (GOOD, BAD), (scored, evaluate(BAD, QUERIES, QRELS)))
    pages = [comparison_page(comparison, QRELS, {}), evaluation_page("good", by_segment(scored), scored, GOOD, QRELS, {"M\tl1": "Lamp & more"})]
    for page in pages:
        assert "&lt;b&gt;lamp&lt;/b&gt;" in page
        assert not any(sign in page for sign in ("<script", "http://", "https://", "<link", "<b>lamp"))
    assert "unsafe" in pages[0]
    assert "Lamp &amp; more" in pages[1]


def test_equal_systems_do_not_differ_and_a_steady_gain_is_sure() -> None:
    same = difference([0.5] * 20, [0.5] * 20)
    assert (same.p_value, same.ties, same.sure) == (1.0, 20, False)
    gain = difference([0.5] * 20, [0.6] * 19 + [0.5])
    assert gain.sure
    assert (gain.wins, gain.ties, gain.losses) == (19, 1, 0)
    assert gain.mean == pytest.approx(0.095)
    # Five queries of which all gain: of 32 exchanges two are as extreme, so p is 1/16.
    assert difference([0.0] * 5, [0.1] * 5).p_value == pytest.approx(2 / 32, abs=0.01)
    assert difference([0.1, 0.9], [0.9, 0.1]).p_value == 1.0


def test_the_test_is_seeded_and_needs_pairs() -> None:
    a, b = [0.1, 0.5, 0.3, 0.8, 0.2, 0.4], [0.2, 0.4, 0.6, 0.9, 0.1, 0.7]
    assert difference(a, b) == difference(a, b)
    with pytest.raises(ValueError, match="2 values against 1"):
        difference([0.1, 0.2], [0.1])


def test_overlap_of_rankings() -> None:
    assert rbo(list("abc"), list("abc")) == pytest.approx(1.0)
    assert rbo(list("abc"), list("xyz")) == 0.0
    assert rbo([], []) == 1.0
    assert rbo([], ["a"]) == 0.0
    # By hand, two places, p = 0.9: agreement 0/1 and 2/2, so 0.1/0.9 * 0.9**2 * 1 + 0.9**2 * 1 = 0.9
    assert rbo(["a", "b"], ["b", "a"]) == pytest.approx(0.9)
    assert rbo(list("abcd"), list("abdc")) > rbo(list("abcd"), list("bacd"))


def test_a_pool_holds_what_every_system_shows_and_where() -> None:
    runs: dict[str, Run] = {"one": {"q": ["M\ta", "M\tb"]}, "other": {"q": ["M\tb", "M\tc"]}, "none": {}}
    pooled = pool(runs, "q", 2)
    assert [(one.part, dict(one.places)) for one in pooled] == [("M\tb", {"one": 2, "other": 1}), ("M\ta", {"one": 1}), ("M\tc", {"other": 2})]
    assert [one.part for one in pool(runs, "q", 1)] == ["M\ta", "M\tb"]
    assert [one.part for one in unjudged(pooled, {"M\tb": 0})] == ["M\ta", "M\tc"]
    assert pool_lines(runs, ["q"], 1)[1:] == ["q\tM\ta\tone:1", "q\tM\tb\tother:1"]


def test_a_run_keeps_the_first_of_a_part_that_is_ranked_twice() -> None:
    assert run(System("s", lambda _query: ["a", "b", "a"]), QUERIES[:1]) == {"n1": ["a", "b"]}
