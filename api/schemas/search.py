"""The search response of the contract, from a `SearchPage` and the live rows of its hits. Pure."""

from collections.abc import Mapping, Sequence

from api.schemas import fit
from api.schemas.fit import NO_FITS, Fits
from api.schemas.values import Json, identifier, money
from catalog.page import LiveOffer, LiveRow
from search.response import AskedNumber, Bucket, Chip, Facet, Hit, SearchPage, UnderstoodQuery
from search.rules.applied import Applied
from search.schema.document import ReplacementCard


def render(page: SearchPage, live: Mapping[int, LiveRow], fits: Fits = NO_FITS, *, index_lag_ms: int, live_ms: float) -> Json:
    """The whole response. A hit without a live row was removed since it was indexed and is left out."""
    took = page.took_ms
    return {
        "query": query(page.query),
        "total": page.total,
        "total_relation": "eq",
        "hits": [hit(shown, live[shown.part_id], fits) for shown in page.hits if shown.part_id in live],
        "numbers": [_number(number, page, live) for number in page.numbers],
        "facets": [facet_values(facet) for facet in page.facets],
        "did_you_mean": page.did_you_mean,
        "relaxations": [{"step": step, "text": text} for step, text in page.relaxations],
        "degraded": page.degraded,
        "notes": list(page.notes),
        "rules": rules(page.rules),
        "index_lag_ms": index_lag_ms,
        "release": page.release,
        "took_ms": {
            "total": round(took.get("total", 0.0) + live_ms, 2),
            "understand": round(took.get("understand", 0.0), 2),
            "engine": round(took.get("engine", 0.0), 2),
            "live": round(live_ms, 2),
        },
    }


def query(understood: UnderstoodQuery) -> Json:
    """The query as it was read."""
    return {
        "text": understood.text,
        "intent": understood.intent,
        "chips": [_chip(chip) for chip in understood.chips],
        "residual": understood.residual,
    }


def hit(shown: Hit, live: LiveRow, fits: Fits = NO_FITS) -> Json:
    """One hit with what is true of it now."""
    card = shown.card
    return {
        "part": {
            "id": identifier(shown.part_id),
            "part_number": card["part_number"],
            "manufacturer": {"id": card["manufacturer"]["id"], "name": card["manufacturer"]["name"]},
            "name": card["name"],
            "category": {"id": card["category"]["id"], "path": card["category"]["path"]},
            "lifecycle": live.lifecycle,
            "image": card["image"],
            "rating": card["rating"],
        },
        "tier": shown.tier,
        "tier_note": shown.tier_note,
        "fit": fit.verdict(fits, shown.part_id),
        "best_offer": best_offer(live.best_offer),
        "offer_count": live.offer_count,
        "evidence": fit.evidence(shown.evidence, fits, shown.part_id),
        "replaced_by": _replaced_by(card["replaced_by"]),
        "highlight": shown.highlight,
        "rules": list(shown.rules),
    }


def rules(applied: Applied) -> Json:
    """The rules that fired, by id, and what they say to the reader."""
    redirect, rewritten = applied.redirect, applied.rewritten
    return {
        "fired": list(applied.fired),
        "messages": [{"rule": told.rule, "text": told.text, "kind": told.kind} for told in applied.messages],
        "redirect": {"rule": redirect.rule, "url": redirect.url, "label": redirect.label} if redirect else None,
        "rewritten": {"rule": rewritten.rule, "typed": rewritten.typed, "searched": rewritten.searched} if rewritten else None,
    }


def best_offer(offer: LiveOffer | None) -> Json | None:
    """The offer that a result shows, or None when the viewer can buy it from nobody."""
    if offer is None:
        return None
    return {
        "id": identifier(offer.id),
        "seller": {"id": identifier(offer.seller_id), "name": offer.seller_name},
        "condition": offer.condition,
        "price": money(offer.price, offer.currency),
        "stock": offer.stock_available,
        "lead_time_days": offer.lead_time_days,
    }


def _replaced_by(ends: Sequence[ReplacementCard]) -> Json | None:
    """What stands in for a superseded part: `all` of `parts` together, `any` of them, or the `one`."""
    if not ends:
        return None
    parts = [{"id": end["id"], "part_number": end["part_number"], "path": end["path"]} for end in ends]
    return {"set_kind": ends[0]["set_kind"], "parts": parts}


def _chip(chip: Chip) -> Json:
    return {"slot": chip.slot, "value": chip.value, "source": chip.source, "certain": chip.certain}


def _number(number: AskedNumber, page: SearchPage, live: Mapping[int, LiveRow]) -> Json:
    """The verdict on one of several numbers: how many parts answer to it, and those of this page; `tier` is the best of theirs."""
    hits = [shown for shown in page.hits if shown.answers == number.asked and shown.part_id in live]
    return {"input": number.asked, "tier": hits[0].tier if hits else None, "found": number.found, "parts": [identifier(shown.part_id) for shown in hits]}


def facet_values(facet: Facet) -> Json:
    """A facet with its values."""
    return {"name": facet.name, "label": facet.label, "kind": facet.kind, "buckets": [_bucket(bucket, facet.kind) for bucket in facet.buckets]}


def _bucket(bucket: Bucket, kind: str) -> Json:
    shown: Json = {"value": bucket.value, "label": bucket.label, "count": bucket.count, "selected": bucket.selected}
    return {**shown, "depth": bucket.depth} if kind == "tree" else shown
