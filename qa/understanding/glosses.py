"""Glosses: what a question says twice, once in its own words and once by the heading's name.

Of “仍在审的案件，也就是尚未审结”, “公司（商业企业）” and “有制发的、有废止的，我关心的是现行有效的”
the part after the mark says what is meant; the part before it explains or leads up to
it. Where the second part is understood to the last word, the first need not be.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence, Set
from dataclasses import dataclass, replace

from qa.understanding.segments import Piece

_SAYS = (
    "也就是说|也就是|就是说|就是指|就是那个|就是那一?[类种项栏行]|就是|亦即|即是|即|指的就是|指的是|是指|换句话说|换言之|叫做|叫作|称为"
    "|我指的是|我说的是|我指|我的意思是|意思是|准确地?说|正式名称是|归在|归入|归到|属于|算作|列在"
)
_ASKS_FOR = (
    "我(?:只|就|真正|最)?(?:想知道|关心|要|要问|问|想问|想要|想了解|想查|想看|说)的(?:只|就|其实)?是"
    "|我(?:只|就)(?:想知道|关心|想问|问|要|想看|想查)|这里(?:只|就)问"
)
_GLOSS = re.compile(
    rf"(?P<focus>{_ASKS_FOR})|(?:(?<=[，,。；;：:？?！!、（(])|^)(?P<mark>{_SAYS})|(?P<within>也就是|亦即|即)|[（(](?P<open>)"
)
_DENIES = re.compile("[不没未无非除]")
_CLAUSE_END = re.compile("[，,。；;：:？?！!）)（(]")
_SENTENCE = re.compile("[。；;？?！!]")
_BEFORE = re.compile("[，,。；;：:？?！!）)（(]")


@dataclass(frozen=True, slots=True)
class Gloss:
    """Two stretches of a question that speak of one thing, by their offsets."""

    first: tuple[int, int]
    second: tuple[int, int]
    focus: bool
    """Whether the first only leads up to the second, whatever it names."""


def find_glosses(text: str) -> list[Gloss]:
    """Return the stretches of `text` that the words after them say again.

    >>> find_glosses("公司，也就是商业企业")
    [Gloss(first=(0, 2), second=(6, 10), focus=False)]
    """
    found = []
    for match in _GLOSS.finditer(text):
        end = _CLAUSE_END.search(text, match.end())
        second = (match.end(), end.start() if end else len(text))
        stop = match.start()
        while stop and _BEFORE.match(text[stop - 1]):
            stop -= 1
        if match["focus"]:
            first = (0, stop)
        else:
            before = [m.end() for m in _BEFORE.finditer(text, 0, stop)]
            first = (before[-1] if before else 0, stop)
        if first[0] < first[1] and second[0] < second[1]:
            found.append(Gloss(first, second, bool(match["focus"])))
    return found


def without_glosses(
    pieces: Sequence[Piece],
    text: str,
    axes: Callable[[str], frozenset[str]],
    restricting: Set[str],
    strong: Set[str],
) -> list[Piece]:
    """Return `pieces` with what a gloss says before the heading's own name passed over.

    Args:
        pieces: the covering of `text`.
        text: the question.
        axes: the axes on which a name names a heading.
        restricting: words that are never passed over.
        strong: names that leave no doubt.
    """
    done = list(pieces)
    for gloss in find_glosses(text):
        second = [p for p in done if _within(p, gloss.second)]
        named = [p for p in second if p.kind == "name" and p.text in strong]
        if not named or any(p.kind == "unknown" for p in second):
            continue
        said = frozenset().union(*(axes(p.text) for p in named))
        first = [p for p in done if _within(p, gloss.first)]
        unknown = [p for p in first if p.kind == "unknown"]
        if any(_DENIES.search(p.text) for p in unknown) or any(
            word in p.text for p in unknown for word in restricting
        ):
            continue
        if not gloss.focus and not any(p.kind != "unknown" for p in first) and len(first) > 2:
            continue
        passed = {p for p in first if p.kind == "unknown" or _only(axes(p.text), said, p)}
        done = [replace(p, kind="function") if p in passed else p for p in done]
    return done


def _only(own: frozenset[str], said: frozenset[str], piece: Piece) -> bool:
    return piece.kind == "name" and bool(own) and own <= said


def _within(piece: Piece, span: tuple[int, int]) -> bool:
    return span[0] <= piece.start and piece.start + len(piece.text) <= span[1]
