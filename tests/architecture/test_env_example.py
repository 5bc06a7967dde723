"""`.env.example` lists every setting with its default, and nothing else."""

from dotenv import dotenv_values
from pydantic import BaseModel

from core.settings import Settings
from tests.architecture.tree import ROOT

EXAMPLE = ROOT / ".env.example"


def expected() -> dict[str, str]:
    """Variable and default of every setting."""
    variables = {}
    for name, field in Settings.model_fields.items():
        default = field.get_default(call_default_factory=True)
        if isinstance(default, BaseModel):
            variables.update({f"PARTWISE_{name}__{key}".upper(): str(value) for key, value in default.model_dump().items()})
        else:
            variables[str(field.validation_alias)] = str(default)
    return variables


def test_every_setting_is_listed_with_its_default_and_no_other() -> None:
    assert {name: value or "" for name, value in dotenv_values(EXAMPLE).items()} == expected()


def test_every_line_is_explained_by_a_comment_above_it() -> None:
    lines = EXAMPLE.read_text().splitlines()
    bare = [line for above, line in zip(["", *lines], lines, strict=False) if "=" in line and not line.startswith("# ") and not above.startswith("# ")]
    assert bare == []


def test_every_setting_has_a_description() -> None:
    for field in Settings.model_fields.values():
        default = field.get_default(call_default_factory=True)
        nested = type(default).model_fields.values() if isinstance(default, BaseModel) else [field]
        assert all(each.description for each in nested)
