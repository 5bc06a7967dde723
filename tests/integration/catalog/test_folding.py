"""The table folds part numbers exactly as Python does."""

import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from core.values.part_number import fold

# PostgreSQL stores neither NUL nor half of a surrogate pair. A sign that this Python's Unicode version does not have yet
# (U+1E030 came after Python 3.11) has a decomposition in the one and none in the other: no label is printed with it.
TEXTS = st.lists(st.text(alphabet=st.characters(exclude_categories=["Cs", "Cn"], exclude_characters="\x00")), min_size=20, max_size=200)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(TEXTS)
def test_table_and_python_fold_alike(db: Session, texts: list[str]) -> None:
    folded = db.scalars(
        sa.text("SELECT fold_part_number(t) FROM unnest(CAST(:texts AS text[])) WITH ORDINALITY AS u(t, at) ORDER BY at"), {"texts": texts}
    ).all()
    assert folded == [fold(text) for text in texts]


def test_every_character_folds_alike(db: Session) -> None:
    characters = [chr(code) for code in range(1, 0x3100) if not 0xD800 <= code < 0xE000] + [chr(code) for code in range(0xF900, 0x10000)]
    folded = db.scalars(
        sa.text("SELECT fold_part_number(t) FROM unnest(CAST(:texts AS text[])) WITH ORDINALITY AS u(t, at) ORDER BY at"), {"texts": characters}
    )
    differing = [f"U+{ord(character):04X}" for character, there in zip(characters, folded, strict=True) if there != fold(character)]
    assert differing == []
