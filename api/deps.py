"""What a route asks for: the wiring of this process, and who is looking.

They wait for nothing and are coroutines, so that they run where they are asked for: each plain function would take a turn of a thread.
"""

from typing import Annotated

from fastapi import Depends, Request

from accounts.viewer import ANONYMOUS, Viewer
from api.wiring import Wiring
from core.errors import NotFound

_MOST_DIGITS = 18


async def wiring(request: Request) -> Wiring:
    """The clients and services of this process."""
    found: Wiring = request.app.state.wiring
    return found


async def viewer() -> Viewer:
    """Who is looking; nobody can sign in yet."""
    return ANONYMOUS


def part_id(text: str) -> int:
    """The id in an address. Raises NotFound for what cannot be one."""
    if not text.isascii() or not text.isdigit() or len(text) > _MOST_DIGITS:
        raise NotFound(f"There is no part with the id {text[:40]}. Search for its number instead.")
    return int(text)


WiringDep = Annotated[Wiring, Depends(wiring)]
ViewerDep = Annotated[Viewer, Depends(viewer)]
