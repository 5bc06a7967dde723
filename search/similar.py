"""Parts like one part, with what they share as evidence; two round trips. That a part is similar does not say that it fits."""

import time
from collections.abc import Mapping
from typing import Any

from core.errors import NotFound
from search.engine import Engine
from search.query.clauses import AVAILABLE
from search.query.similar import MAKER, MODEL, SPECIFICATION, part_body, similar_body
from search.request import SearchRequest
from search.response import Evidence, Hit
from search.tuning.types import SimilarConfig


class SimilarParts:
    """Finds parts like one part."""

    def __init__(self, engine: Engine, config: SimilarConfig) -> None:
        self._engine = engine
        self._config = config

    def of(self, part_id: int, request: SearchRequest) -> tuple[Hit, ...]:
        """Similar parts, the likest first, as the request's viewer may see them; `q` and filters are not looked at.

        Raises NotFound for a part that the index does not have, EngineUnavailable.
        """
        begun = time.perf_counter()
        found = self._engine.search(part_body(str(part_id)), 0.0)["hits"]["hits"]
        if not found:
            raise NotFound(f"There is no part with the id {part_id} in the search index. Search for its number instead.")
        source = found[0]["_source"]
        response = self._engine.search(similar_body(source, request, self._config), (time.perf_counter() - begun) * 1000)
        return tuple(_hit(hit, source) for hit in response["hits"]["hits"])


def _hit(hit: Mapping[str, Any], source: Mapping[str, Any]) -> Hit:
    card = hit["_source"]["card"]
    return Hit(int(hit["_source"]["id"]), card, "semantic", "similar: same category", _evidence(hit.get("matched_queries", {}), hit["_score"], source), {})


def _evidence(scores: Mapping[str, float], total: float, source: Mapping[str, Any]) -> tuple[Evidence, ...]:
    """What is shared, each with its share of the likeness."""
    models = [points for name, points in scores.items() if name.startswith(f"{MODEL}:")]
    keys = [name.partition(":")[2] for name in scores if name.startswith(f"{SPECIFICATION}:")]
    values = sum(points for name, points in scores.items() if name.startswith(f"{SPECIFICATION}:"))
    reasons = [
        ("equipment", f"listed for {len(models)} of the {len(source['model_ids'])} models of this part", sum(models)) if models else None,
        ("specification", f"same or close: {', '.join(key.replace('_', ' ') for key in keys)}", values) if keys else None,
        ("manufacturer", "by the same maker", scores[MAKER]) if MAKER in scores else None,
        ("available", "in stock", scores[AVAILABLE]) if AVAILABLE in scores else None,
    ]
    said = [Evidence(kind, text, round(points / total, 4)) for kind, text, points in filter(None, reasons) if total]
    return (Evidence("category", " › ".join(source["card"]["category"]["path"]), 0.0), *said)
