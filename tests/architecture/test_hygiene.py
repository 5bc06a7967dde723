"""Nothing in the tree ties it to one machine, one registry or one day's work."""

import re

from tests.architecture.tree import ROOT, project_files

MAX_BYTES = 5 * 1024 * 1024


def any_of(*halves: tuple[str, str]) -> re.Pattern[str]:
    """A pattern of joined halves: written apart, so that this file does not hold what it forbids."""
    return re.compile("|".join(left + right for left, right in halves))


HOSTS = (
    ("pypi", r"\.org"),
    ("python", r"hosted\.org"),
    ("repo1", r"\.maven"),
    ("repo", r"\.maven\.apache"),
    ("registry", r"\.npmjs"),
    ("hugging", r"face\.co"),
    ("deb", r"\.debian\.org"),
)
FORBIDDEN = {
    "a registry host": any_of(*HOSTS),
    "a path of one machine": any_of(("/wo", "rk/"), ("/ro", "ot/"), ("/opt/wh", "eels"), ("/ho", r"me/(?!partwise)\w"), ("/Us", "ers/")),
    "an open end": any_of((r"\bTO", r"DO\b"), (r"\bFIX", r"ME\b"), (r"\bX", r"XX\b")),
}


def test_no_file_names_a_registry_host_a_machine_path_or_an_open_end() -> None:
    found = []
    for path in project_files():
        try:
            text = path.read_text()
        except UnicodeDecodeError:
            continue
        for what, pattern in FORBIDDEN.items():
            match = pattern.search(text)
            if match:
                line = text.count("\n", 0, match.start()) + 1
                found.append(f"{path.relative_to(ROOT)}:{line} has {what}: {match.group()}")
    assert found == []


def test_no_file_is_large() -> None:
    assert [str(path.relative_to(ROOT)) for path in project_files() if path.stat().st_size > MAX_BYTES] == []


def test_tests_are_no_packages() -> None:
    assert [str(path) for path in project_files() if path.name == "__init__.py" and path.relative_to(ROOT).parts[0] == "tests"] == []


def test_every_package_says_what_it_is_for() -> None:
    packages = [path for path in project_files() if path.name == "__init__.py"]
    assert packages
    assert [str(path.relative_to(ROOT)) for path in packages if not path.read_text().startswith('"""')] == []
