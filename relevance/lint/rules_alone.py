"""Rules that are wrong by themselves: ids given twice, days gone by, words that no query has, slots that nobody reads. Pure."""

from collections.abc import Iterator
from datetime import timedelta

from relevance.lint.draft import Draft, Linter
from search.query.units import thesaurus
from search.rules.words import keys, pattern, place_of
from search.tuning.faults import Fault
from search.tuning.types import SynonymConfig
from search.tuning.wording import close_to
from search.understand.finding import ORDER

SOON = timedelta(days=14)
_NO_SLOTS = ("spec", "not.condition")  # of ORDER: a family, and a slot of the families below
SLOTS = (*(slot for slot in ORDER if slot not in _NO_SLOTS), "part_number", "modality")
_FAMILIES = ("spec.", "not.")


def repeated_ids(draft: Draft) -> Iterator[Fault]:
    """Two rules of one id: nobody could tell which one fired."""
    file, first = draft.files.get("rules"), dict[str, int]()
    for number, rule in enumerate(draft.rules):
        if file and rule.id in first:
            line = file.place(("rules", first[rule.id], "id"))[0]
            yield file.fault("repeated-id", ("rules", number, "id"), f"{rule.id} is also the rule of line {line}; give each its own.", f"id: {rule.id}-2")
        first.setdefault(rule.id, number)


def expired(draft: Draft) -> Iterator[Fault]:
    """Rules whose last day has gone by, or soon will."""
    file = draft.files.get("rules")
    for number, rule in enumerate(draft.rules):
        if file and rule.expires < draft.today:
            message = f"the rule {rule.id} ended on {rule.expires}: ask {rule.owner} whether it goes on; else delete it."
            yield file.fault("expired", ("rules", number, "expires"), message, f"expires: {draft.today + timedelta(days=365)}")
        elif file and rule.expires <= draft.today + SOON:
            message = f"the rule {rule.id} ends on {rule.expires}, in {(rule.expires - draft.today).days} days: ask {rule.owner} whether it goes on."
            yield file.fault("expires-soon", ("rules", number, "expires"), message, severity="warning")


def wordless(draft: Draft) -> Iterator[Fault]:
    """Conditions and terms without a word in them."""
    file = draft.files.get("rules")
    if file is None:
        return
    for number, rule in enumerate(draft.rules):
        query = rule.when.query
        for line in ("exact", "contains", "pattern") if query else ():
            for position, text in enumerate(getattr(query, line)):
                words = pattern(text) if line == "pattern" else keys(text)
                if not any(word.strip("*") for word in words):
                    yield file.fault(
                        "never-fires",
                        ("rules", number, "when", "query", line, position),
                        f"{text!r} has no word in it; no query can have it.",
                        f'{line}: ["ecg cable"]',
                    )
    for at, rule, action in draft.actions():
        rewrite = action.rewrite
        texts = (*rule.when.query.exact, *rule.when.query.contains) if rule.when.query else ()
        if rewrite and rewrite.of and not all(place_of(keys(rewrite.of), keys(text)) is not None for text in texts):
            message = f"the condition does not say {rewrite.of!r}: where the query lacks these words, nothing is rewritten."
            yield file.fault("no-effect", (*at, "rewrite", "of"), message, f'contains: ["{rewrite.of}"]', "warning")


def unknown_slots(draft: Draft) -> Iterator[Fault]:
    """Slots that no reader fills."""
    file = draft.files.get("rules")
    for number, rule in enumerate(draft.rules):
        for slot in rule.when.slots:
            if file and slot not in SLOTS and not slot.startswith(_FAMILIES):
                near = close_to(slot, SLOTS)
                meant = f"did you mean {near}?" if near else f"known are {', '.join(SLOTS)}, spec.<key> and not.<slot>."
                yield file.key_fault(
                    "unknown-slot", ("rules", number, "when", "slots", slot), f"nothing reads this slot; {meant}", f"slots: {{{near or SLOTS[0]}: []}}"
                )


def rewrites_without_effect(draft: Draft) -> Iterator[Fault]:
    """Rewrites into the same words, or into what the thesaurus already adds."""
    file, synonyms = draft.files.get("rules"), draft.value("synonyms", SynonymConfig)
    groups = thesaurus(synonyms.groups).others if synonyms else {}
    for at, rule, action in draft.actions():
        if not file or not action.rewrite:
            continue
        sources = [action.rewrite.of] if action.rewrite.of else [*(rule.when.query.exact if rule.when.query else ())]
        target = keys(action.rewrite.to)
        for source in sources:
            if keys(source) == target:
                yield file.fault(
                    "no-effect", (*at, "rewrite", "to"), f"{source!r} and {action.rewrite.to!r} are the same words to a search.", severity="warning"
                )
            elif any(keys(other) == target for other in groups.get(keys(source), ())):
                message = f"{source!r} and {action.rewrite.to!r} are synonyms already; the rewrite only takes the typed word away."
                yield file.fault("no-effect", (*at, "rewrite", "to"), message, severity="warning")


LINTERS: tuple[Linter, ...] = (repeated_ids, expired, wordless, unknown_slots, rewrites_without_effect)
