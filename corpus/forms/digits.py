"""Glued digits: splitting `713000074` into the seven cells of a row.

A row printed as `n` tokens for `k` columns has many splits; leading zeros exclude some,
the form's sums most. Which of them is the print's is decided in `corpus.forms.solving`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from functools import lru_cache

from corpus.forms.form import Sum

_NUMBER = re.compile(r"[-+]?\d+(?:\.\d+)?")
_PLAIN = str.maketrans("－−﹣–—．＋", "-----.+", ",，")

MAX_SPLITS = 6_000
"""Ways to split a row that are listed."""

MAX_STEPS = 30_000
"""Cells tried in search of splits that add up."""

Number = int | Decimal
Row = tuple[str, ...]
"""The cells of one row as digit strings."""


def plain(text: str) -> str:
    """Return a printed figure with one kind of sign and point and without commas.

    >>> plain("－1,541．5")
    '-1541.5'
    """
    return text.strip().translate(_PLAIN)


def is_number(text: str) -> bool:
    """Tell whether `text`, made plain, is a number."""
    return _NUMBER.fullmatch(text) is not None


def split_tokens(tokens: Sequence[str], count: int) -> list[Row] | None:
    """Return every way to read `tokens` as `count` numbers without leading zeros.

    Token boundaries are kept: a printed space is never bridged. Returns None when there
    are more than `MAX_SPLITS` ways.
    """
    if _ways(tuple(tokens), count) > MAX_SPLITS:
        return None
    return list(_splits(tuple(tokens), count))


@lru_cache(maxsize=4096)
def _ways(tokens: tuple[str, ...], count: int) -> int:
    """Return how many ways `split_tokens` has, without going through them."""
    if not tokens:
        return int(count == 0)
    head, rest = tokens[0], tokens[1:]
    return sum(
        _cuts(head, parts) * _ways(rest, count - parts) for parts in range(1, count - len(rest) + 1)
    )


@lru_cache(maxsize=65536)
def _cuts(token: str, parts: int) -> int:
    if token.startswith("-"):
        return _cuts(token[1:], parts)
    if not token.isdigit():
        return int(parts == 1)
    if parts == 1:
        return int(token == "0" or token[0] != "0")
    return sum(_cuts(token[end:], parts - 1) for end in _first_ends(token, parts))


def _first_ends(token: str, parts: int) -> range:
    return range(1, (1 if token[0] == "0" else len(token) - parts + 1) + 1)


def _splits(tokens: tuple[str, ...], count: int) -> Iterator[Row]:
    if not tokens:
        if count == 0:
            yield ()
        return
    head, rest = tokens[0], tokens[1:]
    for parts in range(1, count - len(rest) + 1):
        if not _ways(rest, count - parts):
            continue
        for pieces in _cut(head, parts):
            for tail in _splits(rest, count - parts):
                yield (*pieces, *tail)


def _cut(token: str, parts: int) -> Iterator[Row]:
    if not _cuts(token, parts):
        return
    if token.startswith("-"):
        for first, *rest in _cut(token[1:], parts):
            yield (f"-{first}", *rest)
    elif parts == 1:
        yield (token,)
    else:
        for end in _first_ends(token, parts):
            for tail in _cut(token[end:], parts - 1):
                yield (token[:end], *tail)


class TooManyError(Exception):
    """There are more ways than can be gone through."""


def adding_splits(tokens: Sequence[str], count: int, sums: Sequence[Sum]) -> list[Row] | None:
    """Return the ways of `split_tokens` that satisfy the `sums` over columns.

    Cells are cut off from the right, where a total stands before its parts, so that most
    ways are given up early. Returns None when there are too many even so.
    """
    over_columns = [entry for entry in sums if entry.over == "columns"]
    ordered = all(max(entry.left) < entry.right[0] for entry in over_columns)
    if not over_columns or not ordered or any("-" in token for token in tokens):
        ways = split_tokens(tokens, count)
        return None if ways is None else [row for row in ways if row_holds(row, sums)]
    search = _Search(tuple(tokens), over_columns)
    try:
        search.go(len(tokens) - 1, len(tokens[-1]) if tokens else 0, count - 1, {}, ())
    except TooManyError:
        return None
    return [row for row in search.found if row_holds(row, sums)]


class _Search:
    """Cutting cells off the right end of glued figures, sums in view."""

    def __init__(self, tokens: tuple[str, ...], sums: Sequence[Sum]) -> None:
        self.tokens = tokens
        self.totals = {entry.right[0]: entry for entry in sums}
        self.parts = {i: entry.right[0] for entry in sums for i in entry.left}
        self.found: list[Row] = []
        self.steps = 0

    def go(self, token: int, end: int, cell: int, rest: Mapping[int, Number], row: Row) -> None:
        """Choose `cell`, which ends at `end` of `token`; `row` holds the cells behind it."""
        self.steps += 1
        if self.steps > MAX_STEPS:
            raise TooManyError
        if cell < 0:
            if token < 0:
                self.found.append(row)
            return
        if token < 0 or cell + 1 < token + 1:
            return
        text = self.tokens[token]
        for start in range(end - 1, -1, -1) if text.isdigit() else (0,):
            piece = text[start:end]
            if len(piece) > 1 and piece[0] == "0" and text.isdigit():
                continue
            left = self._left(cell, number(piece), rest)
            if left is None:
                if text.isdigit() and piece[0] != "0":
                    break  # a longer piece is larger still
                continue
            after = (token - 1, len(self.tokens[token - 1])) if start == 0 else (token, start)
            self.go(*after, cell - 1, left, (piece, *row))

    def _left(
        self, cell: int, value: Number, rest: Mapping[int, Number]
    ) -> Mapping[int, Number] | None:
        """Return what is left of each total when `cell` is `value`, None if that cannot be."""
        if cell in self.totals:
            rest = {**rest, cell: value}
        total = self.parts.get(cell)
        if total is None:
            return rest
        left = rest[total] - value
        if left < 0:
            return None
        # A part too small is no reason to stop: the next longer one may be right.
        return {**rest, total: left}


def row_holds(row: Sequence[str], sums: Sequence[Sum]) -> bool:
    """Tell whether `row` satisfies the sums over columns."""
    return all(
        sum(number(row[i]) for i in entry.left) == sum(number(row[i]) for i in entry.right)
        for entry in sums
        if entry.over == "columns"
    )


def stated_sums_hold(rows: Sequence[Row], sums: Sequence[Sum]) -> bool:
    """Tell whether every sum holds that has no empty cell, and whether there is any."""
    checked = 0
    for entry in sums:
        if entry.over == "rows":
            lines = [[row[c] for row in rows] for c in range(len(rows[0]))]
        else:
            lines = [list(row) for row in rows]
        for line in lines:
            left = [line[i] for i in entry.left]
            right = [line[i] for i in entry.right]
            if all(is_number(plain(text)) for text in (*left, *right)):
                checked += 1
                if sum(map(number, left)) != sum(map(number, right)):
                    return False
    return checked > 0


@lru_cache(maxsize=65536)
def number(text: str) -> Number:
    """Return the value of a printed figure; what is none counts nothing."""
    figure = plain(text)
    if not is_number(figure):
        return 0
    return int(figure) if figure.lstrip("+-").isdigit() else Decimal(figure)
