"""Sentence vectors: one `Encoder`, several engines of the same model."""
