"""Sentence vectors alone: the nearest parts in meaning, whatever words they use."""

from relevance.baselines.index import RawIndex
from relevance.judged import JudgedQuery
from relevance.run import DEPTH, Ranking
from search.embedding.encoder import Encoder


def rank(index: RawIndex, encoder: Encoder, query: JudgedQuery) -> Ranking:
    """The ranking for the query's text."""
    vector = encoder.encode([query.text])[0].tolist()
    return index.rank({"knn": {"vector": {"vector": vector, "k": DEPTH}}})
