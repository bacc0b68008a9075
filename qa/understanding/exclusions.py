"""Exclusions: headings a question names only to say that they are not meant.

“不含上年结转，本年新收多少”: the two rows are disjoint, so what is left out was never in.
Where it is part of what is asked for (“不含企业的总计”), the words stay unexplained, for
no cell holds the rest. The same goes for a part of a figure told (“37件里头…的”).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from qa.understanding.dates import GAP
from qa.understanding.lexicon import SECTION2, Node
from qa.understanding.segments import Piece

_EXCLUDES = re.compile(
    "(?:不含|不包含|不包括|不算|不计|不要|不看|不问|除去|除开|除掉|去掉|刨去|刨开|扣除|扣掉|撇开|并不是|并非|不是|而非)"
)
_CONTRASTS = ("并不是", "并非", "不是", "而非", "不看", "不问")
"""They tell what is not asked for, without taking anything away from what is."""
_CLAUSE_END = re.compile("[，,。；;：:？?！!）)（(、]|而是|的是")
_AWAY = re.compile("(?:之外|以外|外|不看|不算|不计|不谈|的|那些|在内)+")
_SUBSET = re.compile(f"{GAP}(?:里头|里面|里边|里|当中|之中|中|内)")


def without_exclusions(
    pieces: Sequence[Piece],
    text: str,
    nodes: Callable[[str], tuple[Node, ...]],
    overlap: Callable[[Node, Node], bool],
) -> list[Piece]:
    """Return `pieces` with the clauses passed over that leave out what was never in.

    Args:
        pieces: the covering of `text`.
        text: the question.
        nodes: the headings a name names.
        overlap: whether the figures of two headings contain one another.
    """
    done = list(pieces)
    for match in _EXCLUDES.finditer(text):
        end = _CLAUSE_END.search(text, match.end())
        if end is None or (match.start() and text[match.start() - 1] in "是既也"):
            continue
        inside = [p for p in done if match.start() <= p.start < end.start()]
        out = [node for p in inside if p.kind == "name" for node in nodes(p.text)]
        rest = [p for p in done if p not in inside and p.kind == "name"]
        kept = [node for p in rest for node in nodes(p.text)]
        odd = [
            p
            for p in inside
            if p.kind == "unknown" and p.start >= match.end() and not _AWAY.fullmatch(p.text)
        ]
        axes = {node.axis for node in kept} & {node.axis for node in out}
        if not out or odd or any(node.axis not in axes for node in out):
            continue
        free = match.group() in _CONTRASTS
        if any(
            overlap(a, b) and not (free and a.domain == SECTION2 and a.id != b.id)
            for a in kept
            for b in out
            if a.axis == b.axis
        ):
            continue
        done = [replace(p, kind="function") if p in inside else p for p in done]
    return done


def subset_left_open(pieces: Sequence[Piece], text: str) -> tuple[str, ...]:
    """Return the words that ask for a part of a figure told without naming the part."""
    match = _SUBSET.search(text)
    if match is None or match.start() < 2:
        return ()
    if any(piece.kind == "name" and piece.start >= match.end() for piece in pieces):
        return ()
    return (match.group()[1:],) if any(p.kind == "name" for p in pieces) else ()
