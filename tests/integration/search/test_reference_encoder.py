"""Both engines of the model give the same vectors, so that they may share an index. Slow: the reference takes its time to load."""

from itertools import product

from core.settings import EncoderSettings
from search.embedding.factory import make_encoder

# Sentences of the kinds that are encoded: parts long and short, symptoms, queries, other languages, bare numbers.
TEXTS = [
    *(f"{name}. {maker}. {rest}" for name, (maker, rest) in product(
        ("Head coil 8 channel", "X-ray tube insert", "Power supply 24 V", "SpO2 sensor, adult, reusable", "Battery pack Li-ion 11.1 V",
         "DISPLAY ASSY 15 TFT", "Ultrasound probe convex", "O2 cell", "Peristaltic pump head", "Detector board DAS"),
        (("Acme", "Nominal voltage 24 V, Weight 2.5 kg. Achieva 1.5T, Ingenia 3.0T"), ("Globex Medical", ""),
         ("Initech", "Replaces the former type; supplied with gasket and screws, order two for dual systems. " * 4)),
    )),
    "machine shows error 0x4F after warm up and stops", "gantry makes grinding noise", "image has white stripes on the left side",
    "cheap refurbished ventilator turbine", "patient monitor does not charge", "mri", "4535 671 23456", "ECG trunk cable 5 lead IEC",
    "Batterie pour moniteur patient", "Röntgenröhre für CT", "cable de alimentacion para ventilador", "why does the pump alarm occlusion downstream",
    "fits GE LOGIQ E9", "12v 7ah", "door seal autoclave 23 liter", "filter, HEPA, H14", "flow sensor neonatal single use pack of 10",
    "tube cooling oil leak", "keyboard overlay", "Service-Kit 6000 h", "collimator lamp 24V 150W halogen", "PCB main control",
    "wheel brake caster 100 mm",
]  # fmt: skip


def test_the_light_engine_agrees_with_the_reference() -> None:
    onnx, reference = (make_encoder(EncoderSettings(engine=engine)) for engine in ("onnx", "sentence-transformers"))
    assert onnx is not None
    assert reference is not None
    assert reference.name == onnx.name
    cosines = (onnx.encode(TEXTS) * reference.encode(TEXTS)).sum(axis=1)
    assert len(TEXTS) >= 50
    assert cosines.min() >= 0.998, f"lowest {cosines.min():.4f}: {TEXTS[int(cosines.argmin())]!r}"
