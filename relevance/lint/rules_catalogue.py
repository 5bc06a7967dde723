"""Rules against the catalogue: names that it does not have, parts that are dead, parts that are lifted where they do not fit. Pure.

Without a catalogue none of these run.
"""

from collections.abc import Iterable, Iterator, Sequence

from core.values.part_number import fold
from relevance.lint.draft import Draft, Linter, Location
from relevance.lint.known import Known, KnownPart
from search.rules.types import PartName, Target
from search.tuning.faults import Fault
from search.tuning.wording import close_to
from search.tuning.yaml_file import YamlFile

_LIFTING = ("pin", "boost")
_DEAD = {
    "recalled": "is recalled: nobody may be led to it.",
    "superseded": "is superseded: name the part that replaces it.",
    "discontinued": "is discontinued: name a part that is still made.",
}
_SPECIFICATION = "spec."
_CATEGORY_PAGE = "/categories/"


def unknown_names(draft: Draft) -> Iterator[Fault]:
    """Categories, models, makers and modalities that the catalogue does not have."""
    file, known = draft.files.get("rules"), draft.known
    if not file or not known:
        return
    for number, rule in enumerate(draft.rules):
        at: Location = ("rules", number, "when")
        yield from _unknown(file, (*at, "category"), rule.when.category, list(known.category_parts), "category")
        yield from _unknown(file, (*at, "model"), rule.when.model, list(known.model_modalities), "model")
    for at, _, _, target in draft.targets():
        yield from _unknown(file, (*at, "category"), target.category, list(known.category_parts), "category")
        yield from _unknown(file, (*at, "model"), target.model, list(known.model_modalities), "model")
        yield from _unknown(file, (*at, "modality"), target.modality, sorted(known.modalities), "modality")
        for position, name in enumerate(target.manufacturer):
            if not known.makers_called(name):
                yield _unknown_name(file, (*at, "manufacturer", position), name, list(known.maker_parts), "maker")
    for at, _, action in draft.actions():
        if action.redirect and action.redirect.url.startswith(_CATEGORY_PAGE):
            slug = action.redirect.url.removeprefix(_CATEGORY_PAGE).split("?")[0]
            yield from _unknown(file, (*at, "redirect", "url"), (slug,), list(known.category_parts), "category", each=False)


def unknown_specifications(draft: Draft) -> Iterator[Fault]:
    """Conditions on a specification that no category has: no query is ever read so."""
    file, known = draft.files.get("rules"), draft.known
    keys = sorted(frozenset().union(*known.category_specifications.values())) if known else []
    for number, rule in enumerate(draft.rules if file and known else ()):
        for slot in rule.when.slots:
            key = slot.removeprefix(_SPECIFICATION)
            if file and slot.startswith(_SPECIFICATION) and key not in keys:
                near = close_to(key, keys)
                meant = f"; did you mean {_SPECIFICATION}{near}?" if near else "."
                yield file.key_fault("unknown-specification", ("rules", number, "when", "slots", slot), f"no category has a specification {key!r}{meant}")


def dead_parts(draft: Draft) -> Iterator[Fault]:
    """Parts that are unknown; pins and boosts of parts that are recalled, replaced, no longer made or sold by nobody."""
    file, known = draft.files.get("rules"), draft.known
    if not file or not known:
        return
    for at, _, kind, name in draft.parts():
        part = _part(name, known)
        if not known.makers_called(name.maker):
            yield _unknown_name(file, (*at, "maker"), name.maker, list(known.maker_parts), "maker")
        elif part is None:
            others = sorted({f"{other.maker} {other.number}" for other in known.numbers.get(fold(name.number), ())})
            message = f"the catalogue has no part {name}" + (f"; did you mean {others[0]}?" if others else ".")
            yield file.fault("unknown-part", (*at, "number"), message)
        elif kind in _LIFTING and part.lifecycle in _DEAD:
            yield file.fault("dead-part", (*at, "number"), f"{name} {_DEAD[part.lifecycle]}")
        elif kind in _LIFTING and not part.sold:
            yield file.fault("unsold-part", (*at, "number"), f"nobody sells {name} now: it would stand there without a price.", severity="warning")


def unfit_parts(draft: Draft) -> Iterator[Fault]:
    """Parts that a rule lifts for a model which they are not listed for, or in a category where they are not."""
    file, known = draft.files.get("rules"), draft.known
    for at, rule, kind, name in draft.parts() if file and known else ():
        part = _part(name, known) if known else None
        if part is None or kind not in _LIFTING or not file or not known:
            continue
        for model in rule.when.model:
            if model in known.model_modalities and not _may_fit(part, model, known):
                listed = ", ".join(sorted(part.models)[:3]) or "no model"
                message = f"{name} is not listed for {model}, which the rule is for (it is listed for {listed}): who asks for that model must not be led to it."
                yield file.fault("lifts-unfit", (*at, "number"), message)
        if rule.when.category and part.categories.isdisjoint(rule.when.category):
            message = f"{name} is not in {' or '.join(rule.when.category)}: the filter that makes the rule hold keeps it out."
            yield file.fault("outside-category", (*at, "number"), message)


def targets_without_parts(draft: Draft) -> Iterator[Fault]:
    """Targets that are empty in this catalogue: the rule moves nothing."""
    file, known = draft.files.get("rules"), draft.known
    for at, _, kind, target in draft.targets() if file and known else ():
        for line, counts in _counted(target, known) if known else ():
            names = getattr(target, line)
            if file and names and all(name in counts and not counts[name] for name in names):
                yield file.fault("no-effect", (*at, line), f"no part of {', '.join(names)} is in the catalogue: {kind} does nothing.", severity="warning")


def _counted(target: Target, known: Known) -> Iterable[tuple[str, dict[str, int]]]:
    makers = {name: sum(known.maker_parts.get(slug, 0) for slug in known.makers_called(name)) for name in target.manufacturer if known.makers_called(name)}
    return (("category", dict(known.category_parts)), ("model", dict(known.model_parts)), ("manufacturer", makers))


def _may_fit(part: KnownPart, model: str, known: Known) -> bool:
    return model in part.models or known.model_modalities[model] in part.modalities or not (part.models or part.modalities)


def _part(name: PartName, known: Known) -> KnownPart | None:
    makers = known.makers_called(name.maker)
    return next((part for part in known.numbers.get(fold(name.number), ()) if part.maker in makers), None)


def _unknown(file: YamlFile, at: Location, names: Sequence[str], known: Sequence[str], kind: str, *, each: bool = True) -> Iterator[Fault]:
    """A fault for each name that is not known; `each`: names are items of the list at the place."""
    there = set(known)
    return (_unknown_name(file, (*at, position) if each else at, name, known, kind) for position, name in enumerate(names) if name not in there)


def _unknown_name(file: YamlFile, at: Location, name: str, known: Sequence[str], kind: str) -> Fault:
    near = close_to(name, known)
    return file.fault(f"unknown-{kind}", at, f"the catalogue has no {kind} {name!r}" + (f"; did you mean {near}?" if near else "."), near or "")


LINTERS: tuple[Linter, ...] = (unknown_names, unknown_specifications, dead_parts, unfit_parts, targets_without_parts)
