"""How like a printed heading is to a label of a form.

Headings lose characters, are shortened, lose their ordinal or are split over several
cells; figures never are. Likeness is between 0 and 1, over ideographs and Latin letters.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from rapidfuzz import fuzz

from corpus.forms.form import letters

_ORDINAL = re.compile(
    r"^\s*(?:[一二三四五六七八九十]{1,3}\s*[、.．]|[（(][一二三四五六七八九十]{1,3}[)）]|\d{1,2}\s*[.．、])"
)
_REMARK = re.compile(r"[（(][^（）()]{6,}[)）]?")

MIN_LIKENESS = 0.6
"""Likeness from which a print may be a label at all."""

SURE = 0.85
"""Likeness from which a print is that label and no other."""

SHORTENED = 0.85
"""Likeness of a label of which some characters are left out and none changed."""


@lru_cache(maxsize=16384)
def bare(label: str) -> str:
    """Return the letters of `label` without its ordinal and without a bracketed remark.

    >>> bare("（二）部分公开（区分处理的，只计这一情形，不计其他情形）")
    '部分公开'
    """
    text = "".join(label.split())
    return letters(_REMARK.sub("", _ORDINAL.sub("", text))).replace("合计", "总计")


@lru_cache(maxsize=65536)
def likeness(printed: str, label: str) -> float:
    """Return how like the print `printed` is to `label`."""
    a, b = bare(printed), bare(label)
    if not a or not b:
        return 0.0
    ratio = fuzz.ratio(a, b) / 100
    short, long = sorted((a, b), key=len)
    if len(short) >= max(3, 0.4 * len(long)) and is_subsequence(short, long):
        return max(ratio, SHORTENED)
    return ratio


def is_subsequence(short: str, long: str) -> bool:
    """Tell whether the characters of `short` occur in `long` in their order."""
    rest = iter(long)
    return all(character in rest for character in short)


@lru_cache(maxsize=65536)
def path_likeness(run: tuple[str, ...], path: tuple[str, ...]) -> float:
    """Return how like headings from outside to inside are to the heading path `path`.

    A label may be split over several cells, or several levels share one cell: any tail of
    `run` is compared with any tail of `path`, and each heading alone with the innermost.
    """
    if not path:
        return 0.0
    best = max((likeness(text, path[-1]) for text in run), default=0.0)
    for k in range(1, len(run) + 1):
        joined = "".join(run[-k:])
        for j in range(1, len(path) + 1):
            best = max(best, likeness(joined, "".join(bare(part) for part in path[-j:])))
    return best


def parents_likeness(run: Sequence[str], path: Sequence[str]) -> float:
    """Return how like the outer headings `run` are to the outer labels of `path`.

    0.5 where neither side has any: nothing speaks for or against.
    """
    if not path[:-1] or not any(bare(text) for text in run):
        return 0.5
    joined = "".join(bare(text) for text in run)
    return likeness(joined, "".join(bare(part) for part in path[:-1]))
