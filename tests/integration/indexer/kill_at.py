"""Run as a program: a rebuild (or rollback) whose process kills itself -9 at a chosen call.

Arguments: rebuild | rollback, "module:function", before | after, the number of the call. Settings by environment.
"""

import importlib
import os
import signal
import sys


def main(command: str, place: str, moment: str, call: int) -> None:
    """Plant the kill, then run the command."""
    from indexer import reindex
    from indexer.resources import from_settings

    module_name, _, name = place.partition(":")
    module = importlib.import_module(module_name)
    original = getattr(module, name)
    calls = 0

    def deadly(*args: object, **values: object) -> object:
        nonlocal calls
        calls += 1
        if calls == call and moment == "before":
            os.kill(os.getpid(), signal.SIGKILL)
        result = original(*args, **values)
        if calls == call:
            os.kill(os.getpid(), signal.SIGKILL)
        return result

    setattr(module, name, deadly)
    getattr(reindex, command)(from_settings(), lambda _line: None)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4]))
