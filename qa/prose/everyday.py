"""Everyday speech: what people say for what reports print, read from `everyday.toml`."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from pathlib import Path

from qa.understanding.lexicon import Lexicon

_IDLE = "轻动词"


@dataclass(frozen=True, slots=True)
class Everyday:
    """Words of everyday speech with what reports print for them, and words that add nothing."""

    printed: Mapping[str, frozenset[str]]
    idle: frozenset[str]


@cache
def load_everyday() -> Everyday:
    """Return the words shipped with the package."""
    with Path(__file__).with_name("everyday.toml").open("rb") as file:
        themes = tomllib.load(file)
    idle = frozenset(" ".join(themes.pop(_IDLE).values()).split())
    printed: dict[str, frozenset[str]] = {}
    for groups in themes.values():
        for official, spoken in groups.items():
            for word in spoken.split():
                printed[word] = printed.get(word, frozenset()) | frozenset(official.split())
    return Everyday(printed, idle)


@lru_cache(maxsize=8)
def with_everyday(lexicon: Lexicon) -> Lexicon:
    """Return `lexicon` with the words of everyday speech, for questions about running text."""
    everyday = load_everyday()
    return replace(
        lexicon,
        everyday=everyday.printed,
        generic=lexicon.generic | everyday.idle,
        function=lexicon.function | lexicon.asides,
    )
