"""Chooses the encoder that the settings name."""

from core.settings import EncoderSettings
from search.embedding import model_files
from search.embedding.encoder import Encoder


def encoder_name(settings: EncoderSettings) -> str:
    """The name of the encoder that `make_encoder` would make, without loading it; empty when vectors are off."""
    return "" if settings.engine == "off" else model_files.model_name(settings)


def make_encoder(settings: EncoderSettings) -> Encoder | None:
    """Load the encoder (0.1 to 10 s); None when vectors are off. Raises SetupError when its files are not there."""
    name = encoder_name(settings)
    if settings.engine == "onnx":
        from search.embedding.onnx import OnnxEncoder

        return OnnxEncoder(name, *model_files.onnx_files(settings), settings.threads)
    if settings.engine == "sentence-transformers":
        from search.embedding.reference import ReferenceEncoder

        return ReferenceEncoder(name, model_files.sentence_folder(settings), settings.threads)
    return None
