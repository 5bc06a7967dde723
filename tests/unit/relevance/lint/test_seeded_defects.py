"""One defect each, put into the shipped configuration: it is found, alone, at its line and column, with what to write instead.

« marks the place where it must be found; the mark itself is taken out.
"""

import pytest

from tests.unit.relevance.lint.made import checked, rule, rules, shipped

MARK = "«"
SAY = ("then:", "  - message: {text: something to read}")
TUBE = "when: {query: {contains: [tube]}}"


def marked(text: str) -> tuple[str, str]:
    """The text without its mark, and the mark's line:column."""
    before = text[: text.index(MARK)]
    return text.replace(MARK, ""), f"{before.count(chr(10)) + 1}:{len(before) - before.rfind(chr(10))}"


def found(path: str, content: str | bytes) -> list[tuple[str, str, str, str]]:
    return [(fault.kind, fault.place, fault.severity, fault.sentence) for fault in checked({path: content}).faults]


def test_the_shipped_configuration_gives_no_alarm() -> None:
    assert checked({}).faults == ()
    assert checked({}, None).faults == ()


EDITS = [
    ("query/text.yml", "slop: 2", "slop: «99", "out-of-range", "phrase.slop: 99 is out of range; write a whole number from 0 to 10."),
    ("query/text.yml", "synonym: {factor", "«synonim: {factor", "unknown-key", "synonim: unknown key; did you mean synonym? For example: synonym: {factor"),
    ("query/boosts.yml", "available: {weight: 0.2,", "available: {weight: «much,", "not-a-number", "'much' is no number; write a number from 0."),
    (
        "query/boosts.yml",
        '{weight: 0.2, why: "made and supported"}',
        "«{weight: 0.2}",
        "number-without-why",
        "is missing: every number says why it is what it is.",
    ),
    ("query/boosts.yml", "  nrnd: {", "  «active: {", "repeated-key", "lifecycle.active: is given twice, first in line "),
    ("query/boosts.yml", "available: {weight: 0.2,", "available: {weight: «0,", "no-effect", "weight 0: it moves nothing."),
    ("query/boosts.yml", "most: {factor: 2.5,", "most: {factor}«: 2.5,", "yaml-syntax", "not valid YAML"),
    ("query/fit.yml", "within_tier:", "«\twithin_tier:", "tab", "a tab: YAML is indented by spaces"),
    ("query/facets.yml", "kind: tree", "kind: «trees", "unknown-value", "'trees' is unknown; did you mean tree?"),
    ("query/facets.yml", "{name: modality,", "{name: «category,", "repeated-facet", "category is listed twice"),
    ("query/facets.yml", "refurbished: Refurbished", "«refurbushed: Refurbished", "unknown-value", "did you mean refurbished?"),
    ("query/facets.yml", "EUR: [50, 200", "EUR: «[500, 200", "not-ascending", "must be positive and ascend. For example: EUR: [50, 200, 500]"),
    ("query/tiers.yml", "  exact: {height: 10", "  «exact: {height: 9", "same-height", "two tiers have the same height"),
    ("query/synonyms.yml", '["ECG", "EKG",', '["ECG", "M1191A", «"210-0018",', "joins-parts", "joins two part numbers, M1191A and 210-0018"),
    ("query/synonyms.yml", '["ECG", "EKG",', '["ECG", "Dräger", «"Philips",', "joins-makers", "joins two makers, Dräger and Philips"),
    ("query/synonyms.yml", '["fibre", "fiber"]', '«["fibre", "Fibre"]', "no-effect", "one term alone says nothing"),
    ("query/vocabulary.yml", "  aftermarket: [", "  «aftermarked: [", "unknown-value", "nothing is called 'aftermarked' here; did you mean aftermarket?"),
    ("index/mapping.yml", 'scaling_factor: 10, why: "ratings have one decimal"', "scaling_factor: «10", "number-without-why", "10 has no why beside it."),
    ("index/mapping.yml", "analyzer: number_fragments", "analyzer: «number_fragment", "unknown-analyzer", "did you mean number_fragments?"),
    ("index/mapping.yml", "dynamic: strict", "dynamic: «loose", "unknown-value", "'loose' is unknown; one of strict."),
]


@pytest.mark.parametrize(("path", "old", "new", "kind", "said"), EDITS, ids=[f"{edit[3]} {edit[0]}" for edit in EDITS])
def test_a_defect_of_a_shipped_file_is_found(path: str, old: str, new: str, kind: str, said: str) -> None:
    text = shipped(path)
    assert old in text
    broken, place = marked(text.replace(old, new, 1))
    faults = found(path, broken)
    assert [fault[:2] for fault in faults] == [(kind, f"{path}:{place}")]
    assert said in faults[0][3]


def pin(part: str) -> tuple[str, ...]:
    return (TUBE, "then:", f"  - pin: {{part: {{{part}}}, at: 1}}")


RULES = [
    ("unknown-part", "error", "the catalogue has no part GE M1191A; did you mean philips M1191A?", pin("maker: GE, number: «M1191A")),
    ("unknown-maker", "error", "no maker 'Philps'; did you mean philips? For example: philips", pin("maker: «Philps, number: M1191A")),
    ("dead-part", "error", "recalled", pin("maker: Dräger, number: «D-1")),
    ("dead-part", "error", "superseded", pin("maker: Dräger, number: «D-2")),
    ("dead-part", "error", "discontinued", (TUBE, "then:", "  - boost: {weight: 1, what: {parts: [{maker: Dräger, number: «D-3}]}}")),
    ("unsold-part", "warning", "nobody sells", pin("maker: Dräger, number: «D-4")),
    ("lifts-unfit", "error", "is not listed for philips-mx450", ("when: {model: [philips-mx450]}", *pin('maker: GE, number: «"2100018"')[1:])),
    ("outside-category", "error", "is not in batteries", ("when: {category: [batteries]}", *pin('maker: GE, number: «"2100018"')[1:])),
    ("unknown-category", "error", "did you mean ct-tube? For example: ct-tube", ("when: {category: [«ct-tubes]}", *SAY)),
    ("unknown-model", "error", "did you mean ge-optima-ct660?", ("when: {model: [«ge-optima-ct66]}", *SAY)),
    ("unknown-modality", "error", "no modality 'MR'", (TUBE, "then:", "  - filter: {modality: [«MR, CT]}")),
    ("unknown-category", "error", "did you mean ct-tube?", ("when: {empty: true}", "then:", "  - redirect: {url: «/categories/ct-tubes, label: Tubes}")),
    ("no-effect", "warning", "no part of empty-shelf", ("when: {empty: true}", "then:", "  - hide: {category: «[empty-shelf]}")),
    ("no-effect", "warning", "no part of acme", ("when: {empty: true}", "then:", "  - boost: {what: {manufacturer: «[acme]}, weight: 1}")),
    ("never-fires", "error", "has no word in it", ("when: {query: {contains: [«'--']}}", *SAY)),
    ("unknown-slot", "error", "did you mean condition?", ("when: {slots: {«conditions: [used]}}", *SAY)),
    ("unknown-specification", "error", "did you mean spec.heat_capacity?", ("when: {slots: {«spec.heat_capasity: []}}", *SAY)),
    ("no-effect", "warning", "the same words", ("when: {query: {exact: [cables]}}", "then:", "  - rewrite: {to: «CABLE}")),
    ("no-effect", "warning", "synonyms already", ("when: {query: {exact: [ekg]}}", "then:", "  - rewrite: {to: «ECG}")),
    ("no-effect", "warning", "does not say 'cable'", ("when: {query: {exact: [cuffs]}}", "then:", "  - rewrite: {of: «cable, to: lead set}")),
    ("joins-parts", "error", "joins two part numbers", (TUBE, "then:", '  - synonym: [M1191A, «"2100018"]')),
    ("contradiction", "error", "exactly one", (TUBE, "then:", "  - «redirect: {url: /, label: Home}", "    hide: {lifecycle: [recalled]}")),
    ("contradiction", "error", "has no condition", ("when: «{}", *SAY)),
    ("unknown-key", "error", "did you mean query?", ("when: {«querry: {contains: [tube]}}", *SAY)),
    ("unknown-key", "error", "did you mean boost?", (TUBE, "then:", "  - «boots: {what: {category: [ct-tube]}, weight: 1}")),
    ("not-a-date", "error", "'soon' is no date; write year-month-day. For example: 2027-11-30", ("starts: «soon", TUBE, *SAY)),
    ("reversed-dates", "error", "ends on 2027-06-30, before it starts on 2028-01-01", ("starts: 2028-01-01", TUBE, *SAY)),
    ("wrong-shape", "error", "must be text; 2100018 is not. In YAML yes, no, on, off and bare numbers need quotes.", pin("maker: GE, number: «2100018")),
    ("out-of-range", "error", "4 is out of range; write a number above 0 to 2.5.", (TUBE, "then:", "  - boost: {what: {lifecycle: [active]}, weight: «4}")),
    ("missing-key", "error", "is missing", (TUBE, "then:", "  - redirect: «{url: /}")),
]


@pytest.mark.parametrize(("kind", "severity", "said", "lines"), RULES, ids=[f"{each[0]} {each[2][:20]}" for each in RULES])
def test_a_defect_of_a_rule_is_found(kind: str, severity: str, said: str, lines: tuple[str, ...]) -> None:
    text = rules(rule(*lines))
    text, place = marked(text if MARK in text else text.replace("expires: ", f"expires: {MARK}"))
    faults = found("query/rules.yml", text)
    assert [fault[:3] for fault in faults] == [(kind, f"query/rules.yml:{place}", severity)]
    assert said in faults[0][3]


def rewrite(name: str, of: str, to: str) -> str:
    return rule(f"when: {{query: {{exact: [{of}]}}}}", "then:", f"  - rewrite: {{to: {to}}}", name=name)


TOGETHER = [
    ("repeated-id", "twice-1 is also the rule of line 2", rule(TUBE, *SAY, name="twice-1") + rule(TUBE, *SAY, name="«twice-1")),
    ("rewrite-chain", 'three would rewrite the result again, but a query is rewritten once; write the end at once. For example: to: "sleeve"',
     rewrite("two", "cuff", "«band") + rewrite("three", "band", "sleeve")),
    ("shadowed", "never reached: wide holds whenever this does and goes first; only the first redirect is done.",
     rule(TUBE, "then:", "  - redirect: {url: /, label: Home}", name="wide")
     + rule("when: {query: {exact: [ct tube]}}", "then:", "  - redirect: «{url: /x, label: Tubes}", name="narrow")),
    ("shadowed", "place 1 is always taken: wide pins GE 2100018 there first.",
     rule(TUBE, "then:", '  - pin: {part: {maker: GE, number: "2100018"}, at: 1}', name="wide")
     + rule(TUBE, "then:", "  - pin: «{part: {maker: Philips, number: M1191A}, at: 1}", name="narrow")),
    ("shadowed", "never shown: wide hides Philips M1191A.",
     rule(TUBE, "then:", "  - hide: {parts: [{maker: Philips, number: M1191A}]}", name="wide")
     + rule(TUBE, "then:", "  - pin: «{part: {maker: Philips, number: M1191A}, at: 1}", name="narrow")),
    ("expired", "the rule over-now ended on 2026-11-24", rule(TUBE, *SAY, name="over-now").replace("2027-06-30", "«2026-11-24")),
    ("expires-soon", "ends on 2026-12-09, in 14 days", rule(TUBE, *SAY, name="nearly").replace("2027-06-30", "«2026-12-09")),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "said", "text"), TOGETHER, ids=[f"{each[0]} {each[1][:20]}" for each in TOGETHER])
def test_a_defect_of_rules_beside_each_other_is_found(kind: str, said: str, text: str) -> None:
    content, place = marked(rules(text))
    faults = found("query/rules.yml", content)
    assert [fault[:2] for fault in faults] == [(kind, f"query/rules.yml:{place}")]
    assert said in faults[0][3]


def test_a_loop_is_told_at_each_of_its_rules_with_the_way() -> None:
    faults = found("query/rules.yml", rules(rewrite("one", "cuff", "band"), rewrite("two", "band", "sleeve"), rewrite("three", "sleeve", "cuff")))
    assert [(kind, place) for kind, place, _, _ in faults] == [("rewrite-loop", f"query/rules.yml:{line}:23") for line in (8, 15, 22)]
    assert "a loop: cuff → band → sleeve → cuff" in faults[0][3]


def test_files_that_cannot_be_read_as_they_look_are_told() -> None:
    boosts = shipped("query/boosts.yml")
    assert found("query/boosts.yml", "\ufeff" + boosts)[0][:2] == ("byte-order-mark", "query/boosts.yml:1:1")
    assert found("query/boosts.yml", b"# fine\nmost: {why: \xfcber}\n")[0][:2] == ("not-utf8", "query/boosts.yml:2:13")
    assert found("query/boosts.yml", "- a list\n")[0][:2] == ("not-a-mapping", "query/boosts.yml:1:1")
    kind, place, severity, said = found("query/bosts.yml", boosts)[0]
    assert (kind, place, severity) == ("unknown-file", "query/bosts.yml:1:1", "warning")
    assert "did you mean boosts.yml?" in said
