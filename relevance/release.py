"""Publishing: a configuration becomes a release when it is whole, harms no segment and breaks no promise; going back is one line.

What measures a configuration, checks it and changes the index is given by the composition.
"""

import difflib
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import sqlalchemy as sa

from core import releases
from core.db import transaction
from core.errors import Conflict, FieldError, InvalidInput
from core.releases import Activation, Release
from relevance.gate import Scores, objections
from search.tuning import types
from search.tuning.release import fingerprint, load_release, load_release_index

Files = Mapping[str, str]
Gate = Callable[[str], str]  # index name -> why nobody may be served from it, or nothing


@dataclass(frozen=True, slots=True)
class Tools:
    """What publishing needs of the rest of the product."""

    check: Callable[[Files], tuple[str, ...]]  # errors of a configuration, each with file and line
    measure: Callable[[types.QueryConfig, str], Scores]  # with the index of that name, or the live one if empty
    reindex: Callable[[types.IndexConfig, Gate], None]  # make an index of that configuration and, if the gate has nothing against it, the live one
    installed: Files


@dataclass(frozen=True, slots=True)
class Published:
    """The release that is served now, and the one before."""

    release_id: str
    before: str
    after_scores: Scores | None
    new_index: bool


def publish(bind: sa.Engine, files: Files, author: str, reason: str, tools: Tools) -> Published:
    """Make `files` the live release.

    Raises InvalidInput for a broken configuration, Conflict when the gate refuses it, when it is live already, or when
    somebody else published meanwhile.
    """
    if len(reason.strip()) < 8:
        raise InvalidInput("Say why: a reason of at least 8 characters.", errors=(FieldError("reason", "is too short"),))
    if errors := tools.check(files):
        raise InvalidInput("The configuration has errors:\n" + "\n".join(errors))
    config, release_id = load_release(files), fingerprint(files)
    before = _ensure_installed(bind, tools.installed)
    if before.id == release_id:
        raise Conflict("This configuration is live already: nothing to publish.")
    was = tools.measure(load_release(before.files), "")
    now, new_index = _let_through(before.files, files, was, config, tools)
    with transaction(bind) as session:
        releases.lock(session)
        if releases.live_id(session) != before.id:
            raise Conflict("Another release was published meanwhile: compare with it, then publish again.")
        releases.store(session, Release(release_id, files, author, reason, now.kept()))
        releases.activate(session, release_id, "publish", author, reason)
    return Published(release_id, before.id, now, new_index)


def rollback(bind: sa.Engine, author: str, reason: str, tools: Tools) -> Published:
    """Serve the release before the live one again. Raises Conflict when there is none."""
    with transaction(bind) as session:
        served = releases.stack(releases.log(session))
        if len(served) < 2:
            raise Conflict("There is no release before the live one: `partwise relevance history` lists them.")
        live, before = releases.get(session, served[-1]), releases.get(session, served[-2])
    new_index = _needs_index(live.files, before.files)
    if new_index:
        tools.reindex(load_release_index(before.files), lambda _index: "")
    with transaction(bind) as session:
        releases.lock(session)
        if releases.live_id(session) != live.id:
            raise Conflict("Another release was published meanwhile: look at `partwise relevance history`, then roll back again.")
        releases.activate(session, before.id, "rollback", author, reason)
    return Published(before.id, live.id, None, new_index)


def draft(bind: sa.Engine, files: Files, author: str) -> str:
    """Keep `files` where staff can look at them beside the live release; returns their id. Raises InvalidInput when they are broken."""
    load_release(files)
    load_release_index(files)
    with transaction(bind) as session:
        releases.lock(session)
        releases.store(session, Release(fingerprint(files), files, author, "draft"))
        releases.activate(session, fingerprint(files), "draft", author, "")
    return fingerprint(files)


def history(bind: sa.Engine) -> list[Activation]:
    """Every line of the log, oldest first."""
    with transaction(bind) as session:
        return releases.log(session)


def live_files(bind: sa.Engine, installed: Files) -> Files:
    """The texts of the release that is served."""
    with transaction(bind) as session:
        live = releases.live_id(session)
        return installed if live is None else releases.get(session, live).files


def find(bind: sa.Engine, prefix: str) -> Release:
    """A release by its id or the beginning of it. Raises NotFound, Conflict."""
    with transaction(bind) as session:
        return releases.get(session, prefix)


def diff(before: Files, after: Files) -> str:
    """What changed, as a unified diff of all files; empty when nothing did."""
    lines: list[str] = []
    for path in sorted({*before, *after}):
        old, new = before.get(path, "").splitlines(keepends=True), after.get(path, "").splitlines(keepends=True)
        lines += difflib.unified_diff(old, new, f"before/{path}", f"after/{path}")
    return "".join(lines)


def _ensure_installed(bind: sa.Engine, installed: Files) -> Release:
    """The live release; before the first one that is published, the installed configuration becomes one, so that there is a way back."""
    with transaction(bind) as session:
        releases.lock(session)
        live = releases.live_id(session)
        if live is None:
            live = fingerprint(installed)
            releases.store(session, Release(live, installed, "installation", "the configuration that came with the product"))
            releases.activate(session, live, "installed", "installation", "")
        return releases.get(session, live)


def _let_through(before: Files, after: Files, was: Scores, config: types.QueryConfig, tools: Tools) -> tuple[Scores, bool]:
    """What the configuration reaches, and whether it got an index of its own to reach it with. Raises Conflict when the gate refuses it.

    With a new index it is measured on that, before anybody is served from it.
    """
    reached: list[Scores] = []

    def gate(index: str) -> str:
        reached.append(tools.measure(config, index))
        return "\n".join(objections(was, reached[-1]))

    if _needs_index(before, after):
        tools.reindex(load_release_index(after), gate)
        return reached[-1] if reached else tools.measure(config, ""), True
    if refused := gate(""):
        raise Conflict(f"The gate refuses this release:\n{refused}")
    return reached[-1], False


def _needs_index(before: Files, after: Files) -> bool:
    return load_release_index(before).fingerprint != load_release_index(after).fingerprint
