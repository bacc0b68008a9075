"""The version of reading: whether what was read once would be read the same now."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

_PARTS = ("*.py", "*.toml", "*.txt")
_NOT_READING = frozenset({"samples", "__pycache__"})


@cache
def reader_version() -> str:
    """Return a hash of everything that decides how files are read: code and data."""
    root = Path(__file__).parent
    digest = hashlib.sha256()
    for path in sorted(path for part in _PARTS for path in root.rglob(part)):
        if not _NOT_READING.intersection(path.relative_to(root).parts):
            digest.update(path.read_bytes())
    return digest.hexdigest()[:16]
