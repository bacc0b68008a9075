"""The words of questions about record tables: names of columns, ratios, what is no content.

All of it is data: `records.toml` and `ratios.toml`, to be edited by people who know the
subject.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

Sum = tuple[str, ...]
"""Column labels to be added; one that begins with “-” is taken off."""


@dataclass(frozen=True, slots=True)
class Ratio:
    """A quotient that has a name of its own."""

    names: tuple[str, ...]
    top: tuple[Sum, ...]
    """Ways to make up the dividend, the first whose columns are held counts."""
    bottom: tuple[Sum, ...]
    percent: bool


@dataclass(frozen=True, slots=True)
class RecordLexicon:
    """`records.toml` and `ratios.toml`."""

    function: frozenset[str]
    operation: dict[str, frozenset[str]]
    tails: tuple[str, ...]
    fields: tuple[tuple[str, tuple[str, ...]], ...]
    """Column labels with their everyday names."""
    ratios: tuple[Ratio, ...]


@cache
def load_record_lexicon() -> RecordLexicon:
    """Return the lexicon shipped with the package."""
    words, ratios = (_load(name) for name in ("records.toml", "ratios.toml"))
    return RecordLexicon(
        function=frozenset(words["function"]),
        operation={name: frozenset(entry) for name, entry in words["operation"].items()},
        tails=tuple(words["tails"]),
        fields=tuple((entry["label"], tuple(entry["names"])) for entry in words["field"]),
        ratios=tuple(
            Ratio(
                tuple(entry["names"]),
                tuple(map(tuple, entry["top"])),
                tuple(map(tuple, entry["bottom"])),
                entry.get("percent", True),
            )
            for entry in ratios["ratio"]
        ),
    )


def _load(name: str) -> dict:  # type: ignore[type-arg]
    with Path(__file__).with_name(name).open("rb") as file:
        return tomllib.load(file)
