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

MAX_STEPS = 10_000
"""Cells tried in search of the ways to split a row."""

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


@lru_cache(maxsize=4096)
def splits(
    tokens: tuple[str, ...], count: int, sums: tuple[Sum, ...] = (), *, blanks: bool = False
) -> tuple[Row, ...] | None:
    """Return every way to read `tokens` as `count` cells that satisfies `sums`.

    Figures have no leading zeros, and a printed space is never bridged.

    Args:
        tokens: what is printed, made plain.
        count: number of cells.
        sums: sums over columns; those over rows are not looked at.
        blanks: whether cells may be empty, and print nothing.

    Returns:
        The ways, or None when there are too many to go through.
    """
    search = _Search(tokens, tuple(entry for entry in sums if entry.over == "columns"), blanks)
    try:
        search.go(len(tokens) - 1, len(tokens[-1]) if tokens else 0, count - 1, {}, ())
    except TooManyError:
        return None
    return tuple(row for row in search.found if row_holds(row, search.sums))


class TooManyError(Exception):
    """There are more ways than can be gone through."""


class _Search:
    """Cutting cells off the right end, where a total stands before its parts.

    So most ways are given up as soon as the parts exceed their total.
    """

    def __init__(self, tokens: tuple[str, ...], sums: tuple[Sum, ...], blanks: bool) -> None:
        self.tokens = tokens
        self.sums = sums
        self.blanks = blanks
        signed = any(token[:1] in "+-" for token in tokens)
        ordered = not signed and all(max(entry.left) < entry.right[0] for entry in sums)
        self.totals = {entry.right[0] for entry in sums} if ordered else set()
        self.parts = {i: e.right[0] for e in sums for i in e.left} if ordered else {}
        self.first = {min(entry.left) for entry in sums} if ordered else set()
        self.needed = [0]
        for token in tokens:
            self.needed.append(self.needed[-1] + _least(token))
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
        needed = self.needed[token] + _least(self.tokens[token][:end]) if token >= 0 else 0
        if needed > cell + 1:
            return
        if self.blanks and needed <= cell:
            self._take(token, end, cell, "", rest, row)
        if token < 0:
            return
        text = self.tokens[token]
        for start in _starts(text, end):
            piece = text[start:end]
            after = (token - 1, len(self.tokens[token - 1])) if start == 0 else (token, start)
            if not self._take(*after, cell, piece, rest, row) and piece[0] != "0":
                break  # a longer piece is larger still

    def _take(
        self,
        token: int,
        end: int,
        cell: int,
        piece: str,
        rest: Mapping[int, Number],
        row: Row,
    ) -> bool:
        """Go on with `piece` in `cell`; False where it exceeds what is left of its total."""
        value = number(piece)
        if cell in self.totals:
            rest = {**rest, cell: value}
        elif cell in self.parts:
            left = rest[self.parts[cell]] - value
            if left < 0:
                return False
            if left > 0 and cell in self.first:
                return True
            rest = {**rest, self.parts[cell]: left}
        self.go(token, end, cell - 1, rest, (piece, *row))
        return True


def _least(text: str) -> int:
    """Return the least number of cells `text` fills: leading zeros stand alone."""
    bare = text.lstrip("0")
    return len(text) - len(bare) + bool(bare) if text.isdigit() else int(bool(text))


def _starts(text: str, end: int) -> Iterator[int]:
    """Yield where a cell that ends at `end` can begin, nearest first."""
    sign = int(text[:1] in "+-")
    if not text[sign:].isdigit() or end <= sign:
        yield 0
        return
    for start in range(end - 1, sign - 1, -1):
        if start == end - 1 or text[start] != "0":
            yield start
            if start == sign == 1:
                yield 0  # the sign is the figure's, or a dash in a cell of its own


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
