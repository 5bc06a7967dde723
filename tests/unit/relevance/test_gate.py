"""The gate: what keeps a release back."""

from relevance.gate import Scores, objections

BEFORE = Scores({"name": 0.8, "symptom": 0.5})


def test_a_loss_of_up_to_one_per_cent_of_a_segment_passes() -> None:
    assert objections(BEFORE, Scores({"name": 0.7921, "symptom": 0.9})) == ()


def test_a_larger_loss_of_one_segment_is_named_however_much_another_gains() -> None:
    (sentence,) = objections(BEFORE, Scores({"name": 0.79, "symptom": 0.9}))
    assert sentence.startswith("name: nDCG@10 falls from 0.800 to 0.790, by 1.2%")


def test_a_segment_that_is_no_longer_measured_counts_as_lost() -> None:
    (sentence,) = objections(BEFORE, Scores({"name": 0.8}))
    assert sentence.startswith("symptom: nDCG@10 falls from 0.500 to 0.000")


def test_unsafe_parts_and_lost_numbers_are_refused_even_when_they_were_there_before() -> None:
    found = objections(Scores({}, unsafe=3, missed=("2100018",)), Scores({}, unsafe=1, missed=("2100018",)))
    assert len(found) == 2
    assert "2100018" in found[1]


def test_a_case_that_held_must_hold() -> None:
    assert objections(Scores({}, broken=("fit/2",)), Scores({}, broken=("fit/2", "numbers/1"))) == ("the case numbers/1 fails, which held.",)
