"""Progress of a start or stop on the terminal: one line per finished part, and a spinner for those at work."""

import time
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.markup import escape

_DONE = ("ready", "stopped")
_PLAIN_EVERY_S = 5.0


class Progress:
    """Shows what `report` is told; without a terminal, plain lines."""

    def __init__(self) -> None:
        self._console = Console(stderr=True, highlight=False)
        self._status = self._console.status("", spinner="dots")
        self._working: dict[str, str] = {}
        self._printed = 0.0

    def __enter__(self) -> Self:
        """Begin to draw."""
        self._status.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None) -> None:
        """Leave the finished lines on the screen."""
        self._status.stop()

    def report(self, name: str, text: str) -> None:
        """`name` is doing `text` now; what begins with "ready" or "stopped" is finished."""
        if text.startswith(_DONE):
            self._working.pop(name, None)
            self._console.print(f"[green]✓[/] {name:<11}{escape(text)}", soft_wrap=True)
        else:
            self._working[name] = text
            # Without a terminal to redraw, a line now and then.
            if not self._console.is_terminal and not text.startswith("starting") and time.monotonic() - self._printed > _PLAIN_EVERY_S:
                self._printed = time.monotonic()
                self._console.print(f"  {name:<11}{escape(text)}", soft_wrap=True)
        self._status.update(", ".join(f"{working} {what}" for working, what in self._working.items()))
