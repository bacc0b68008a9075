"""Covering a question with known phrases: what is named, what is explained, what is left.

`cover` finds the cheapest way to lay phrases over a text. Domain phrases may stand
anywhere; function words only between word boundaries, so that 条例 is never taken for
two harmless measure words. What no phrase covers is left over as unexplained words.
Slips of the keyboard that sound like a known phrase (行政付议) are mended first.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Set
from dataclasses import dataclass
from functools import cache, lru_cache

from corpus.terms import is_generic, is_word, segment, word_boundaries

MIN_SLIP = 2
SURE_SLIP = 4
"""Shorter phrases are mended only where what is written is no word at all."""

_ASKED = re.compile(r"[多少]?(?:几|多少|若干)")
"""“公开数多几件”: the words that ask need no word boundary before them."""
_PHRASE_COST = 1.0
_NAME_COST = 0.9
_GENERIC_COST = 1.3
_UNKNOWN_COST = 20.0


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the question: a phrase, or an unexplained word (`kind` unknown)."""

    text: str
    start: int
    kind: str
    """`name`, `cover`, `function` or `unknown`."""


@dataclass(frozen=True, slots=True)
class Phrases:
    """The phrases a text may be covered with, by kind."""

    names: Set[str]
    covers: Set[str]
    function: Set[str]
    restrictive: Set[str] = frozenset()
    """Common words that do restrict what is asked for, never passed over."""
    strong: Set[str] = frozenset()
    """The names among `names` that leave no doubt, preferred over the others."""


def cover(text: str, phrases: Phrases) -> list[Piece]:
    """Return the cheapest covering of `text`, in order, white space left out."""
    boundaries = word_boundaries(text)
    known = phrases.names | phrases.covers | phrases.function
    longest = max((len(word) for word in known), default=4)
    best: list[tuple[float, Piece | None, int]] = [(0.0, None, 0)]
    for end in range(1, len(text) + 1):
        options: list[tuple[float, Piece | None, int]] = [
            (best[start][0] + cost, piece, start)
            for start in range(max(0, end - longest), end)
            for cost, piece in _pieces(text, start, end, phrases, boundaries)
        ]
        single = text[end - 1]
        if not single.isalnum():
            options.append((best[end - 1][0], None, end - 1))
        else:
            unknown = Piece(single, end - 1, "unknown")
            options.append((best[end - 1][0] + _UNKNOWN_COST, unknown, end - 1))
        best.append(min(options, key=lambda option: option[0]))
    pieces: list[Piece] = []
    position = len(text)
    while position > 0:
        _, piece, position_before = best[position]
        if piece is not None:
            pieces.append(piece)
        position = position_before
    return _join_unknown(list(reversed(pieces)))


def _pieces(
    text: str, start: int, end: int, phrases: Phrases, boundaries: Set[int]
) -> list[tuple[float, Piece]]:
    word = text[start:end]
    found: list[tuple[float, Piece]] = []
    whole = start in boundaries and end in boundaries
    # A single character is a name only as a word: 办 not in 办公室.
    if word in phrases.names and (whole or len(word) > 1):
        cost = _NAME_COST - (0.1 if word in phrases.strong else 0.0)
        found.append((cost, Piece(word, start, "name")))
    if word in phrases.covers:
        found.append((_PHRASE_COST, Piece(word, start, "cover")))
    if whole or (word in phrases.function and _ASKED.match(word)):
        if word in phrases.function:
            found.append((_PHRASE_COST + 0.05, Piece(word, start, "function")))
        elif word not in phrases.restrictive and is_generic(word):
            found.append((_GENERIC_COST, Piece(word, start, "function")))
    return found


def _join_unknown(pieces: list[Piece]) -> list[Piece]:
    """Join neighbouring unexplained characters and cut them into words."""
    joined: list[Piece] = []
    for piece in pieces:
        last = joined[-1] if joined else None
        adjacent = (
            last is not None
            and last.kind == piece.kind == "unknown"
            and last.start + len(last.text) == piece.start
        )
        if last is not None and adjacent:
            joined[-1] = Piece(last.text + piece.text, last.start, "unknown")
        else:
            joined.append(piece)
    return joined


def unexplained(pieces: list[Piece]) -> tuple[str, ...]:
    """Return the words of `pieces` that nothing covers."""
    return tuple(
        word for piece in pieces if piece.kind == "unknown" for word in segment(piece.text)
    )


@lru_cache(maxsize=4096)
def _sound(character: str) -> str:
    from pypinyin import lazy_pinyin

    sound = lazy_pinyin(character)[0]
    # Speakers and input methods confuse these; tones are not typed at all.
    sound = re.sub("^([zcs])h", r"\1", sound)
    return re.sub("ng$", "n", sound)


@cache
def _by_sound(phrases: frozenset[str]) -> Mapping[tuple[str, ...], frozenset[str]]:
    table: dict[tuple[str, ...], set[str]] = {}
    for phrase in phrases:
        if len(phrase) >= MIN_SLIP and not re.search(r"[^\u3400-\u9fff]", phrase):
            table.setdefault(tuple(_sound(c) for c in phrase), set()).add(phrase)
    return {sound: frozenset(words) for sound, words in table.items()}


def _is_gibberish(text: str, start: int, length: int, phrase: str) -> bool:
    """Tell whether a short stretch falls into single characters and the phrase is a word."""
    boundaries = word_boundaries(text)
    return is_word(phrase) and all(i in boundaries for i in range(start, start + length + 1))


def mend_slips(text: str, phrases: frozenset[str]) -> str:
    """Replace stretches of `text` that sound like one phrase but are spelled otherwise.

    At most two characters may differ, and at least half must agree.
    """
    table = _by_sound(phrases)
    lengths = sorted({len(sound) for sound in table}, reverse=True)
    sounds = [_sound(c) if "\u3400" <= c <= "\u9fff" else c for c in text]
    for length in lengths:
        for start in range(len(text) - length + 1):
            written = text[start : start + length]
            matches = table.get(tuple(sounds[start : start + length]), frozenset())
            if not matches or written in matches:
                continue
            phrase = min(matches)
            if length < SURE_SLIP and not _is_gibberish(text, start, length, min(matches)):
                continue
            wrong = sum(1 for a, b in zip(written, phrase, strict=True) if a != b)
            if len(matches) == 1 and wrong <= min(2, length // 2):
                text = text[:start] + phrase + text[start + length :]
    return text


def mend_unknown(text: str, pieces: list[Piece], names: Set[str]) -> str:
    """Replace an unexplained word by the one heading that sounds exactly like it (新手, 新收)."""
    table = _by_sound(frozenset(names))
    boundaries = word_boundaries(text)
    for piece in pieces:
        end = piece.start + len(piece.text)
        if piece.kind != "unknown" or len(piece.text) < MIN_SLIP:
            continue
        matches = table.get(tuple(_sound(c) for c in piece.text), frozenset())
        exact = [m for m in matches if lazy_sounds(m) == lazy_sounds(piece.text)]
        if len(matches) == len(exact) == 1 and {piece.start, end} <= boundaries:
            text = text[: piece.start] + exact[0] + text[end:]
    return text


def lazy_sounds(text: str) -> list[str]:
    """Return the toneless pinyin of `text`, character by character."""
    from pypinyin import lazy_pinyin

    return list(lazy_pinyin(text))
