"""Paging: a long list a piece at a time, by a cursor that says where to go on.

A cursor names the generation of the library it belongs to: once reports were added or
removed, places in a list mean something else, and it is refused rather than skipping
or repeating what is held.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Callable, Iterable, Sequence
from itertools import islice
from typing import TypeVar

from corpus.errors import UsageError

T = TypeVar("T")
U = TypeVar("U")

SCANNED = 64
"""Groups looked through for one page at most, however few of their items are wanted."""


class CursorError(UsageError):
    """A cursor that is not ours, or of a list that has changed."""

    code = "cursor_invalid"

    def __init__(self) -> None:
        super().__init__("翻页标记无效，或者资料库已经更新；请从第一页重新开始。")


def page_of(
    groups: Sequence[T], items_of: Callable[[T], Iterable[U]], k: int, cursor: str, of: str
) -> tuple[list[U], str | None]:
    """Return up to `k` items from where `cursor` points, and the cursor of the next page.

    Args:
        groups: What the list is made of, in order; one is read at a time.
        items_of: The items of one group, always in the same order.
        k: Items of a page.
        cursor: Where to begin; empty for the beginning.
        of: What the list is: generation and filters. A cursor fits no other.

    Raises:
        CursorError: The cursor belongs to another list.
    """
    seal = hashlib.sha256(of.encode()).hexdigest()[:12]
    group, skip = _open(cursor, seal) if cursor else (0, 0)
    if group > len(groups):
        raise CursorError
    found: list[U] = []
    for at in range(group, min(len(groups), group + SCANNED)):
        before = skip if at == group else 0
        items = list(islice(items_of(groups[at]), before, before + k - len(found) + 1))
        room = k - len(found)
        found += items[:room]
        if len(items) > room:
            return found, _seal(at, before + room, seal)
    end = min(len(groups), group + SCANNED)
    return found, _seal(end, 0, seal) if end < len(groups) else None


def _seal(group: int, skip: int, seal: str) -> str:
    return base64.urlsafe_b64encode(f"{group}.{skip}.{seal}".encode()).decode().rstrip("=")


def _open(cursor: str, seal: str) -> tuple[int, int]:
    try:
        text = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode("ascii")
    except ValueError as error:
        raise CursorError from error
    match = re.fullmatch(r"(\d{1,9})\.(\d{1,9})\.([0-9a-f]{12})", text)
    if match is None or match[3] != seal:
        raise CursorError
    return int(match[1]), int(match[2])
