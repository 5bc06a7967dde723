"""Writes one batch of drafts set by set; a batch that the database refuses is halved until the bad row stands alone."""

from collections.abc import Sequence
from dataclasses import dataclass

import psycopg
import sqlalchemy as sa
from sqlalchemy.orm import Session

from catalog.importer.cells import BadCell
from catalog.importer.drafts import Defaults, RowDraft
from catalog.importer.offers import OfferText
from catalog.importer.resolve import Names
from catalog.importer.rows import Problem
from catalog.importer.specifications import SpecificationTypes, typed
from catalog.service.offers import OfferDraft, set_stock, upsert_offers
from catalog.service.parts import AliasDraft, Outcome, PartDraft, add_aliases, known_parts, upsert_parts
from core.errors import PartwiseError

ACTOR = "import"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of a row: an outcome, or the problems for which it was refused."""

    draft: RowDraft
    outcome: Outcome | None
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class _Prepared:
    """A draft with its names resolved; an offer's part is set when the part has its id."""

    draft: RowDraft
    part: PartDraft
    offers: tuple[tuple[OfferDraft, int | None], ...]


class BatchWriter:
    """Writes batches of one file; remembers what the file's earlier rows said, so that two rows cannot contradict each other."""

    def __init__(self, names: Names, defaults: Defaults) -> None:
        self._names = names
        self._defaults = defaults
        self._types = SpecificationTypes()
        self._seen: dict[tuple[object, ...], tuple[int, int]] = {}

    def write(self, session: Session, drafts: Sequence[RowDraft]) -> list[Verdict]:
        """Write what can be written; one verdict a draft."""
        prepared: list[_Prepared] = []
        verdicts: list[Verdict] = []
        for draft in drafts:
            try:
                prepared.append(self._prepare(session, draft))
            except _Refused as refused:
                verdicts.append(Verdict(draft, None, (refused.problem,)))
        nameless = [item.part.key for item in prepared if "name" not in item.part.values]
        unnamed = set(nameless) - known_parts(session, nameless) if nameless else set()
        missing = Problem("", "", "is a new part without a name", "write what the part is")
        verdicts += [Verdict(item.draft, None, (missing,)) for item in prepared if item.part.key in unnamed]
        return verdicts + self._halving(session, [item for item in prepared if item.part.key not in unnamed])

    def _halving(self, session: Session, prepared: Sequence[_Prepared]) -> list[Verdict]:
        """Write all in one savepoint, or find those that cannot be."""
        if not prepared:
            return []
        try:
            with session.begin_nested():
                verdicts = self._write(session, prepared)
                # Price steps are checked at commit otherwise, when nobody could tell whose they were.
                session.execute(sa.text("SET CONSTRAINTS ALL IMMEDIATE"))
                session.execute(sa.text("SET CONSTRAINTS ALL DEFERRED"))
                return verdicts
        except (sa.exc.IntegrityError, sa.exc.DataError, PartwiseError) as error:
            if len(prepared) == 1:
                return [Verdict(prepared[0].draft, None, (_told(error),))]
        middle = len(prepared) // 2
        return self._halving(session, prepared[:middle]) + self._halving(session, prepared[middle:])

    def _prepare(self, session: Session, draft: RowDraft) -> _Prepared:
        """Resolve names. Raises _Refused."""
        column = "manufacturer"
        try:
            maker = self._names.manufacturer(session, draft.manufacturer)
            column = "category"
            category = self._names.category(session, draft.category)
            types = self._types.of(session, category) if draft.specifications else {}
            specifications = {}
            for key, text in draft.specifications.items():
                column = f"spec.{key}"
                specifications[key] = typed(text, types, key)
            column = "seller"
            offers = tuple(self._offer(session, offer) for offer in draft.offers if offer.price is not None)
        except BadCell as bad:
            value = getattr(draft, column, "") or draft.specifications.get(column.removeprefix("spec."), "")
            raise _Refused(Problem(column, str(value), bad.why, bad.write_instead)) from bad
        given = {"category_id": category} if draft.category else {}
        part = PartDraft(maker, draft.part_number, {**draft.values, **given}, specifications, {"category_id": category})
        self._agree(draft, "the part", part.key, (part.values, specifications))
        for offer, stock in offers:
            self._agree(draft, f"the seller's number {offer.seller_sku}", ("offer", *offer.key), (part.key, offer.values, offer.tiers, stock))
        return _Prepared(draft, part, offers)

    def _offer(self, session: Session, offer: OfferText) -> tuple[OfferDraft, int | None]:
        seller = self._names.seller(session, offer.seller, offer.currency)
        defaults = {"condition": "new", "lead_time_days": self._defaults.lead_time_days, "ship_from": self._defaults.country}
        values = {"price": offer.price, "currency": offer.currency, **offer.values}
        return OfferDraft(0, seller, offer.seller_sku, values, offer.tiers, defaults), offer.stock

    def _agree(self, draft: RowDraft, what: str, key: tuple[object, ...], content: object) -> None:
        """Refuse a second row that says something else of the same thing: the file would change it back and forth."""
        row, fingerprint = self._seen.setdefault(key, (draft.row.number, hash(repr(content))))
        if fingerprint != hash(repr(content)):
            raise _Refused(Problem("", draft.part_number, f"row {row} says something else of {what}", "keep one of the two rows"))

    def _write(self, session: Session, prepared: Sequence[_Prepared]) -> list[Verdict]:
        parts = {item.part.key: item.part for item in prepared}
        written = dict(zip(parts, upsert_parts(session, list(parts.values())), strict=True))
        ids = {key: part.id for key, part in written.items()}
        changed = set(
            add_aliases(
                session,
                (AliasDraft(ids[item.part.key], alias.alias, alias.kind, alias.source) for item in prepared for alias in item.draft.aliases),
            )
        )
        changed |= self._write_offers(session, prepared, ids)
        outcomes: list[Verdict] = []
        told: set[int] = set()
        for item in prepared:
            part = written[item.part.key]
            outcome: Outcome = "unchanged" if part.id in told else part.outcome
            if outcome == "unchanged" and part.id in changed and part.id not in told:
                outcome = "changed"
            told.add(part.id)
            outcomes.append(Verdict(item.draft, outcome))
        return outcomes

    def _write_offers(self, session: Session, prepared: Sequence[_Prepared], ids: dict[tuple[int, str], int]) -> set[int]:
        """Offers and their stock; the ids of the parts whose offers changed."""
        offers = {
            offer.key: (OfferDraft(ids[item.part.key], offer.seller_id, offer.seller_sku, offer.values, offer.tiers, offer.defaults), stock)
            for item in prepared
            for offer, stock in item.offers
        }
        if not offers:
            return set()
        written = upsert_offers(session, [offer for offer, _ in offers.values()])
        part_of = {offer.id: draft.part_id for (draft, _), offer in zip(offers.values(), written, strict=True)}
        on_hand = {offer.id: stock for (_, stock), offer in zip(offers.values(), written, strict=True) if stock is not None}
        moved = set_stock(session, on_hand, actor=ACTOR, reason=self._defaults.source) if on_hand else []
        return {part_of[offer.id] for offer in written if offer.outcome != "unchanged"} | {part_of[offer_id] for offer_id in moved}


class _Refused(Exception):
    """A draft that cannot be written."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.why)
        self.problem = problem


def _told(error: Exception) -> Problem:
    """What the database or a service refused, as a problem of the row."""
    if isinstance(error, sa.exc.DBAPIError) and isinstance(error.orig, psycopg.Error):
        return Problem("", "", error.orig.diag.message_primary or str(error.orig), "correct the row")
    return Problem("", "", str(error), "correct the row")
