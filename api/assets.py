"""Style sheet, script and drawings: read once, addressed by content hash, so that browsers may keep them for ever."""

import gzip
import hashlib
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent / "static"
STYLE = "partwise.css"
_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/speculationrules+json",
    ".svg": "image/svg+xml",
    ".webmanifest": "application/manifest+json",
}


@dataclass(frozen=True, slots=True)
class Asset:
    """One static file, as it is and compressed."""

    content: bytes
    compressed: bytes
    media_type: str
    url: str


class Assets:
    """All static files by name; the partial style sheets of `css/` are one file, in the order of their names."""

    def __init__(self, root: Path = ROOT) -> None:
        files = {path.name: path.read_bytes() for path in sorted(root.iterdir()) if path.suffix in _TYPES}
        files[STYLE] = b"\n".join(path.read_bytes() for path in sorted((root / "css").glob("*.css")))
        self.by_name = {name: _asset(name, content) for name, content in files.items()}

    def url(self, name: str) -> str:
        """The address of a file, which changes with its content. Raises KeyError for an unknown file."""
        return self.by_name[name].url


def _asset(name: str, content: bytes) -> Asset:
    stamp = hashlib.sha256(content).hexdigest()[:12]
    return Asset(content, gzip.compress(content, 9, mtime=0), _TYPES[Path(name).suffix], f"/static/{name}?v={stamp}")
