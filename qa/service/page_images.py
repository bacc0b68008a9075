"""Page images: pages of the PDFs held, drawn once and kept for whoever asks next.

A page takes a process of its own and up to a second to draw, and a figure that is
talked about is looked at by many, so the latest images stay in memory up to a bound.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Sequence
from pathlib import Path

from corpus.readers.pdf.pages import page_to_png
from corpus.report import Box

ROOM = 48 * 2**20
"""Bytes of images kept."""

Key = tuple[str, int, tuple[Box, ...]]


class PageImages:
    """Draws pages and keeps the latest."""

    def __init__(self, room: int = ROOM) -> None:
        self._room = room
        self._held = 0
        self._lock = threading.Lock()
        self._images: OrderedDict[Key, bytes] = OrderedDict()

    def png(self, path: Path, sha256: str, page: int, boxes: Sequence[Box]) -> bytes:
        """Return page `page` (from 1) of the file as a PNG, `boxes` outlined.

        Args:
            path: The file.
            sha256: Of its bytes; by it the image is known again.
            page: Number of the page.
            boxes: Places, in points from the top left corner.

        Raises:
            SourceError: It is no PDF, has no such page, or cannot be drawn.
        """
        key = (sha256, page, tuple(boxes))
        with self._lock:
            if key in self._images:
                self._images.move_to_end(key)
                return self._images[key]
        image = page_to_png(path, page, boxes)
        with self._lock:
            if key not in self._images:
                self._images[key] = image
                self._held += len(image)
            while self._held > self._room:
                self._held -= len(self._images.popitem(last=False)[1])
        return image
