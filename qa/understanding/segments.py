"""Covering a question with known phrases: what is named, what is explained, what is left.

`cover` finds the cheapest way to lay phrases over a text. Domain phrases may stand
anywhere; function words only between word boundaries, so that 条例 is never taken for
two harmless measure words. What no phrase covers is left over as unexplained words.
Slips of the keyboard that sound like a known phrase (行政付议) are mended first.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping, Set
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from itertools import pairwise

from corpus.terms import is_word, segment, word_boundaries

MIN_SLIP = 4
"""Shortest phrase a homophone slip is mended in; shorter ones are too easily mistaken."""

_ASKED = re.compile(r"[多少]?(?:几|多少|若干)")
"""“公开数多几件”: the words that ask need no word boundary before them."""
_PARTICLE = re.compile("[了的着过]")
_NEGATION = re.compile("[不没未无非]")
_PHRASE_COST = 1.0
_NAME_COST = 0.9
_UNKNOWN_COST = 20.0


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the question: a phrase, or an unexplained word (`kind` unknown)."""

    text: str
    start: int
    kind: str
    """`name`, `cover`, `function` or `unknown`."""


@dataclass(frozen=True)
class Phrases:
    """The phrases a text may be covered with, by kind."""

    names: frozenset[str]
    covers: frozenset[str]
    function: frozenset[str]
    strong: frozenset[str] = frozenset()
    """The names among `names` that leave no doubt, preferred over the others."""

    @cached_property
    def lengths(self) -> tuple[int, ...]:
        """The lengths that phrases have, longest first."""
        kinds = (self.names, self.covers, self.function)
        lengths = frozenset[int]().union(*map(_lengths, kinds))
        return tuple(sorted(lengths - {0}, reverse=True))


@lru_cache(maxsize=64)
def passing(words: frozenset[str]) -> Phrases:
    """Return phrases all of which are function words."""
    return Phrases(frozenset(), frozenset(), words)


def cover(text: str, phrases: Phrases) -> list[Piece]:
    """Return the cheapest covering of `text`, in order, white space left out."""
    boundaries = word_boundaries(text)
    names, covers, function = phrases.names, phrases.covers, phrases.function
    best: list[tuple[float, Piece | None, int]] = [(0.0, None, 0)]
    for end in range(1, len(text) + 1):
        options: list[tuple[float, Piece | None, int]] = [
            (best[start][0] + cost, piece, start)
            for length in phrases.lengths
            if (start := end - length) >= 0
            and ((word := text[start:end]) in names or word in covers or word in function)
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


@lru_cache(maxsize=256)
def _lengths(words: frozenset[str]) -> frozenset[int]:
    return frozenset(map(len, words))


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
    if word in phrases.function and (whole or _ASKED.match(word)):
        found.append((_PHRASE_COST + 0.05, Piece(word, start, "function")))
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
def _spoken(character: str) -> str:
    # Its dictionary of phrases takes half a second to load; single characters need none.
    os.environ.setdefault("PYPINYIN_NO_PHRASES", "1")
    from pypinyin import lazy_pinyin

    return str(lazy_pinyin(character)[0])


def _sound(character: str) -> str:
    sound = _spoken(character)
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


def _is_sense(written: str) -> bool:
    """Tell whether a stretch reads as words as it stands, so that nothing is misspelled."""
    return is_word(written) or all(len(word) > 1 for word in segment(written))


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
            if _is_sense(written):
                continue
            wrong = [(a, b) for a, b in zip(written, phrase, strict=True) if a != b]
            if any(_NEGATION.match(b) for _, b in wrong):
                continue  # “为予以公开” is no slip of “未予以公开”
            if len(matches) == 1 and len(wrong) <= min(2, length // 2):
                text = text[:start] + phrase + text[start + length :]
    return text


def mend_words(text: str, known: Callable[[], frozenset[str]], phrases: Set[str]) -> str:
    """Replace two characters that make no word but sound like one known (申清, 回仿).

    One of them must be right, and the other be a word nowhere else (`phrases`), so that
    nothing that can be read as it stands is changed.

    Args:
        text: the question, simplified.
        known: gives the words of the reports asked about.
        phrases: words a question may be made of.
    """
    offsets = sorted(word_boundaries(text))
    single = {a for a, b in pairwise(offsets) if b - a == 1 and "\u3400" <= text[a] <= "\u9fff"}
    pairs = [a for a in sorted(single) if a + 1 in single]
    if not pairs:
        return text
    table = _pairs_by_sound(known())
    for start in pairs:
        written = text[start : start + 2]
        heard = table.get(tuple(_spoken(c) for c in written), frozenset())
        near = [w for w in heard if (w[0] == written[0]) != (w[1] == written[1])]
        if len(near) == 1 and _wrong(written, near[0]) not in phrases and not is_word(written):
            text = text[:start] + near[0] + text[start + 2 :]
    return text


@lru_cache(maxsize=32)
def _pairs_by_sound(words: frozenset[str]) -> Mapping[tuple[str, ...], Set[str]]:
    table: dict[tuple[str, ...], set[str]] = {}
    for word in words:
        if len(word) == 2 and not _PARTICLE.search(word):
            table.setdefault(tuple(_spoken(c) for c in word), set()).add(word)
    return table


def _wrong(written: str, meant: str) -> str:
    return next(a for a, b in zip(written, meant, strict=True) if a != b)
