from datetime import date

from relevance.check import Report, check, read
from relevance.lint.known import Known, KnownPart
from search.tuning.loader import CONFIG, read_texts

TODAY = date(2026, 11, 25)
KNOWN = Known(
    makers={"gehealthcare": frozenset({"ge"}), "ge": frozenset({"ge"}), "philips": frozenset({"philips"}), "drager": frozenset({"draeger"})},
    maker_parts={"ge": 900, "philips": 700, "draeger": 300, "acme": 0},
    category_parts={"ct-tube": 20, "batteries": 50, "empty-shelf": 0},
    category_specifications={"ct-tube": frozenset({"heat_capacity"})},
    model_modalities={"ge-optima-ct660": "CT", "philips-mx450": "PM"},
    model_parts={"ge-optima-ct660": 40, "philips-mx450": 12},
    modalities=frozenset({"CT", "PM"}),
    numbers={
        "2100018": (KnownPart("ge", "2100018", "active", True, frozenset({"ct-tube"}), frozenset({"ge-optima-ct660"})),),
        "M1191A": (KnownPart("philips", "M1191A", "active", True, frozenset({"sensors"}), frozenset({"philips-mx450"})),),
        "D1": (KnownPart("draeger", "D-1", "recalled", True),),
        "D2": (KnownPart("draeger", "D-2", "superseded", True),),
        "D3": (KnownPart("draeger", "D-3", "discontinued", True),),
        "D4": (KnownPart("draeger", "D-4", "active", False),),
    },
)
HEAD = """  - id: {id}
    owner: desk
    reason: because of a test
    expires: 2027-06-30
"""


def rule(*lines: str, name: str = "some-rule") -> str:
    """A rule of rules.yml with these lines below its head."""
    return HEAD.format(id=name) + "".join(f"    {line}\n" for line in lines)


def rules(*each: str) -> str:
    return "rules:\n" + "".join(each)


def checked(files: dict[str, str | bytes], known: Known | None = KNOWN) -> Report:
    """The report on the shipped configuration with these files ("query/text.yml") in the place of its own."""
    texts = {room: dict[str, str | bytes](read_texts(CONFIG / room)) for room in ("query", "index")}
    for path, content in files.items():
        room, name = path.split("/")
        texts[room][name] = content
    return check(read(texts["query"], texts["index"], TODAY), known)


def shipped(path: str) -> str:
    """A file of the shipped configuration."""
    return (CONFIG / path).read_text(encoding="utf-8")
