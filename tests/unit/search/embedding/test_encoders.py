"""What the light engine gives."""

from pathlib import Path

import numpy as np
import pytest

from core.errors import SetupError
from core.settings import EncoderSettings
from search.embedding.encoder import DIMENSION, Encoder
from search.embedding.factory import encoder_name, make_encoder

TEXTS = [
    "Head coil 8 channel. Coils. Acme. Channels 8, Latex free yes. Achieva 1.5T",
    "Power supply 24 V. Globex Medical",
    "gantry makes grinding noise",
    "Röntgenröhre für CT",
    "4535 671 23456",
    "wheel brake caster 100 mm",
    "why does the pump alarm occlusion downstream",
]


@pytest.fixture(scope="module")
def onnx() -> Encoder:
    encoder = make_encoder(EncoderSettings(engine="onnx"))
    assert encoder is not None
    return encoder


def test_vectors_are_float32_of_unit_length_in_the_order_of_the_texts(onnx: Encoder) -> None:
    vectors = onnx.encode(TEXTS)
    assert vectors.shape == (len(TEXTS), DIMENSION)
    assert vectors.dtype == np.dtype("float32")
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    alone = onnx.encode([TEXTS[4]])[0]
    assert float(vectors[4] @ alone) > 0.995
    assert int((vectors @ alone).argmax()) == 4


def test_meaning_is_nearer_than_wording(onnx: Encoder) -> None:
    query, right, wrong = onnx.encode(["monitor does not charge", "Battery pack for patient monitor", "Door seal for autoclave"])
    assert float(query @ right) > float(query @ wrong)


def test_no_text_gives_no_vector(onnx: Encoder) -> None:
    assert onnx.encode([]).shape == (0, DIMENSION)


def test_vectors_can_be_off() -> None:
    off = EncoderSettings(engine="off")
    assert (make_encoder(off), encoder_name(off)) == (None, "")


def test_a_folder_without_a_model_is_told_in_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(SetupError, match="PARTWISE_ENCODER__MODEL"):
        make_encoder(EncoderSettings(engine="onnx", model=str(tmp_path)))
