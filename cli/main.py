"""The `partwise` command: the list of its groups, and how errors are told.

Command modules import what they run inside their functions, so that `partwise status` starts without loading the product.
"""

import sys

import typer

from cli import (  # noqa: F401 - they add to the group of relevance
    bench,
    catalog,
    fixtures,
    index,
    local,
    relevance,
    relevance_behaviour,
    relevance_eval,
    relevance_judge,
    relevance_release,
    relevance_tune,
    search,
    server,
)
from core.errors import PartwiseError

app = typer.Typer(
    name="partwise",
    help="Find the right medical-equipment spare part in one query, know that it fits your device, order it.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

# Every module that adds commands; each has `register(app)`.
GROUPS = (local, server, catalog, index, fixtures, search, bench, relevance)

for group in GROUPS:
    group.register(app)


def main() -> None:
    """Run the command; an error of ours is one sentence on standard error and exit status 1, never a traceback."""
    try:
        app(prog_name="partwise")
    except PartwiseError as error:
        print(error.detail, file=sys.stderr)
        for wrong in error.errors:
            print(f"  {wrong.field}: {wrong.message}", file=sys.stderr)
        if error.internal:
            print(f"  ({error.internal})", file=sys.stderr)
        sys.exit(1)


if __name__ == "__main__":
    main()
