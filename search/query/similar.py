"""Parts like one part: of its category, ordered by shared equipment, close values, maker and stock. Pure."""

from collections.abc import Mapping
from typing import Any

from search.query.clauses import AVAILABLE, Clause, constant
from search.query.offers import IN_STOCK, has_offer
from search.query.visibility import visible_parts
from search.request import SearchRequest
from search.tuning.types import SimilarConfig

LOOKED_AT = ["id", "visible", "card", "specifications", "model_ids", "manufacturer_id"]
MODEL, SPECIFICATION, MAKER = "model", "specification", "maker"
_NOT_OFFERED = ["recalled", "superseded"]


def part_body(part: str) -> dict[str, Any]:
    """The body that reads the part itself."""
    return {"size": 1, "query": {"bool": {"filter": [{"term": {"id": part}}, visible_parts()]}}, "_source": LOOKED_AT}


def similar_body(source: Mapping[str, Any], request: SearchRequest, config: SimilarConfig) -> dict[str, Any]:
    """The body that finds parts like `source`, a document with the fields LOOKED_AT."""
    models = source.get("model_ids", [])[: config.most_models.count]
    specifications = source.get("specifications", [])
    should = [constant({"term": {"model_ids": model}}, config.models.weight / len(models), f"{MODEL}:{model}") for model in models]
    should += [
        constant(_close(one, config.near.share), config.specifications.weight / len(specifications), f"{SPECIFICATION}:{one['key']}") for one in specifications
    ]
    should.append(constant({"term": {"manufacturer_id": source["manufacturer_id"]}}, config.maker.weight, MAKER))
    should.append(constant(has_offer(request, [IN_STOCK]), config.available.weight, AVAILABLE))
    of_its_kind = [{"term": {"category_ids": source["card"]["category"]["id"]}}, visible_parts()]
    others = [{"term": {"id": source["id"]}}, {"terms": {"lifecycle": _NOT_OFFERED}}]
    return {
        "size": config.shown.count,
        "track_total_hits": False,
        "query": {"bool": {"filter": of_its_kind, "must_not": others, "should": should}},
        "sort": [{"_score": {"order": "desc"}}, {"popularity": {"order": "desc", "missing": "_last"}}, {"id": {"order": "asc"}}],
        "_source": ["id", "card"],
    }


def _close(specification: Mapping[str, Any], share: float) -> Clause:
    """The same value, or a number that is near it."""
    if "number" in specification:
        number = specification["number"]
        reach = abs(number) * share
        value: Clause = {"range": {"specifications.number": {"gte": number - reach, "lte": number + reach}}}
    else:
        value = {"term": {"specifications.value": specification["value"]}}
    return {"nested": {"path": "specifications", "query": {"bool": {"filter": [{"term": {"specifications.key": specification["key"]}}, value]}}}}
