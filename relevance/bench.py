"""Measures our search on a foreign corpus: the same analysis, fields, understanding, query builder and fusion as in the product.

Nothing is tuned here and no rule is read from the corpus. Judged pairs of such corpora were pooled from other systems, so
judged@10 and the condensed measure stand beside nDCG.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean

from opensearchpy import OpenSearch

from core.settings import EngineSettings
from relevance import measures
from relevance.corpus import Foreign, read_corpus
from relevance.foreign_index import temporary_index
from relevance.trec import Ranked
from relevance.vector_cache import encode_all
from search.embedding.encoder import Encoder
from search.embedding.query_vectors import QueryVectors
from search.engine import Engine
from search.labels import Labels
from search.request import MAX_SIZE, MAX_WINDOW, SearchRequest
from search.schema.sentence import sentence
from search.service import SearchService
from search.tuning.loader import load_query_config

Report = Callable[[str], None]

# Hits asked for by query: all that can be paged through. The condensed measure needs ten judged hits, and the top hundred may have fewer.
DEPTH = MAX_WINDOW
# A bench is not a page view: a slow machine must not change its figures.
_PATIENCE_MS = 60_000


@dataclass(frozen=True, slots=True)
class Bench:
    """What a bench works with; without an encoder it measures words alone."""

    client: OpenSearch
    encoder: Encoder | None
    vectors_file: Path
    report: Report


def run_bench(bench: Bench, folder: Path, queries: Mapping[str, str]) -> dict[str, list[Ranked]]:
    """Query id -> ranking in the ids of the corpus. Raises SetupError, InvalidInput, EngineUnavailable, EngineRefused."""
    corpus = list(read_corpus(folder))
    bench.report(f"{len(corpus)} documents read")
    if bench.encoder is not None:
        _add_vectors(bench, bench.encoder, corpus)
    bench.report("indexing")
    with temporary_index(bench.client, [one.document for one in corpus]) as prefix:
        vectors = None if bench.encoder is None else QueryVectors(lambda: bench.encoder, _PATIENCE_MS)
        engine = Engine(bench.client, EngineSettings(index_prefix=prefix, timeout_ms=_PATIENCE_MS))
        labels = _labels(corpus)
        service = SearchService(engine, load_query_config(), lambda: labels, vectors=vectors)
        bench.report(f"searching {len(queries)} queries")
        names = [one.name for one in corpus]
        return {query: _search(service, text, names) for query, text in queries.items()}


def measure(run: Mapping[str, Sequence[Ranked]], qrels: Mapping[str, Mapping[str, int]]) -> dict[str, float]:
    """The means over the judged queries, rounded to four decimals; a query that the run does not have scores 0."""
    rankings = {query: [one.document for one in run.get(query, ())] for query in qrels}
    shown = [ranking for ranking in rankings.values() if ranking]

    def mean(of: Callable[[Sequence[str], Mapping[str, int]], float]) -> float:
        return round(fmean(of(rankings[query], qrels[query]) for query in qrels), 4) if qrels else 0.0

    return {
        "queries": len(qrels),
        "ndcg@10": mean(lambda ranking, judgments: measures.ndcg(ranking, judgments, 10)),
        "condensed_ndcg@10": mean(lambda ranking, judgments: measures.condensed_ndcg(ranking, judgments, 10)),
        "rr": mean(measures.reciprocal_rank),
        "recall@50": mean(lambda ranking, judgments: measures.recall(ranking, judgments, 50)),
        "precision@10": mean(lambda ranking, judgments: measures.precision(ranking, judgments, 10)),
        "judged@10": mean(lambda ranking, judgments: measures.judged(ranking, judgments, 10)),
        "zero_result_rate": round(1 - len(shown) / len(rankings), 4) if rankings else 0.0,
    }


def _add_vectors(bench: Bench, encoder: Encoder, corpus: Sequence[Foreign]) -> None:
    vectors = encode_all(encoder, [sentence(one.document) for one in corpus], bench.vectors_file, bench.report)
    for one, vector in zip(corpus, vectors, strict=True):
        one.document["vector"] = vector.tolist()


def _labels(corpus: Sequence[Foreign]) -> Labels:
    """The makers of the corpus, by which "BRAND NUMBER" is understood."""
    makers = dict.fromkeys(maker for one in corpus for maker in one.document["manufacturer_text"])
    return Labels(manufacturer_names={maker: (str(position),) for position, maker in enumerate(makers)})


def _search(service: SearchService, text: str, names: Sequence[str]) -> list[Ranked]:
    """The ranking of one query, all its pages. Scores fall by rank: tools sort by score, and ours are in order already."""
    found: list[int] = []
    for page in range(1, DEPTH // MAX_SIZE + 1):
        hits = service.search(SearchRequest(text, page=page, size=MAX_SIZE)).hits
        found += [hit.part_id for hit in hits]
        if len(hits) < MAX_SIZE:
            break
    return [Ranked(names[part - 1], 1 / rank) for rank, part in enumerate(dict.fromkeys(found), 1)]
