"""The command line's own manners."""

import subprocess
import sys

import pytest

from cli import main
from core.errors import FieldError, SetupError


def test_an_error_of_ours_is_its_sentence_and_exit_status_one(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def fail(prog_name: str) -> None:
        raise SetupError(f"{prog_name}: The disk is full.", errors=(FieldError("disk", "is full"),))

    monkeypatch.setattr(main, "app", fail)
    with pytest.raises(SystemExit) as ended:
        main.main()
    assert ended.value.code == 1
    assert capsys.readouterr().err == "partwise: The disk is full.\n  disk: is full\n"


def test_starting_loads_no_heavy_library() -> None:
    heavy = ["sqlalchemy", "opensearchpy", "fastapi", "celery", "numpy", "onnxruntime", "psycopg", "redis"]
    code = f"import sys, cli.main; print([name for name in {heavy!r} if name in sys.modules])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip() == "[]"
